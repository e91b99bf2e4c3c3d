package dev.sluice.source;

/**
 * Rows of a series that are meant, with all that come before them: from these a model knows what
 * was.
 *
 * @param from the first row, from 0
 * @param to the row after the last
 */
public record Span(Series series, int from, int to) {

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
