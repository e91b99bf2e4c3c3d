package dev.sluice.task;

import dev.sluice.data.Batch;
import dev.sluice.data.Examples;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;

/** Runs a model over examples, in batches of about the same length. */
final class Predictions {
  static final int BATCH = 64;

  private Predictions() {}

  /** Takes what a model says of one example. */
  interface Taker {
    /**
     * Takes the scores of a row.
     *
     * @param example the number of the example
     * @param scores {@code [step, batch, output]} of all rows
     */
    void take(int example, Batch batch, float[] scores, int row);
  }

  /**
   * Hands over the scores of each example, in any order.
   *
   * @param threads how many work together; the result does not depend on it
   */
  static void each(Model model, Examples examples, int threads, Taker taker) {
    if (examples.count() == 0) {
      return;
    }
    try (Workers workers = new Workers(threads)) {
      Pass pass = Pass.inference(model, workers);
      State state = State.of(model, Math.min(BATCH, examples.count()));
      Batch batch = new Batch();
      int[] order = examples.byLength();
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(from + BATCH, order.length);
        examples.read(order, from, to, batch);
        state.reset();
        float[] scores = pass.run(batch, state);
        for (int row = 0; row < to - from; row++) {
          taker.take(order[from + row], batch, scores, row);
        }
      }
    }
  }
}
