package dev.sluice.loss;

import dev.sluice.data.Batch;

/** What losses of classes have in common. */
final class Classes {
  private Classes() {}

  /** Checks that classes are to be predicted. */
  static void require(Batch batch) {
    if (batch.valueSize() > 0) {
      throw new IllegalArgumentException(
          "The loss judges classes; this batch has %s numbers to predict at each position."
              .formatted(batch.valueSize()));
    }
  }
}
