package dev.sluice.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table over time: a row for each moment, a column for each thing measured. Immutable. It is in
 * memory, or on disk where it is larger: {@link #onDisk}.
 */
public final class Series implements Source {
  private final String name;
  private final String time;
  private final List<String> columns;
  private final List<String> kinds;
  private final Rows rows;

  Series(String name, String time, List<String> columns, List<String> kinds, Rows rows) {
    this.name = name;
    this.time = time;
    this.columns = List.copyOf(columns);
    this.kinds = List.copyOf(kinds);
    this.rows = rows;
  }

  /**
   * A series without a column of moments. Arrays are not copied: do not change them afterwards.
   *
   * @param name what to call it in messages
   * @param columns names of the columns of numbers
   * @param values {@code [row][column]}; NaN where one is missing
   * @param kinds names of the columns of words
   * @param words {@code [row][kind]}
   */
  public Series(
      String name, List<String> columns, double[][] values, List<String> kinds, String[][] words) {
    this(
        name,
        "",
        columns,
        kinds,
        new RowsInMemory(Collections.nCopies(values.length, ""), values, words));
  }

  @Override
  public String name() {
    return name;
  }

  /** The name of the column that names the moments; empty where there is none. */
  public String time() {
    return time;
  }

  /** The names of the columns of numbers. */
  public List<String> columns() {
    return columns;
  }

  /** The names of the columns of words. */
  public List<String> kinds() {
    return kinds;
  }

  /** The number of rows. */
  @Override
  public int count() {
    return rows.count();
  }

  /**
   * A number; NaN where it is missing.
   *
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public double value(int row, int column) {
    Objects.checkIndex(row, count());
    return rows.value(row, Objects.checkIndex(column, columns.size()));
  }

  /**
   * A word; empty where it is missing.
   *
   * @throws IndexOutOfBoundsException if there is no such row or column of words
   */
  public String word(int row, int kind) {
    Objects.checkIndex(row, count());
    return rows.word(row, Objects.checkIndex(kind, kinds.size()));
  }

  /**
   * How a row names its moment; empty where no column does.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public String moment(int row) {
    return rows.moment(Objects.checkIndex(row, count()));
  }

  /** Whether rows are on disk, where they stay. */
  public boolean isOnDisk() {
    return isOnDisk(rows);
  }

  private static boolean isOnDisk(Rows rows) {
    return switch (rows) {
      case RowsOnDisk _ -> true;
      case RowsInMemory _, RowsOf.Unknown _ -> false;
      case RowsOf.Part part -> isOnDisk(part.all());
      case RowsOf.Changed changed -> isOnDisk(changed.all());
      case RowsOf.Joined joined -> isOnDisk(joined.first()) || isOnDisk(joined.then());
    };
  }

  @Override
  public String digest() {
    Digest digest = new Digest();
    columns.forEach(digest::add);
    kinds.forEach(digest::add);
    for (int row = 0; row < count(); row++) {
      int here = row;
      digest.add(Arrays.toString(numbers(columns.size(), i -> value(here, i))));
      String[] words = new String[kinds.size()];
      Arrays.setAll(words, i -> word(here, i));
      digest.add(Arrays.toString(words));
    }
    return digest.toString();
  }

  private static double[] numbers(int count, IntToDoubleFunction number) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, number);
    return numbers;
  }

  /** The SHA-256 of a text, in 64 hexadecimal digits: such as that of the digests of several. */
  public static String digest(String text) {
    Digest digest = new Digest();
    digest.add(text);
    return digest.toString();
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

  /**
   * The same without some columns.
   *
   * @throws IllegalArgumentException if there is none of a name; the message has those there are
   */
  public Series without(Collection<String> names) {
    for (String one : names) {
      if (!kinds.contains(one)) {
        column(one);
      }
    }
    int[] numbers = kept(columns, names);
    int[] texts = kept(kinds, names);
    return new Series(
        name,
        time,
        Arrays.stream(numbers).mapToObj(columns::get).toList(),
        Arrays.stream(texts).mapToObj(kinds::get).toList(),
        new RowsOf.Chosen(rows, numbers, texts));
  }

  private static int[] kept(List<String> all, Collection<String> without) {
    return IntStream.range(0, all.size()).filter(i -> !without.contains(all.get(i))).toArray();
  }

  /** The same with a number for each that is missing. */
  public Series withMissing(double value) {
    return new Series(name, time, columns, kinds, new RowsOf.Filled(rows, value));
  }

  /**
   * This series, and then the rows of another.
   *
   * @throws IllegalArgumentException if it lacks a column of this one
   */
  public Series then(Series later) {
    int[] numbers = columns.stream().mapToInt(later::column).toArray();
    int[] texts = kinds.stream().mapToInt(later::kind).toArray();
    if ((long) count() + later.count() > Integer.MAX_VALUE) {
      throw Rows.tooMany(name + " with " + later.name);
    }
    Rows more = new RowsOf.Chosen(later.rows, numbers, texts);
    return new Series(name, time, columns, kinds, new RowsOf.Joined(rows, more));
  }

  /** The same, and then rows of which nothing is known. */
  public Series thenUnknown(int count) {
    Rows unknown = new RowsOf.Unknown(count);
    return new Series(name, time, columns, kinds, new RowsOf.Joined(rows, unknown));
  }

  /** The moment some steps after the last row; an empty text where times have no usual step. */
  public String timeAfter(int steps) {
    Times spaced = count() < 2 ? null : times();
    return spaced == null ? "" : spaced.after(spaced.last(), steps);
  }

  /**
   * How far rows are apart: {@code one row each hour}, {@code usually one row each 15 minutes}
   * where they are not all as far; an empty text where times have no usual step.
   */
  public String pace() {
    Times spaced = count() < 2 ? null : times();
    return spaced == null
        ? ""
        : (spaced.isEven() ? "" : "usually ") + "one row each " + spaced.pace();
  }

  private @Nullable Times times() {
    TimeForm.Column moments = new TimeForm.Column(true);
    for (int row = 0; row < count(); row++) {
      moments.add(moment(row));
    }
    return moments.any();
  }

  /** The rows from one on, up to another. */
  public Series rows(int from, int to) {
    Objects.checkFromToIndex(from, to, count());
    return new Series(name, time, columns, kinds, new RowsOf.Part(rows, from, to - from));
  }

  /**
   * How a file holds series.
   *
   * @param time the column that names the moment; empty for the first one that has dates or times,
   *     months or quarters; else for the first whose name says that it does, with seconds or
   *     milliseconds since 1970
   * @param gaps what becomes of moments that are missing
   * @param inRows whether each row is a series: its name, then its values, then empty fields
   */
  public record Form(String time, Gaps gaps, boolean inRows) {

    /** A row for each moment; times are found, and must have no gaps. */
    public static final Form STANDARD = new Form("", Gaps.REFUSE, false);
  }

  /**
   * Reads a file of comma-separated values with a header (between tabs where the header has a tab,
   * between semicolons where it has one and no comma). A column is of numbers if its first value
   * that is there is one; else of words. Where columns stand between semicolons, numbers may have a
   * decimal comma.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if a row has more or fewer columns than the header, or no
   *     number where the others have one, or is not later than the one before; the message says
   *     where
   */
  public static Series read(Path file, Form form) throws IOException {
    Table table = Table.of(Csv.of(file), form.time());
    return table.series(table.rows(form.gaps(), new RowsInMemory.Memory()));
  }

  /**
   * The same of a table that may be larger than memory: its rows are kept on disk, 8 bytes for each
   * number, 12 for each row, and moments and words as they are, in files that have no name and are
   * gone when nobody reads them.
   *
   * @param folder where these files are
   * @throws IOException if it cannot be read, or there is no room for its rows
   * @throws IllegalArgumentException as for a table in memory
   */
  public static Series onDisk(Path file, Form form, Path folder) throws IOException {
    Table table = Table.of(Csv.of(file), form.time());
    try (RowsOnDisk.Disk disk = RowsOnDisk.Disk.in(folder, table.numbers().size(), table.count())) {
      return table.series(table.rows(form.gaps(), disk));
    }
  }

  /** The same as {@link #read}, of all series that a file holds. */
  public static List<Series> readAll(Path file, Form form) throws IOException {
    return form.inRows()
        ? inRows(Csv.of(file), new RowsInMemory.Memory())
        : List.of(read(file, form));
  }

  /** The same as {@link #onDisk}, of all series that a file holds. */
  public static List<Series> allOnDisk(Path file, Form form, Path folder) throws IOException {
    if (!form.inRows()) {
      return List.of(onDisk(file, form, folder));
    }
    try (RowsOnDisk.Disk disk = RowsOnDisk.Disk.in(folder, 1, 0)) {
      return inRows(Csv.of(file), disk);
    }
  }

  private static List<Series> inRows(Csv csv, Rows.Keeper keeper) throws IOException {
    List<String> names = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    csv.forEach(
        (fields, line) -> {
          int length = fields.length - 1;
          while (length > 0 && fields[length].isEmpty()) {
            length--;
          }
          names.add(fields[0]);
          lengths.add(length);
          for (int i = 1; i <= length; i++) {
            keeper.add("", new double[] {csv.number(fields, line, i)}, new String[0]);
          }
        });
    Rows all = keeper.rows();
    List<Series> series = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < names.size(); i++) {
      Rows own = new RowsOf.Part(all, from, lengths.get(i));
      series.add(new Series(names.get(i), "", List.of("value"), List.of(), own));
      from += lengths.get(i);
    }
    return series;
  }
}
