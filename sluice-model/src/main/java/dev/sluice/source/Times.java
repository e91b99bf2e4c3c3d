package dev.sluice.source;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The moments of rows as numbers, evenly spaced but for gaps.
 *
 * @param moments in milliseconds, or in months
 * @param unit how many of these are from one row to the next
 * @param grid what is counted
 * @param clock the time of day, where months are counted
 * @param writer how a moment is written
 */
record Times(
    long[] moments, long unit, Grid grid, LocalTime clock, Function<LocalDateTime, String> writer) {

  /** What is counted from one moment to another. */
  private enum Grid {
    MILLISECONDS,
    FIRST_OF_MONTH,
    LAST_OF_MONTH;

    long number(long milliseconds) {
      return this == MILLISECONDS
          ? milliseconds
          : moment(milliseconds).getLong(ChronoField.PROLEPTIC_MONTH);
    }
  }

  /** The moments of rows, one after the other, as one form reads them. */
  static final class Builder {
    private final TimeForm form;
    private long[] milliseconds = new long[16];
    private int count;
    private LocalTime clock = LocalTime.MIDNIGHT;
    private boolean oneClock = true;
    private boolean first = true;
    private boolean last = true;

    Builder(TimeForm form) {
      this.form = form;
    }

    /** Adds the moment of a row; false where it is written in another form. */
    boolean add(String text) {
      LocalDateTime moment;
      try {
        moment = form.reader().apply(text);
      } catch (DateTimeException e) {
        return false;
      }
      if (count == milliseconds.length) {
        milliseconds = Arrays.copyOf(milliseconds, 2 * count);
      }
      clock = count == 0 ? moment.toLocalTime() : clock;
      oneClock &= moment.toLocalTime().equals(clock);
      first &= moment.getDayOfMonth() == 1;
      last &= moment.getDayOfMonth() == YearMonth.from(moment).lengthOfMonth();
      milliseconds[count++] = moment.toInstant(ZoneOffset.UTC).toEpochMilli();
      return true;
    }

    /** Where moments of one time of day all begin or end a month, months are counted. */
    private Grid grid() {
      if (!oneClock || !first && !last) {
        return Grid.MILLISECONDS;
      }
      return first ? Grid.FIRST_OF_MONTH : Grid.LAST_OF_MONTH;
    }

    /** Counts the moments, of which there must be one. */
    Times times() {
      Grid grid = grid();
      long[] numbers = Arrays.stream(milliseconds, 0, count).map(grid::number).toArray();
      // Where rows have the same moment, or go back, the usual step is that of the others.
      long[] forward =
          IntStream.range(1, count)
              .mapToLong(row -> numbers[row] - numbers[row - 1])
              .filter(step -> step > 0)
              .sorted()
              .toArray();
      long unit = forward.length == 0 ? 1 : forward[forward.length / 2];
      return new Times(numbers, unit, grid, clock, form.writer());
    }
  }

  private static final int MONTHS = 12;
  private static final int MONTHS_OF_QUARTER = 3;

  /** More missing rows than this are a slip of the pen. */
  private static final int MOST = 1_000_000;

  /** Milliseconds with their names, the largest first. */
  private static final List<Pace> PACES =
      List.of(
          new Pace(7L * 24 * 3_600_000, "week"),
          new Pace(24 * 3_600_000, "day"),
          new Pace(3_600_000, "hour"),
          new Pace(60_000, "minute"),
          new Pace(1000, "second"),
          new Pace(1, "millisecond"));

  private record Pace(long unit, String name) {
    String of(long units) {
      return units == unit ? name : String.format(Locale.ROOT, "%,d %ss", units / unit, name);
    }
  }

  private static LocalDateTime moment(long milliseconds) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(milliseconds, 1000L),
        1_000_000 * (int) Math.floorMod(milliseconds, 1000L),
        ZoneOffset.UTC);
  }

  /** Whether each moment is as far from the one before as all others. */
  boolean isEven() {
    return IntStream.range(1, moments.length)
        .allMatch(row -> moments[row] - moments[row - 1] == unit);
  }

  /** How far one row usually is from the next: {@code hour}, {@code 15 minutes}. */
  String pace() {
    if (grid != Grid.MILLISECONDS) {
      int months = unit % MONTHS == 0 ? MONTHS : unit == MONTHS_OF_QUARTER ? MONTHS_OF_QUARTER : 1;
      String name = months == MONTHS ? "year" : months == 1 ? "month" : "quarter";
      return new Pace(months, name).of(unit);
    }
    return PACES.stream().filter(pace -> unit % pace.unit == 0).findFirst().orElseThrow().of(unit);
  }

  /** The moment some steps after that of a row. */
  String after(int row, int steps) {
    long moment = moments[row] + steps * unit;
    if (grid == Grid.MILLISECONDS) {
      return writer.apply(moment(moment));
    }
    YearMonth month =
        YearMonth.of(
            (int) Math.floorDiv(moment, (long) MONTHS),
            (int) Math.floorMod(moment, (long) MONTHS) + 1);
    return writer.apply(
        (grid == Grid.FIRST_OF_MONTH ? month.atDay(1) : month.atEndOfMonth()).atTime(clock));
  }

  /**
   * How many moments are missing before a row.
   *
   * @throws IllegalArgumentException if it is not after the row before it; the message begins with
   *     the place
   */
  int missingBefore(int row, Supplier<String> place, Gaps gaps) {
    if (row == 0 || gaps == Gaps.IGNORE) {
      return 0;
    }
    long step = moments[row] - moments[row - 1];
    if (step <= 0) {
      throw new IllegalArgumentException(
          "%s has %s the row before it: each row must be later than the one before. Sort"
                  .formatted(
                      place.get(), step == 0 ? "the same moment as" : "an earlier moment than")
              + " the rows and leave out those that are twice, or let rows count with --gaps"
              + " ignore.");
    }
    if (step == unit) {
      return 0;
    }
    if (step / unit > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s comes after %,d of the usual steps of time; at most %,d can be missing. Is the"
                  + " moment right?",
              place.get(),
              step / unit,
              MOST));
    }
    if (gaps == Gaps.FILL && step % unit == 0) {
      return (int) (step / unit - 1);
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s comes after %s of the usual steps of time: rows are missing before it%s --gaps"
                + " %s.",
            place.get(),
            step % unit == 0
                ? String.format(Locale.ROOT, "%,d", step / unit)
                : String.format(Locale.ROOT, "%,.2f", (double) step / unit),
            gaps == Gaps.FILL ? ", or parts of one. Let rows count with" : ". Put them in with",
            gaps == Gaps.FILL ? "ignore" : "fill, or let rows count with --gaps ignore"));
  }
}
