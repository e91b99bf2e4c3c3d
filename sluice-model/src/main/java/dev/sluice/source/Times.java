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
    DAY,
    MONTH;

    long parse(String text) {
      return switch (this) {
        case INSTANT -> Instant.parse(text).getEpochSecond();
        case MOMENT -> LocalDateTime.parse(text, TIME).toEpochSecond(ZoneOffset.UTC);
        case DAY -> LocalDate.parse(text, DATE).toEpochDay() * SECONDS_OF_DAY;
        case MONTH -> YearMonth.parse(text).getLong(ChronoField.PROLEPTIC_MONTH);
      };
    }

    String text(long moment) {
      return switch (this) {
        case INSTANT -> Instant.ofEpochSecond(moment).toString();
        case MOMENT -> LocalDateTime.ofEpochSecond(moment, 0, ZoneOffset.UTC).toString();
        case DAY -> LocalDate.ofEpochDay(moment / SECONDS_OF_DAY).toString();
        case MONTH -> YearMonth.of((int) (moment / MONTHS), (int) (moment % MONTHS) + 1).toString();
      };
    }
  }

  private static final long SECONDS_OF_DAY = 86_400;
  private static final int MONTHS = 12;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("[uuuu-MM-dd][uuuu/MM/dd][dd.MM.uuuu][' ']['T']HH:mm[:ss]");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("[uuuu-MM-dd][uuuu/MM/dd][dd.MM.uuuu]");

  /** Reads them; null where they are no dates or times, or too few to have a step. */
  static @Nullable Times of(List<String> texts) {
    if (texts.size() < 3) {
      return null;
    }
    for (Form form : Form.values()) {
      try {
        long[] moments = texts.stream().mapToLong(form::parse).toArray();
        long[] steps = new long[moments.length - 1];
        Arrays.setAll(steps, i -> moments[i + 1] - moments[i]);
        Arrays.sort(steps);
        return new Times(moments, steps[steps.length / 2], form);
      } catch (DateTimeException _) {
        // of another form
      }
    }
    return null;
  }

  /** The moment some steps after the last. */
  String after(int steps) {
    return form.text(moments[moments.length - 1] + steps * unit);
  }

  /**
   * How many moments are missing before a row.
   *
   * @throws IllegalArgumentException if it is not after the row before it; the message begins with
   *     the place
   */
  int missingBefore(int row, String place, Gaps gaps) {
    long step = row == 0 ? unit : moments[row] - moments[row - 1];
    if (step == unit || gaps == Gaps.IGNORE) {
      return 0;
    }
    if (step <= 0) {
      throw new IllegalArgumentException(
          "%s has %s moment as the row before it: each row must be later than the one before. Sort"
                  .formatted(place, step == 0 ? "the same" : "an earlier")
              + " the rows and leave out those that are twice, or let rows count with --gaps"
              + " ignore.");
    }
    if (gaps == Gaps.FILL && step % unit == 0) {
      return Math.toIntExact(step / unit - 1);
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
