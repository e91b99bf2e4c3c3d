package dev.sluice.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows of text with aligned columns: numbers to the right, everything else to the left. */
public final class Table {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d,]+(\\.\\d+)?(e[-+]?\\d+)?|[–-]");

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row. */
  public Table row(String... cells) {
    return row(List.of(cells));
  }

  /** Adds a row. */
  public Table row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /**
   * The rows, each ended by a line end.
   *
   * @param indent put before each row
   */
  public String text(String indent) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    boolean[] right = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      int numbers = 0;
      for (List<String> row : rows) {
        if (column < row.size()) {
          widths[column] = Math.max(widths[column], row.get(column).length());
          numbers += NUMBER.matcher(row.get(column)).matches() ? 1 : 0;
        }
      }
      // The title of a column is no number.
      right[column] = numbers > 0 && numbers >= rows.size() - 1;
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String space = " ".repeat(widths[column] - cell.length());
        line.append(column == 0 ? "" : "  ").append(right[column] ? space + cell : cell + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
