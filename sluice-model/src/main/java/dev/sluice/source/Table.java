package dev.sluice.source;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a file are: one names the moment, some are numbers, some are words.
 *
 * @param count of rows
 * @param time the column of moments; −1 where there is none
 * @param times what it says; null where that is no date or time
 * @param numbers columns
 * @param kinds columns of words
 */
record Table(
    Csv csv,
    int count,
    int time,
    @Nullable Times times,
    List<Integer> numbers,
    List<Integer> kinds) {

  /** What columns of moments are called. */
  private static final Pattern TIME =
      Pattern.compile("(?i)time|date|stamp|unix|epoch|moment|^ts$|^ds$");

  /** What is learned of a column while its texts go by. */
  private static final class Column {
    final TimeForm.Column moments;
    final Csv.Decimals decimals;
    private final int number;

    /** The first text that is there; empty where all are missing. */
    private String first = "";

    private Column(Csv csv, int number, String time) {
      this.number = number;
      String name = csv.header().get(number);
      moments = new TimeForm.Column(name.equals(time) || TIME.matcher(name).find());
      decimals = csv.new Decimals(number);
    }

    void add(String[] fields, long line) {
      String text = fields[number];
      first = first.isEmpty() && !Csv.isMissing(text) ? text : first;
      moments.add(text);
      decimals.add(fields, line);
    }

    boolean isNumber() {
      return first.isEmpty() || Csv.isNumber(first);
    }
  }

  /**
   * Looks at all columns of a file.
   *
   * @param time the name of the column of moments; empty for the one that looks like it
   */
  static Table of(Csv csv, String time) throws IOException {
    List<Column> columns = new ArrayList<>();
    for (int column = 0; column < csv.header().size(); column++) {
      columns.add(new Column(csv, column, time));
    }
    int[] count = new int[1];
    csv.forEach(
        (fields, line) -> {
          if (count[0]++ == Integer.MAX_VALUE) {
            throw Rows.tooMany(csv.file().toString());
          }
          columns.forEach(column -> column.add(fields, line));
        });
    int moment = timeColumn(csv, time, columns, count[0]);
    List<Integer> numbers = new ArrayList<>();
    List<Integer> kinds = new ArrayList<>();
    for (Column column : columns) {
      if (column.number != moment && column.isNumber()) {
        column.decimals.require();
        numbers.add(column.number);
      } else if (column.number != moment) {
        kinds.add(column.number);
      }
    }
    Times times = moment < 0 ? null : columns.get(moment).moments.any();
    return new Table(csv, count[0], moment, times, numbers, kinds);
  }

  private static int timeColumn(Csv csv, String time, List<Column> columns, int rows) {
    if (!time.isEmpty()) {
      int column = csv.header().indexOf(time);
      if (column < 0) {
        throw new IllegalArgumentException(
            "%s has no column '%s'. There are: %s."
                .formatted(csv.file(), time, String.join(", ", csv.header())));
      }
      return column;
    }
    for (Column column : columns) {
      if (!Csv.isNumber(column.first) && column.moments.times() != null) {
        return column.number;
      }
    }
    for (Column column : columns) {
      if (rows > 1 && column.moments.isAmbiguous()) {
        throw new IllegalArgumentException(
            "%s, column '%s': of dates such as %s day and month may change places, and how far"
                    .formatted(csv.file(), csv.header().get(column.number), column.first)
                + " rows are apart does not tell which is meant. Write them as in 2020-02-01.");
      }
    }
    // A number alone is a moment only where its column is called so.
    for (Column column : columns) {
      if (column.moments.unix() != null) {
        return column.number;
      }
    }
    return -1;
  }

  /**
   * Hands over all rows.
   *
   * @throws IllegalArgumentException if one does not fit; the message says where
   */
  Rows rows(Gaps gaps, Rows.Keeper keeper) throws IOException {
    int[] next = {0};
    long[] before = {0};
    csv.forEach(
        (fields, line) -> {
          if (next[0] == count) {
            throw csv.changed();
          }
          if (times != null) {
            long here = number(times, fields[time]);
            if (next[0] > 0) {
              fill(times, before[0], here, line, gaps, keeper);
            }
            before[0] = here;
          }
          next[0]++;
          keeper.add(
              time < 0 ? "" : fields[time],
              numbers.stream().mapToDouble(column -> csv.number(fields, line, column)).toArray(),
              kinds.stream().map(column -> fields[column]).toArray(String[]::new));
        });
    if (next[0] != count) {
      throw csv.changed();
    }
    return keeper.rows();
  }

  private long number(Times spaced, String moment) {
    try {
      return spaced.number(moment);
    } catch (DateTimeException e) {
      throw csv.changed(); // it was one when the columns were looked at
    }
  }

  /** Adds a row for each moment that is missing between two. */
  private void fill(Times spaced, long before, long here, long line, Gaps gaps, Rows.Keeper keeper)
      throws IOException {
    Supplier<String> place = () -> String.format(Locale.ROOT, "%s, line %,d", csv.file(), line);
    int missing = spaced.missing(before, here, place, gaps);
    for (int i = 1; i <= missing; i++) {
      double[] unknown = new double[numbers.size()];
      Arrays.fill(unknown, Double.NaN);
      String[] silent = new String[kinds.size()];
      Arrays.fill(silent, "");
      keeper.add(spaced.after(before, i), unknown, silent);
    }
  }

  /** The names of some columns. */
  List<String> names(List<Integer> columns) {
    return columns.stream().map(csv.header()::get).toList();
  }

  Series series(Rows rows) {
    return new Series(
        csv.file().toString(),
        time < 0 ? "" : csv.header().get(time),
        names(numbers),
        names(kinds),
        rows);
  }
}
