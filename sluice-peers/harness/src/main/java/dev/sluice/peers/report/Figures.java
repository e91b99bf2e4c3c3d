package dev.sluice.peers.report;

/** Numbers for a table; {@code -} where there is none. */
final class Figures {
  static final String NONE = "-";

  private Figures() {}

  static String number(double value) {
    return Double.isNaN(value) ? NONE : (value < 1000 ? "%.1f" : "%,.0f").formatted(value);
  }

  static String ratio(double value) {
    return Double.isNaN(value) ? NONE : "%.2f".formatted(value);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? NONE : "%.0f %%".formatted(100 * share);
  }

  static String time(double seconds) {
    return seconds < 1e-3
        ? "%.2f µs".formatted(seconds * 1e6)
        : seconds < 1 ? "%.3f ms".formatted(seconds * 1e3) : "%.3f s".formatted(seconds);
  }

  static String memory(long bytes) {
    return bytes == 0 ? NONE : "%,d MB".formatted(bytes / 1_000_000);
  }
}
