package dev.sluice.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A table over time: a row for each moment, a column for each thing measured.
 *
 * @param name what to call it in messages
 * @param times how each row names its moment; empty texts where no column does
 * @param columns names of the columns of numbers
 * @param values {@code [row][column]}; NaN where one is missing
 * @param kinds names of the columns of words
 * @param words {@code [row][kind]}
 */
public record Series(
    String name,
    List<String> times,
    List<String> columns,
    double[][] values,
    List<String> kinds,
    String[][] words) {

  /** How a missing value is written. */
  private static final Set<String> MISSING = Set.of("", "na", "nan", "null", "none", "?", "-");

  public Series {
    times = List.copyOf(times);
    columns = List.copyOf(columns);
    kinds = List.copyOf(kinds);
  }

  /** The number of rows. */
  public int length() {
    return values.length;
  }

  /**
   * The number of a column.
   *
   * @throws IllegalArgumentException if there is none of this name; the message has those there are
   */
  public int column(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s has no column of numbers '%s'. There are: %s."
              .formatted(name, column, String.join(", ", columns)));
    }
    return index;
  }

  /**
   * The number of a column of words.
   *
   * @throws IllegalArgumentException if there is none of this name; the message has those there are
   */
  public int kind(String column) {
    int index = kinds.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s has no column of words '%s'. There are: %s."
              .formatted(name, column, String.join(", ", kinds)));
    }
    return index;
  }

  /** The rows from one on, up to another. */
  public Series rows(int from, int to) {
    return new Series(
        name,
        times.subList(from, to),
        columns,
        Arrays.copyOfRange(values, from, to),
        kinds,
        Arrays.copyOfRange(words, from, to));
  }

  /**
   * Reads a file of comma-separated values with a header (between tabs where the header has a tab,
   * between semicolons where it has one and no comma). A column is of numbers if its first value
   * that is there is one; else of words.
   *
   * @param time the column that names the moment; empty for the first one that is no number but has
   *     a digit, if there is one
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if a row has more or fewer columns than the header, or no
   *     number where the others have one; the message says where
   */
  public static Series read(Path file, String time) throws IOException {
    List<String[]> rows = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    try (Reader text = Lines.reader(file);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .fieldSeparator(separator(file))
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text)) {
      for (CsvRecord record : reader) {
        if (record.getFieldCount() == 1 && record.getField(0).isBlank()) {
          continue;
        }
        rows.add(record.getFields().stream().map(String::strip).toArray(String[]::new));
        lines.add(record.getStartingLineNumber());
        if (rows.getLast().length != rows.getFirst().length) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s, line %,d has %,d columns; its header has %,d.",
                  file,
                  lines.getLast(),
                  rows.getLast().length,
                  rows.getFirst().length));
        }
      }
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s cannot be read after line %,d: a quotation mark is never closed, or stands within"
                  + " a value.",
              file,
              lines.isEmpty() ? 0 : lines.getLast()),
          e);
    }
    if (rows.size() < 2) {
      throw new IllegalArgumentException(
          file
              + " has no rows: a header with the names of the columns comes first, then a row for"
              + " each moment.");
    }
    return new Table(file, rows, lines).series(time);
  }

  private static char separator(Path file) throws IOException {
    String[] header = {""};
    Lines.forEach(
        file,
        (line, number) -> {
          if (number == 1) {
            header[0] = line;
          }
        });
    if (header[0].indexOf('\t') >= 0) {
      return '\t';
    }
    return header[0].indexOf(';') >= 0 && header[0].indexOf(',') < 0 ? ';' : ',';
  }

  private static boolean isMissing(String text) {
    return MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** What was read, as texts. */
  private record Table(Path file, List<String[]> rows, List<Long> lines) {

    Series series(String time) {
      List<String> header = List.of(rows.getFirst());
      int timeColumn = timeColumn(header, time);
      List<Integer> numbers = new ArrayList<>();
      List<Integer> kinds = new ArrayList<>();
      for (int column = 0; column < header.size(); column++) {
        if (column != timeColumn) {
          String first = first(column);
          (first.isEmpty() || isNumber(first) ? numbers : kinds).add(column);
        }
      }
      int length = rows.size() - 1;
      double[][] values = new double[length][numbers.size()];
      String[][] words = new String[length][kinds.size()];
      List<String> times = new ArrayList<>();
      for (int row = 0; row < length; row++) {
        String[] texts = rows.get(row + 1);
        times.add(timeColumn < 0 ? "" : texts[timeColumn]);
        for (int i = 0; i < values[row].length; i++) {
          values[row][i] = number(row, numbers.get(i));
        }
        for (int i = 0; i < words[row].length; i++) {
          words[row][i] = texts[kinds.get(i)];
        }
      }
      return new Series(
          file.toString(),
          times,
          numbers.stream().map(header::get).toList(),
          values,
          kinds.stream().map(header::get).toList(),
          words);
    }

    private int timeColumn(List<String> header, String time) {
      if (!time.isEmpty()) {
        int column = header.indexOf(time);
        if (column < 0) {
          throw new IllegalArgumentException(
              "%s has no column '%s'. There are: %s."
                  .formatted(file, time, String.join(", ", header)));
        }
        return column;
      }
      for (int column = 0; column < header.size(); column++) {
        String first = first(column);
        if (!isNumber(first) && first.chars().anyMatch(Character::isDigit)) {
          return column;
        }
      }
      return -1;
    }

    /** The first value of a column that is there; empty where all are missing. */
    private String first(int column) {
      for (String[] row : rows.subList(1, rows.size())) {
        if (!isMissing(row[column])) {
          return row[column];
        }
      }
      return "";
    }

    private double number(int row, int column) {
      String text = rows.get(row + 1)[column];
      if (isMissing(text)) {
        return Double.NaN;
      }
      if (!isNumber(text)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s, line %,d, column '%s' has '%s', where a number belongs.",
                file,
                lines.get(row + 1),
                rows.getFirst()[column],
                text));
      }
      return Double.parseDouble(text);
    }
  }
}
