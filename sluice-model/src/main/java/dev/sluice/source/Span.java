package dev.sluice.source;

/**
 * Rows of a series that are meant, with all that come before them: from these a model knows what
 * was.
 *
 * @param from the first row, from 0
 * @param to the row after the last
 * @param known how many rows of the series may be looked at for a scale: those before {@code from},
 *     or in training all up to {@code to}
 */
public record Span(Series series, int from, int to, int known) {

  /** Rows that are not known yet, after those that are. */
  public Span(Series series, int from, int to) {
    this(series, from, to, from);
  }

  /** The first rows, from which is learned. */
  public static Span training(Series series, int to) {
    return new Span(series, 1, to, to);
  }

  /**
   * @throws IllegalArgumentException if the series has no such rows
   */
  public Span {
    if (from < 0 || from > to || to > series.count()) {
      throw new IllegalArgumentException(
          "%s has %s rows; those from %s to %s are not all among them."
              .formatted(series.name(), series.count(), from + 1, to));
    }
  }
}
