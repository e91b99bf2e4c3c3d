package dev.sluice.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.sluice.data.TextFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rows of a file of separated values, as texts; empty lines are passed over.
 *
 * @param header the first row
 * @param rows the others
 * @param lines where each of them begins
 * @param commas whether a comma may stand for the decimal point
 */
record Csv(Path file, List<String> header, List<String[]> rows, List<Long> lines, boolean commas) {

  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");

  /** Where a comma may part thousands, too. */
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");

  /** How a missing value is written. */
  private static final Set<String> MISSING = Set.of("", "na", "nan", "null", "none", "?", "-");

  /**
   * Reads a file: {@link JsonLines} by its name; else with tabs where its first line has one,
   * semicolons where it has one and no comma, else commas.
   */
  static Csv read(Path file) throws IOException {
    if (JsonLines.isMeant(file)) {
      return JsonLines.table(file);
    }
    char separator = separator(file);
    List<String[]> rows = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    try (Reader text = TextFile.reader(file);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .fieldSeparator(separator)
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
    Set<String> names = new HashSet<>();
    for (String name : rows.getFirst()) {
      if (!names.add(name) && !name.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has two columns '%s'; give one another name.".formatted(file, name));
      }
    }
    return new Csv(
        file,
        List.of(rows.getFirst()),
        rows.subList(1, rows.size()),
        lines.subList(1, lines.size()),
        separator == ';');
  }

  private static char separator(Path file) throws IOException {
    String[] header = {""};
    TextFile.forEach(
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

  static boolean isMissing(String text) {
    return MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether a text is a number, perhaps with a comma. */
  static boolean isNumber(String text) {
    return hasComma(text) || isPlain(text);
  }

  private static boolean hasComma(String text) {
    return DECIMAL_COMMA.matcher(text).matches();
  }

  private static boolean isPlain(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** All values of a column. */
  List<String> texts(int column) {
    return rows.stream().map(row -> row[column]).toList();
  }

  /**
   * Refuses a column of numbers in which some have a decimal comma and others a decimal point: one
   * of them would be read as what it is not.
   */
  void requireOneDecimal(int column) {
    String comma = "";
    String point = "";
    for (int row = 0; row < rows.size(); row++) {
      String text = rows.get(row)[column];
      comma = hasComma(text) ? text : comma;
      point = text.indexOf('.') >= 0 && isPlain(text) ? text : point;
      if (commas && !comma.isEmpty() && !point.isEmpty()) {
        throw wrong(
            row,
            column,
            "which does not go with '%s' before it: write all numbers with a decimal comma, or all"
                + " with a point",
            text.equals(comma) ? point : comma);
      }
    }
  }

  private IllegalArgumentException wrong(int row, int column, String why, Object... arguments) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s, line %,d, column '%s' has '%s', %s.",
            file,
            lines.get(row),
            header.get(column),
            rows.get(row)[column],
            String.format(Locale.ROOT, why, arguments)));
  }

  /** The first value of a column that is there; empty where all are missing. */
  String first(int column) {
    for (String[] row : rows) {
      if (!isMissing(row[column])) {
        return row[column];
      }
    }
    return "";
  }

  /** A number, NaN where it is missing. */
  double number(int row, int column) {
    String text = rows.get(row)[column];
    if (isMissing(text)) {
      return Double.NaN;
    }
    if (hasComma(text)) {
      if (!commas) {
        throw wrong(
            row,
            column,
            "a number with a comma: write %s%s, or put semicolons between columns if it is a"
                + " decimal comma",
            text.replace(',', '.'),
            THOUSANDS.matcher(text).matches() ? " or " + text.replace(",", "") : "");
      }
      return Double.parseDouble(text.replace(',', '.'));
    }
    if (!isPlain(text)) {
      throw wrong(row, column, "where a number belongs");
    }
    return Double.parseDouble(text);
  }
}
