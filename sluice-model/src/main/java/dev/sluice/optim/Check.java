package dev.sluice.optim;

/** Ranges of numbers, each with the sentence that refuses a number outside. */
final class Check {
  private Check() {}

  static void positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be a number above 0; it is %s.".formatted(what, plain(value)));
    }
  }

  static void notNegative(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be 0 or a number above; it is %s.".formatted(what, plain(value)));
    }
  }

  static void notNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "%s must not be negative; it is %s.".formatted(what, value));
    }
  }

  /** A factor that forgets: 0 keeps nothing, and 1 would keep everything for ever. */
  static void decay(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s must be at least 0 and below 1; it is %s.".formatted(what, plain(value)));
    }
  }

  /** {@code 1} for 1.0, as a user types it. */
  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
