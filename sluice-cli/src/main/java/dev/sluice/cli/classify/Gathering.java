package dev.sluice.cli.classify;

import dev.sluice.model.Layer;

/** What stands for a sequence. */
public enum Gathering {
  LAST,
  MEAN,
  MAX,
  ATTENTION,
  /** All steps, side by side. */
  ALL;

  /** As a layer, for sequences of so many steps at most. */
  Layer layer(int steps) {
    return this == ALL ? Layer.flatten(steps) : Layer.pool(Layer.Pooling.valueOf(name()));
  }
}
