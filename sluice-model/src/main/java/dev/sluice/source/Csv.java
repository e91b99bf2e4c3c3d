package dev.sluice.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.sluice.data.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of separated values under the names of its columns. Its rows are read anew each time that
 * they are asked for; empty lines are passed over.
 *
 * @param header the names
 * @param commas whether a comma may stand for the decimal point
 */
record Csv(Path file, List<String> header, boolean commas, Reading reading) {

  /** Takes one row after the other. */
  interface Taker {
    /**
     * Takes the texts of a row, as many as there are names.
     *
     * @param line where it begins
     */
    void take(String[] fields, long line) throws IOException;
  }

  /** Hands over the rows of the file. */
  interface Reading {
    void forEach(Taker taker) throws IOException;
  }

  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");

  /** Where a comma may part thousands, too. */
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");

  /** How a missing value is written. */
  private static final Set<String> MISSING = Set.of("", "na", "nan", "null", "none", "?", "-");

  /**
   * Looks at a file: {@link JsonLines} by its name; else with tabs where its first line has one,
   * semicolons where it has one and no comma, else commas.
   */
  static Csv of(Path file) throws IOException {
    if (JsonLines.isMeant(file)) {
      return JsonLines.table(file);
    }
    char separator = separator(file);
    String[][] header = {{}};
    forEach(
        file,
        separator,
        (fields, _) -> {
          header[0] = fields;
          return false;
        });
    Set<String> names = new HashSet<>();
    for (String name : header[0]) {
      if (!names.add(name) && !name.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has two columns '%s'; give one another name.".formatted(file, name));
      }
    }
    return new Csv(
        file,
        List.of(header[0]),
        separator == ';',
        taker -> {
          BelowHeader rows = new BelowHeader(file, header[0], taker);
          forEach(file, separator, rows::take);
          rows.requireSome();
        });
  }

  /** Takes one row after the other, until it is enough. */
  private interface Some {
    boolean take(String[] fields, long line) throws IOException;
  }

  /** Hands over all rows but the first, which is the header, and requires them to be as long. */
  private static final class BelowHeader {
    private final Path file;
    private final String[] header;
    private final Taker taker;
    private boolean begun;
    private boolean some;

    BelowHeader(Path file, String[] header, Taker taker) {
      this.file = file;
      this.header = header;
      this.taker = taker;
    }

    boolean take(String[] fields, long line) throws IOException {
      if (!begun) {
        begun = true;
        if (!Arrays.equals(header, fields)) {
          throw changed(file);
        }
        return true;
      }
      if (fields.length != header.length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s, line %,d has %,d columns; its header has %,d.",
                file,
                line,
                fields.length,
                header.length));
      }
      some = true;
      taker.take(fields, line);
      return true;
    }

    void requireSome() {
      if (!some) {
        throw new IllegalArgumentException(
            file
                + " has no rows: a header with the names of the columns comes first, then a row for"
                + " each moment.");
      }
    }
  }

  private static void forEach(Path file, char separator, Some taker) throws IOException {
    long last = 0;
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
        last = record.getStartingLineNumber();
        String[] fields = record.getFields().stream().map(String::strip).toArray(String[]::new);
        if (!taker.take(fields, last)) {
          return;
        }
      }
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s cannot be read after line %,d: a quotation mark is never closed, or stands within"
                  + " a value.",
              file,
              last),
          e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Whoever writes it has to end first. */
  IllegalArgumentException changed() {
    return changed(file);
  }

  static IllegalArgumentException changed(Path file) {
    return new IllegalArgumentException(
        file + " has changed while it was read; read it when nobody writes it.");
  }

  /** Hands over every row. */
  void forEach(Taker taker) throws IOException {
    reading.forEach(taker);
  }

  private static char separator(Path file) throws IOException {
    String header;
    try (BufferedReader reader = TextFile.reader(file)) {
      header = Objects.requireNonNullElse(reader.readLine(), "");
    }
    if (header.indexOf('\t') >= 0) {
      return '\t';
    }
    return header.indexOf(';') >= 0 && header.indexOf(',') < 0 ? ';' : ',';
  }

  static boolean isMissing(String text) {
    return MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether a text is a number, perhaps with a comma. */
  static boolean isNumber(String text) {
    return hasComma(text) || isPlain(text);
  }

  private static boolean hasComma(String text) {
    return text.indexOf(',') >= 0 && DECIMAL_COMMA.matcher(text).matches();
  }

  private static boolean isPlain(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Whether all texts so far have a decimal comma, or all a point, or neither says. */
  final class Decimals {
    private final int column;
    private String comma = "";
    private String point = "";
    private @Nullable IllegalArgumentException mixed;

    Decimals(int column) {
      this.column = column;
    }

    void add(String[] fields, long line) {
      if (!commas || mixed != null) {
        return;
      }
      String text = fields[column];
      comma = hasComma(text) ? text : comma;
      point = text.indexOf('.') >= 0 && isPlain(text) ? text : point;
      if (!comma.isEmpty() && !point.isEmpty()) {
        mixed =
            wrong(
                fields,
                line,
                column,
                "which does not go with '%s' before it: write all numbers with a decimal comma, or"
                    + " all with a point",
                text.equals(comma) ? point : comma);
      }
    }

    /**
     * Refuses a column of numbers in which some have a decimal comma and others a decimal point:
     * one of them would be read as what it is not.
     */
    void require() {
      if (mixed != null) {
        throw mixed;
      }
    }
  }

  private IllegalArgumentException wrong(
      String[] fields, long line, int column, String why, Object... arguments) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s, line %,d, column '%s' has '%s', %s.",
            file,
            line,
            header.get(column),
            fields[column],
            String.format(Locale.ROOT, why, arguments)));
  }

  /** A number, NaN where it is missing. */
  double number(String[] fields, long line, int column) {
    String text = fields[column];
    if (isMissing(text)) {
      return Double.NaN;
    }
    if (hasComma(text)) {
      if (!commas) {
        throw wrong(
            fields,
            line,
            column,
            "a number with a comma: write %s%s, or put semicolons between columns if it is a"
                + " decimal comma",
            text.replace(',', '.'),
            THOUSANDS.matcher(text).matches() ? " or " + text.replace(",", "") : "");
      }
      return Double.parseDouble(text.replace(',', '.'));
    }
    if (!isPlain(text)) {
      throw wrong(fields, line, column, "where a number belongs");
    }
    return Double.parseDouble(text);
  }
}
