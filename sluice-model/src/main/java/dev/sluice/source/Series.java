package dev.sluice.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table over time: a row for each moment, a column for each thing measured.
 *
 * @param name what to call it in messages
 * @param time the name of the column that names the moments; empty where there is none
 * @param times how each row names its moment; empty texts where no column does
 * @param columns names of the columns of numbers
 * @param values {@code [row][column]}; NaN where one is missing
 * @param kinds names of the columns of words
 * @param words {@code [row][kind]}
 */
public record Series(
    String name,
    String time,
    List<String> times,
    List<String> columns,
    double[][] values,
    List<String> kinds,
    String[][] words)
    implements Source {

  public Series {
    times = List.copyOf(times);
    columns = List.copyOf(columns);
    kinds = List.copyOf(kinds);
  }

  /** A series without a column of moments. */
  public Series(
      String name, List<String> columns, double[][] values, List<String> kinds, String[][] words) {
    this(name, "", Collections.nCopies(values.length, ""), columns, values, kinds, words);
  }

  /** The number of rows. */
  public int length() {
    return values.length;
  }

  @Override
  public int count() {
    return values.length;
  }

  @Override
  public String digest() {
    Digest digest = new Digest();
    columns.forEach(digest::add);
    kinds.forEach(digest::add);
    for (int row = 0; row < values.length; row++) {
      digest.add(Arrays.toString(values[row]));
      digest.add(Arrays.toString(words[row]));
    }
    return digest.toString();
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
    double[][] fewer = new double[values.length][];
    String[][] fewerWords = new String[values.length][];
    for (int row = 0; row < fewer.length; row++) {
      int here = row;
      fewer[row] = Arrays.stream(numbers).mapToDouble(i -> values[here][i]).toArray();
      fewerWords[row] = Arrays.stream(texts).mapToObj(i -> words[here][i]).toArray(String[]::new);
    }
    return new Series(
        name,
        time,
        times,
        Arrays.stream(numbers).mapToObj(columns::get).toList(),
        fewer,
        Arrays.stream(texts).mapToObj(kinds::get).toList(),
        fewerWords);
  }

  private static int[] kept(List<String> all, Collection<String> without) {
    return IntStream.range(0, all.size()).filter(i -> !without.contains(all.get(i))).toArray();
  }

  /** The same with a number for each that is missing. */
  public Series withMissing(double value) {
    double[][] filled = new double[values.length][];
    for (int row = 0; row < filled.length; row++) {
      filled[row] = Arrays.stream(values[row]).map(v -> Double.isNaN(v) ? value : v).toArray();
    }
    return new Series(name, time, times, columns, filled, kinds, words);
  }

  /**
   * This series, and then the rows of another.
   *
   * @throws IllegalArgumentException if it lacks a column of this one
   */
  public Series then(Series later) {
    int[] numbers = columns.stream().mapToInt(later::column).toArray();
    int[] texts = kinds.stream().mapToInt(later::kind).toArray();
    double[][] more = Arrays.copyOf(values, values.length + later.values.length);
    String[][] moreWords = Arrays.copyOf(words, more.length);
    for (int row = 0; row < later.values.length; row++) {
      double[] numbersThere = later.values[row];
      String[] wordsThere = later.words[row];
      more[values.length + row] =
          Arrays.stream(numbers).mapToDouble(i -> numbersThere[i]).toArray();
      moreWords[values.length + row] =
          Arrays.stream(texts).mapToObj(i -> wordsThere[i]).toArray(String[]::new);
    }
    return new Series(
        name,
        time,
        Stream.concat(times.stream(), later.times.stream()).toList(),
        columns,
        more,
        kinds,
        moreWords);
  }

  /** The moment some steps after the last row; an empty text where times have no usual step. */
  public String timeAfter(int steps) {
    Times spaced = Times.of(times);
    return spaced == null || times.size() < 2 ? "" : spaced.after(times.size() - 1, steps);
  }

  /**
   * How far rows are apart: {@code one row each hour}, {@code usually one row each 15 minutes}
   * where they are not all as far; an empty text where times have no usual step.
   */
  public String pace() {
    Times spaced = Times.of(times);
    return spaced == null || times.size() < 2
        ? ""
        : (spaced.isEven() ? "" : "usually ") + "one row each " + spaced.pace();
  }

  /** The rows from one on, up to another. */
  public Series rows(int from, int to) {
    return new Series(
        name,
        time,
        times.subList(from, to),
        columns,
        Arrays.copyOfRange(values, from, to),
        kinds,
        Arrays.copyOfRange(words, from, to));
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
    return Table.of(Csv.read(file), form.time()).series(form.gaps());
  }

  /** The same, of all series that a file holds. */
  public static List<Series> readAll(Path file, Form form) throws IOException {
    if (!form.inRows()) {
      return List.of(read(file, form));
    }
    Csv csv = Csv.read(file);
    List<Series> all = new ArrayList<>();
    for (int row = 0; row < csv.rows().size(); row++) {
      all.add(inRow(csv, row));
    }
    return all;
  }

  private static Series inRow(Csv csv, int row) {
    String[] fields = csv.rows().get(row);
    int length = fields.length - 1;
    while (length > 0 && fields[length].isEmpty()) {
      length--;
    }
    double[][] values = new double[length][1];
    for (int i = 0; i < length; i++) {
      values[i][0] = csv.number(row, i + 1);
    }
    return new Series(fields[0], List.of("value"), values, List.of(), new String[length][0]);
  }

  /** The columns of a file: which names the moment, which are numbers, which are words. */
  private record Table(Csv csv, int time, List<Integer> numbers, List<Integer> kinds) {

    /** What columns of moments are called. */
    private static final Pattern TIME =
        Pattern.compile("(?i)time|date|stamp|unix|epoch|moment|^ts$|^ds$");

    static Table of(Csv csv, String time) {
      int timeColumn = timeColumn(csv, time);
      List<Integer> numbers = new ArrayList<>();
      List<Integer> kinds = new ArrayList<>();
      for (int column = 0; column < csv.header().size(); column++) {
        if (column != timeColumn) {
          String first = csv.first(column);
          boolean number = first.isEmpty() || Csv.isNumber(first);
          (number ? numbers : kinds).add(column);
          if (number) {
            csv.requireOneDecimal(column);
          }
        }
      }
      return new Table(csv, timeColumn, numbers, kinds);
    }

    private static int timeColumn(Csv csv, String time) {
      if (!time.isEmpty()) {
        int column = csv.header().indexOf(time);
        if (column < 0) {
          throw new IllegalArgumentException(
              "%s has no column '%s'. There are: %s."
                  .formatted(csv.file(), time, String.join(", ", csv.header())));
        }
        return column;
      }
      for (int column = 0; column < csv.header().size(); column++) {
        if (!Csv.isNumber(csv.first(column)) && TimeForm.read(csv.texts(column)) != null) {
          return column;
        }
      }
      for (int column = 0; column < csv.header().size(); column++) {
        if (csv.rows().size() > 1 && TimeForm.isAmbiguous(csv.texts(column))) {
          throw new IllegalArgumentException(
              "%s, column '%s': of dates such as %s day and month may change places, and how far"
                      .formatted(csv.file(), csv.header().get(column), csv.first(column))
                  + " rows are apart does not tell which is meant. Write them as in 2020-02-01.");
        }
      }
      // A number alone is a moment only where its column is called so.
      for (int column = 0; column < csv.header().size(); column++) {
        boolean called = TIME.matcher(csv.header().get(column)).find();
        if (called && TimeForm.readUnix(csv.texts(column)) != null) {
          return column;
        }
      }
      return -1;
    }

    Series series(Gaps gaps) {
      List<String> moments = csv.rows().stream().map(row -> time < 0 ? "" : row[time]).toList();
      Times spaced = time < 0 ? null : Times.of(moments);
      List<String> times = new ArrayList<>();
      List<double[]> values = new ArrayList<>();
      List<String[]> words = new ArrayList<>();
      for (int row = 0; row < moments.size(); row++) {
        String place = String.format(Locale.ROOT, "%s, line %,d", csv.file(), csv.lines().get(row));
        int missing = spaced == null ? 0 : spaced.missingBefore(row, place, gaps);
        for (int i = 0; i < missing; i++) {
          times.add(Objects.requireNonNull(spaced).after(row - 1, i + 1));
          values.add(numbers.stream().mapToDouble(_ -> Double.NaN).toArray());
          words.add(kinds.stream().map(_ -> "").toArray(String[]::new));
        }
        int here = row;
        times.add(moments.get(row));
        values.add(numbers.stream().mapToDouble(column -> csv.number(here, column)).toArray());
        words.add(
            kinds.stream().map(column -> csv.rows().get(here)[column]).toArray(String[]::new));
      }
      return new Series(
          csv.file().toString(),
          time < 0 ? "" : csv.header().get(time),
          times,
          numbers.stream().map(csv.header()::get).toList(),
          values.toArray(double[][]::new),
          kinds.stream().map(csv.header()::get).toList(),
          words.toArray(String[][]::new));
    }
  }
}
