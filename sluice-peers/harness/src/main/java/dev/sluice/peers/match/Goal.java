package dev.sluice.peers.match;

/**
 * What is wanted of one figure, and the figure.
 *
 * @param text such as {@code ≥ 1.2}
 */
record Goal(String text, double figure, boolean reached) {
  static Goal atLeast(double limit, double figure) {
    return new Goal("≥ " + number(limit), figure, figure >= limit);
  }

  static Goal atMost(double limit, String unit, double figure) {
    return new Goal("≤ " + number(limit) + unit, figure, figure <= limit);
  }

  static Goal atLeastShare(double limit, double figure) {
    return new Goal("≥ %.0f %%".formatted(100 * limit), figure, figure >= limit);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? "%.0f".formatted(value) : Double.toString(value);
  }

  /** For a table. */
  @Override
  public String toString() {
    return text + (reached ? " yes" : " NO");
  }
}
