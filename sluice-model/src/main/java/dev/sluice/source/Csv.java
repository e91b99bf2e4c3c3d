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

/**
 * The rows of a file of separated values, as texts; empty lines are passed over.
 *
 * @param header the first row
 * @param rows the others
 * @param lines where each of them begins
 */
record Csv(Path file, List<String> header, List<String[]> rows, List<Long> lines) {

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
    List<String[]> rows = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    try (Reader text = TextFile.reader(file);
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
        lines.subList(1, lines.size()));
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

  static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
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
    if (!isNumber(text)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s, line %,d, column '%s' has '%s', where a number belongs.",
              file,
              lines.get(row),
              header.get(column),
              text));
    }
    return Double.parseDouble(text);
  }
}
