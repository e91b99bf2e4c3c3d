package dev.sluice.kernel;

/**
 * A random expression with what {@link RandomExpressions} must know to keep numbers tame.
 *
 * @param low no value is below
 * @param high no value is above
 * @param slope about how much it grows with what it reads
 * @param pinned whether its size follows from itself, not only from where it stands
 * @param kinked whether it may have the same value over a whole region, as {@code relu} does; the
 *     difference of two such terms may be zero everywhere, where no derivative can be measured
 */
record RandomTerm(
    String text,
    Level level,
    double low,
    double high,
    double slope,
    boolean pinned,
    boolean kinked) {

  /** How tightly the text binds; see the grammar of the language. */
  enum Level {
    SUM,
    TERM,
    /** {@code W @ v}, which must not stand beside {@code *} without parentheses. */
    BARE,
    FACTOR,
    ATOM
  }

  double largest() {
    return Math.max(Math.abs(low), Math.abs(high));
  }

  RandomTerm as(String text, Level level) {
    return new RandomTerm(text, level, low, high, slope, pinned, kinked);
  }

  RandomTerm ranging(double low, double high) {
    return new RandomTerm(text, level, low, high, slope, pinned, kinked);
  }

  RandomTerm sloped(double slope) {
    return new RandomTerm(text, level, low, high, slope, pinned, kinked);
  }

  RandomTerm kinked(boolean kinked) {
    return new RandomTerm(text, level, low, high, slope, pinned, kinked);
  }

  /** What an operation makes of both: one pinned operand pins the result. */
  RandomTerm with(RandomTerm b, String text, Level level, double low, double high, double slope) {
    return new RandomTerm(text, level, low, high, slope, pinned || b.pinned, kinked || b.kinked);
  }
}
