package dev.sluice.source;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

    long number(LocalDateTime moment) {
      return this == MILLISECONDS
          ? moment.toInstant(ZoneOffset.UTC).toEpochMilli()
          : moment.getLong(ChronoField.PROLEPTIC_MONTH);
    }

    /** Where moments of one time of day all begin or end a month, months are counted. */
    static Grid of(List<LocalDateTime> moments) {
      LocalTime clock = moments.getFirst().toLocalTime();
      if (!moments.stream().allMatch(moment -> moment.toLocalTime().equals(clock))) {
        return MILLISECONDS;
      }
      if (moments.stream().allMatch(moment -> moment.getDayOfMonth() == 1)) {
        return FIRST_OF_MONTH;
      }
      return moments.stream()
              .allMatch(moment -> moment.getDayOfMonth() == YearMonth.from(moment).lengthOfMonth())
          ? LAST_OF_MONTH
          : MILLISECONDS;
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

  /** Reads them; null where they are no dates or times. */
  static @Nullable Times of(List<String> texts) {
    if (texts.isEmpty()) {
      return null;
    }
    Times times = TimeForm.read(texts);
    return times == null ? TimeForm.readUnix(texts) : times;
  }

  /**
   * Counts moments.
   *
   * @param moments at least one
   */
  static Times of(List<LocalDateTime> moments, Function<LocalDateTime, String> writer) {
    Grid grid = Grid.of(moments);
    long[] numbers = moments.stream().mapToLong(grid::number).toArray();
    // Where rows have the same moment, or go back, the usual step is that of the others.
    long[] forward = Arrays.stream(steps(numbers)).filter(step -> step > 0).sorted().toArray();
    long unit = forward.length == 0 ? 1 : forward[forward.length / 2];
    return new Times(numbers, unit, grid, moments.getFirst().toLocalTime(), writer);
  }

  private static long[] steps(long[] moments) {
    long[] steps = new long[moments.length - 1];
    Arrays.setAll(steps, i -> moments[i + 1] - moments[i]);
    return steps;
  }

  /** Whether each moment is as far from the one before as all others. */
  boolean isEven() {
    return Arrays.stream(steps(moments)).allMatch(step -> step == unit);
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
      return writer.apply(
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(moment, 1000L),
              1_000_000 * (int) Math.floorMod(moment, 1000L),
              ZoneOffset.UTC));
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
  int missingBefore(int row, String place, Gaps gaps) {
    if (row == 0 || gaps == Gaps.IGNORE) {
      return 0;
    }
    long step = moments[row] - moments[row - 1];
    if (step <= 0) {
      throw new IllegalArgumentException(
          "%s has %s the row before it: each row must be later than the one before. Sort"
                  .formatted(place, step == 0 ? "the same moment as" : "an earlier moment than")
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
              place,
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
            place,
            step % unit == 0
                ? String.format(Locale.ROOT, "%,d", step / unit)
                : String.format(Locale.ROOT, "%,.2f", (double) step / unit),
            gaps == Gaps.FILL ? ", or parts of one. Let rows count with" : ". Put them in with",
            gaps == Gaps.FILL ? "ignore" : "fill, or let rows count with --gaps ignore"));
  }
}
