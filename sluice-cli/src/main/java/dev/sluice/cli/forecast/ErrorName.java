package dev.sluice.cli.forecast;

import dev.sluice.loss.Loss;

/** What training makes small, where no quantiles are asked for. */
public enum ErrorName {
  SQUARED,
  ABSOLUTE,
  HUBER;

  Loss loss() {
    return switch (this) {
      case SQUARED -> Loss.squared();
      case ABSOLUTE -> Loss.absolute();
      case HUBER -> Loss.huber(1);
    };
  }
}
