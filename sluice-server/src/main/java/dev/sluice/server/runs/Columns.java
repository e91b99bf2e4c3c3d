package dev.sluice.server.runs;

import dev.sluice.server.http.Floats;

/** A value over time, drawn with fewer columns than there are steps. */
final class Columns {
  /** How many steps are read at once. */
  private static final int CHUNK = 1_024;

  private Columns() {}

  /**
   * Steps {@code [from, to)} as means in columns, units {@code [first, last)}: {@code [column,
   * unit]}.
   *
   * @param columns at most as many as steps
   */
  static Floats of(
      Recorded recorded, String value, int from, int to, int first, int last, int columns) {
    int units = last - first;
    int size = recorded.sizes().get(value);
    float[] drawn = new float[columns * units];
    int steps = to - from;
    double[] sums = new double[units];
    int column = 0;
    int begin = from;
    for (int at = from; at < to; at += CHUNK) {
      int end = Math.min(to, at + CHUNK);
      float[] rows = recorded.rows(value, at, end);
      for (int step = at; step < end; step++) {
        for (int unit = 0; unit < units; unit++) {
          sums[unit] += rows[(step - at) * size + first + unit];
        }
        int until = from + (int) ((long) (column + 1) * steps / columns);
        if (step + 1 == until) {
          for (int unit = 0; unit < units; unit++) {
            drawn[column * units + unit] = (float) (sums[unit] / (until - begin));
            sums[unit] = 0;
          }
          begin = until;
          column++;
        }
      }
    }
    return new Floats(columns, drawn);
  }
}
