package dev.sluice.source;

import java.io.IOException;

/** The rows of a series, wherever they are. Immutable. */
sealed interface Rows
    permits RowsInMemory, RowsOnDisk, RowsOf.Part, RowsOf.Changed, RowsOf.Joined, RowsOf.Unknown {

  int count();

  /** A number; NaN where it is missing. */
  double value(int row, int column);

  String word(int row, int kind);

  /** How a row names its moment; empty where it does not. */
  String moment(int row);

  /** More rows than can be counted. */
  static IllegalArgumentException tooMany(String name) {
    return new IllegalArgumentException(
        name + " has more than 2,147,483,647 rows; cut it, or leave out every other row.");
  }

  /** Takes rows, the first one first, to keep them. */
  interface Keeper {
    void add(String moment, double[] values, String[] words) throws IOException;

    /** All of them; nothing can be added any more. */
    Rows rows() throws IOException;
  }
}
