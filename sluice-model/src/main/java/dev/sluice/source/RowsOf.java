package dev.sluice.source;

/** Rows that are made of others: nothing is copied. */
final class RowsOf {
  private RowsOf() {}

  /** Some rows. */
  record Part(Rows all, int from, int count) implements Rows {
    @Override
    public double value(int row, int column) {
      return all.value(from + row, column);
    }

    @Override
    public String word(int row, int kind) {
      return all.word(from + row, kind);
    }

    @Override
    public String moment(int row) {
      return all.moment(from + row);
    }
  }

  /** As many rows as others have, with the same moments. */
  sealed interface Changed extends Rows {
    Rows all();

    @Override
    default int count() {
      return all().count();
    }

    @Override
    default String word(int row, int kind) {
      return all().word(row, kind);
    }

    @Override
    default String moment(int row) {
      return all().moment(row);
    }
  }

  /**
   * Some columns.
   *
   * @param columns their numbers among those of all
   * @param kinds the same of words
   */
  record Chosen(Rows all, int[] columns, int[] kinds) implements Changed {
    @Override
    public double value(int row, int column) {
      return all.value(row, columns[column]);
    }

    @Override
    public String word(int row, int kind) {
      return all.word(row, kinds[kind]);
    }
  }

  /** A number for each that is missing. */
  record Filled(Rows all, double missing) implements Changed {
    @Override
    public double value(int row, int column) {
      double value = all.value(row, column);
      return Double.isNaN(value) ? missing : value;
    }
  }

  /** Rows, and then others. */
  record Joined(Rows first, Rows then) implements Rows {
    @Override
    public int count() {
      return first.count() + then.count();
    }

    private Rows with(int row) {
      return row < first.count() ? first : then;
    }

    private int place(int row) {
      return row < first.count() ? row : row - first.count();
    }

    @Override
    public double value(int row, int column) {
      return with(row).value(place(row), column);
    }

    @Override
    public String word(int row, int kind) {
      return with(row).word(place(row), kind);
    }

    @Override
    public String moment(int row) {
      return with(row).moment(place(row));
    }
  }

  /** Rows of which nothing is known. */
  record Unknown(int count) implements Rows {
    @Override
    public double value(int row, int column) {
      return Double.NaN;
    }

    @Override
    public String word(int row, int kind) {
      return "";
    }

    @Override
    public String moment(int row) {
      return "";
    }
  }
}
