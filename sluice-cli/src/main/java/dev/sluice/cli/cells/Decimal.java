package dev.sluice.cli.cells;

import java.util.Locale;

/** Numbers for people. */
final class Decimal {
  private Decimal() {}

  /** {@code 1} for 1.0 and {@code 1e30}, as a cell's text has them. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).replace(".0E", "E").replace('E', 'e');
  }

  /** Four decimals; what would then read 0 or run over, by its powers of ten. */
  static String fixed(double value) {
    if (value == 0) {
      return "0.0000"; // also for −0
    }
    double size = Math.abs(value);
    return size >= 5e-5 && size < 1e5
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  /** Two significant digits, {@code 3.1e-09}. */
  static String brief(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%.1e", value)
        : Double.toString(value);
  }
}
