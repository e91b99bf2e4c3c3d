package dev.sluice.cli.train;

import java.util.Locale;

/** What a figure is, and so how it is written and whether a larger one is better. */
public enum Measure {
  /** A share, written in percent. */
  SHARE(true, 100, "%.2f"),
  /** A number that is already in percent, of an error. */
  PERCENT(false, 1, "%.3f"),
  /** Nats. */
  LOSS(false, 1, "%.4f"),
  /** A distance in the units of the data. */
  ERROR(false, 1, "%.5g"),
  /** How many are right, or how far something reaches. */
  COUNT(true, 1, "%,.0f"),
  /** How many are wrong. */
  WRONG(false, 1, "%,.0f");

  private final boolean larger;
  private final double factor;
  private final String format;

  Measure(boolean larger, double factor, String format) {
    this.larger = larger;
    this.factor = factor;
    this.format = format;
  }

  /** Whether one value is better than another. */
  public boolean isBetter(double value, double other) {
    return larger ? value > other : value < other;
  }

  /** A value for a reader; a dash where there is none. */
  public String text(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, factor * value);
  }

  /** What stands behind the name of a figure. */
  String unit() {
    return this == SHARE || this == PERCENT ? ", %" : "";
  }
}
