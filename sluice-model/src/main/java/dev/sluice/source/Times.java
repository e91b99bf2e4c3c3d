package dev.sluice.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The moments of rows as numbers, evenly spaced but for gaps.
 *
 * @param moments in seconds, or in months
 * @param unit how many of these are from one row to the next
 */
record Times(long[] moments, long unit, Form form) {

  /** How a moment is written. */
  private enum Form {
    INSTANT,
    MOMENT,
    FIRST_OF_MONTH,
    DAY,
    MONTH;

    long parse(String text) {
      return switch (this) {
        case INSTANT -> Instant.parse(text).getEpochSecond();
        case MOMENT -> LocalDateTime.parse(text, TIME).toEpochSecond(ZoneOffset.UTC);
        case FIRST_OF_MONTH -> month(LocalDate.parse(text, DATE));
        case DAY -> LocalDate.parse(text, DATE).toEpochDay() * SECONDS_OF_DAY;
        case MONTH -> YearMonth.parse(text).getLong(ChronoField.PROLEPTIC_MONTH);
      };
    }

    private static long month(LocalDate date) {
      if (date.getDayOfMonth() != 1) {
        throw new DateTimeException("not the first of a month");
      }
      return date.getLong(ChronoField.PROLEPTIC_MONTH);
    }

    String text(long moment) {
      return switch (this) {
        case INSTANT -> Instant.ofEpochSecond(moment).toString();
        case MOMENT -> LocalDateTime.ofEpochSecond(moment, 0, ZoneOffset.UTC).toString();
        case FIRST_OF_MONTH ->
            LocalDate.of((int) (moment / MONTHS), (int) (moment % MONTHS) + 1, 1).toString();
        case DAY -> LocalDate.ofEpochDay(moment / SECONDS_OF_DAY).toString();
        case MONTH -> YearMonth.of((int) (moment / MONTHS), (int) (moment % MONTHS) + 1).toString();
      };
    }
  }

  private static final long SECONDS_OF_DAY = 86_400;
  private static final int MONTHS = 12;

  /** More missing rows than this are a slip of the pen. */
  private static final int MOST = 1_000_000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("[uuuu-MM-dd][uuuu/MM/dd][dd.MM.uuuu][' ']['T']HH:mm[:ss]");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("[uuuu-MM-dd][uuuu/MM/dd][dd.MM.uuuu]");

  /** Reads them; null where they are no dates or times. */
  static @Nullable Times of(List<String> texts) {
    if (texts.isEmpty()) {
      return null;
    }
    for (Form form : Form.values()) {
      try {
        long[] moments = texts.stream().mapToLong(form::parse).toArray();
        long[] steps = new long[moments.length - 1];
        Arrays.setAll(steps, i -> moments[i + 1] - moments[i]);
        Arrays.sort(steps);
        // Where rows have the same moment, or go back, the usual step is that of the others.
        long[] forward = Arrays.stream(steps).filter(step -> step > 0).toArray();
        return new Times(moments, forward.length == 0 ? 1 : forward[forward.length / 2], form);
      } catch (DateTimeException _) {
        // of another form
      }
    }
    return null;
  }

  /** The moment some steps after that of a row. */
  String after(int row, int steps) {
    return form.text(moments[row] + steps * unit);
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
