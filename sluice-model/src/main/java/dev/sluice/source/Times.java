package dev.sluice.source;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the moments of rows are written, and how far they are apart: evenly, but for gaps.
 *
 * @param grid what is counted from one to another
 * @param unit how many of these are usually from one row to the next
 * @param isEven whether all rows are as far apart
 * @param last the moment of the last row
 * @param clock the time of day, where months are counted
 */
record Times(TimeForm form, Grid grid, long unit, boolean isEven, long last, LocalTime clock) {

  /** What is counted from one moment to another. */
  private enum Grid {
    MILLISECONDS,
    FIRST_OF_MONTH,
    LAST_OF_MONTH;

    long number(LocalDateTime moment) {
      return this == MILLISECONDS
          ? moment.toInstant(ZoneOffset.UTC).toEpochMilli()
          : moment.getLong(ChronoField.PROLEPTIC_MONTH);
    }
  }

  /**
   * How often rows are how far apart. It needs memory for each different distance, not for each
   * row: much only where rows come at any time, to the millisecond.
   */
  private static final class Steps {
    private final Grid grid;
    private final SortedMap<Long, Long> counts = new TreeMap<>();
    private long last;
    private long step;

    /** How often the last step came in a row, not counted yet. */
    private long run;

    private boolean begun;

    Steps(Grid grid) {
      this.grid = grid;
    }

    void add(LocalDateTime moment) {
      long number = grid.number(moment);
      if (begun && run > 0 && number - last == step) {
        run++;
      } else if (begun) {
        count();
        step = number - last;
        run = 1;
      }
      last = number;
      begun = true;
    }

    private void count() {
      if (run > 0) {
        counts.merge(step, run, Long::sum);
      }
      run = 0;
    }

    Times times(TimeForm form, LocalTime clock) {
      count();
      long unit = usual();
      boolean even = counts.keySet().stream().allMatch(one -> one == unit);
      return new Times(form, grid, unit, even, last, clock);
    }

    /** The median; where rows have the same moment, or go back, it is that of the others. */
    private long usual() {
      SortedMap<Long, Long> forward = counts.tailMap(1L);
      long before = forward.values().stream().mapToLong(Long::longValue).sum() / 2;
      for (Map.Entry<Long, Long> one : forward.entrySet()) {
        before -= one.getValue();
        if (before < 0) {
          return one.getKey();
        }
      }
      return 1;
    }
  }

  /** The moments of rows, one after the other, as one form reads them. */
  static final class Reading {
    private final TimeForm form;
    private final Steps milliseconds = new Steps(Grid.MILLISECONDS);
    private final Steps firsts = new Steps(Grid.FIRST_OF_MONTH);
    private final Steps lasts = new Steps(Grid.LAST_OF_MONTH);
    private @Nullable LocalTime clock;
    private boolean allFirst = true;
    private boolean allLast = true;

    Reading(TimeForm form) {
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
      clock = clock == null ? moment.toLocalTime() : clock;
      boolean oneClock = moment.toLocalTime().equals(clock);
      allFirst &= oneClock && moment.getDayOfMonth() == 1;
      allLast &= oneClock && moment.getDayOfMonth() == YearMonth.from(moment).lengthOfMonth();
      milliseconds.add(moment);
      if (allFirst) {
        firsts.add(moment);
      }
      if (allLast) {
        lasts.add(moment);
      }
      return true;
    }

    /** What they say, where moments of one time of day all begin or end a month, in months. */
    Times times() {
      return (allFirst ? firsts : allLast ? lasts : milliseconds)
          .times(form, Objects.requireNonNullElse(clock, LocalTime.MIDNIGHT));
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

  /** How far one row usually is from the next: {@code hour}, {@code 15 minutes}. */
  String pace() {
    if (grid != Grid.MILLISECONDS) {
      int months = unit % MONTHS == 0 ? MONTHS : unit == MONTHS_OF_QUARTER ? MONTHS_OF_QUARTER : 1;
      String name = months == MONTHS ? "year" : months == 1 ? "month" : "quarter";
      return new Pace(months, name).of(unit);
    }
    return PACES.stream().filter(pace -> unit % pace.unit == 0).findFirst().orElseThrow().of(unit);
  }

  /** The moment of a row as a number. */
  long number(String text) {
    return grid.number(form.reader().apply(text));
  }

  /** How the moment some steps after another is written. */
  String after(long before, int steps) {
    long moment = before + steps * unit;
    if (grid == Grid.MILLISECONDS) {
      return form.writer()
          .apply(
              LocalDateTime.ofEpochSecond(
                  Math.floorDiv(moment, 1000L),
                  1_000_000 * (int) Math.floorMod(moment, 1000L),
                  ZoneOffset.UTC));
    }
    YearMonth month =
        YearMonth.of(
            (int) Math.floorDiv(moment, (long) MONTHS),
            (int) Math.floorMod(moment, (long) MONTHS) + 1);
    return form.writer()
        .apply((grid == Grid.FIRST_OF_MONTH ? month.atDay(1) : month.atEndOfMonth()).atTime(clock));
  }

  /**
   * How many moments are missing between one row and the next.
   *
   * @throws IllegalArgumentException if it is not after the row before it; the message begins with
   *     the place
   */
  int missing(long before, long here, Supplier<String> place, Gaps gaps) {
    if (gaps == Gaps.IGNORE) {
      return 0;
    }
    long step = here - before;
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
