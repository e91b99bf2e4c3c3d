package dev.sluice.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a column writes its moments.
 *
 * @param reader of a text; what is left out is the first: of a month its first day, of a day
 *     midnight; it throws a {@link DateTimeException} where the text is of another form
 * @param writer of a moment, as texts of this form are written
 */
record TimeForm(Function<String, LocalDateTime> reader, Function<LocalDateTime, String> writer) {

  /** Forms that cannot be taken for each other. */
  private static final List<TimeForm> SURE =
      Stream.of(
              Stream.of(
                  new TimeForm(
                      text -> LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC),
                      moment -> moment.toInstant(ZoneOffset.UTC).toString()),
                  new TimeForm(
                      time("[uuuu-MM-dd][uuuu/MM/dd][dd.MM.uuuu][' ']['T']HH:mm[:ss]").reader,
                      LocalDateTime::toString),
                  new TimeForm(
                      date("[uuuu-MM-dd][uuuu/MM/dd][dd.MM.uuuu]").reader,
                      DateTimeFormatter.ISO_LOCAL_DATE::format),
                  date("uuuu-MM")),
              Stream.of("uuuu'Q'Q", "uuuu-'Q'Q", "uuuu 'Q'Q", "'Q'Q uuuu", "'Q'Q-uuuu")
                  .map(TimeForm::date),
              Stream.of("MMM uuuu", "MMM-uuuu", "uuuu MMM", "uuuu-MMM", "MMMM uuuu", "uuuu MMMM")
                  .map(TimeForm::date),
              Stream.of("d MMM uuuu", "d-MMM-uuuu", "MMM d, uuuu", "d MMMM uuuu", "MMMM d, uuuu")
                  .map(TimeForm::date))
          .flatMap(forms -> forms)
          .toList();

  /** Pairs of forms with the month or the day first, which may be taken for each other. */
  private static final List<List<TimeForm>> EITHER =
      Stream.concat(
              Stream.of(List.of(date("M/d/uuuu"), date("d/M/uuuu"))),
              Stream.of(" H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a")
                  .map(clock -> List.of(time("M/d/uuuu" + clock), time("d/M/uuuu" + clock))))
          .toList();

  /** Numbers since the beginning of 1970, in UTC. */
  private static final List<TimeForm> UNIX =
      List.of(unix("\\d{9,10}(\\.0+)?", 1000), unix("\\d{12,13}(\\.0+)?", 1));

  private static TimeForm date(String pattern) {
    DateTimeFormatter format = format(pattern);
    return new TimeForm(text -> format.parse(text, LocalDate::from).atStartOfDay(), format::format);
  }

  private static TimeForm time(String pattern) {
    DateTimeFormatter format = format(pattern);
    return new TimeForm(text -> format.parse(text, LocalDateTime::from), format::format);
  }

  private static DateTimeFormatter format(String pattern) {
    var builder = new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    if (pattern.indexOf('Q') >= 0) {
      builder.parseDefaulting(IsoFields.DAY_OF_QUARTER, 1);
    } else if (pattern.indexOf('d') < 0) {
      builder.parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
    }
    return builder.toFormatter(Locale.ENGLISH);
  }

  /**
   * @param unit in milliseconds
   */
  private static TimeForm unix(String pattern, long unit) {
    Pattern numbers = Pattern.compile(pattern);
    return new TimeForm(
        text -> {
          if (!numbers.matcher(text).matches()) {
            throw new DateTimeException("no such number");
          }
          long number = Long.parseLong(text.replaceFirst("\\..*", ""));
          return LocalDateTime.ofInstant(Instant.ofEpochMilli(number * unit), ZoneOffset.UTC);
        },
        moment -> Long.toString(moment.toInstant(ZoneOffset.UTC).toEpochMilli() / unit));
  }

  /** A column that may name moments: every form reads on as long as it is that of all texts. */
  static final class Column {
    private final List<Times.Reading> sure = readings(SURE);
    private final List<List<Times.Reading>> either = EITHER.stream().map(Column::readings).toList();
    private final List<Times.Reading> unix;

    /**
     * Nothing was read yet.
     *
     * @param numbers whether numbers since the beginning of 1970 are moments, too
     */
    Column(boolean numbers) {
      unix = readings(numbers ? UNIX : List.of());
    }

    private static List<Times.Reading> readings(List<TimeForm> forms) {
      return new ArrayList<>(forms.stream().map(Times.Reading::new).toList());
    }

    void add(String text) {
      drop(sure, text);
      either.forEach(pair -> drop(pair, text));
      drop(unix, text);
    }

    private static void drop(List<Times.Reading> forms, String text) {
      forms.removeIf(form -> !form.add(text));
    }

    /**
     * What the column says; null where no form is that of all its texts, or where days and months
     * of all might change places and the distances of rows do not tell which is meant.
     */
    @Nullable Times times() {
      if (!sure.isEmpty()) {
        return sure.getFirst().times();
      }
      return either.stream()
          .map(Column::possible)
          .filter(possible -> possible.size() == 1)
          .map(List::getFirst)
          .findFirst()
          .orElse(null);
    }

    /** Whether it has dates of which days and months may change places. */
    boolean isAmbiguous() {
      return either.stream().anyMatch(pair -> possible(pair).size() > 1);
    }

    /** How forms read the column; where both can, that with all rows as far apart is meant. */
    private static List<Times> possible(List<Times.Reading> pair) {
      List<Times> all = pair.stream().map(Times.Reading::times).toList();
      List<Times> even = all.stream().filter(Times::isEven).toList();
      return even.size() == 1 ? even : all;
    }

    /** What numbers since the beginning of 1970 say; null where they are none. */
    @Nullable Times unix() {
      return unix.isEmpty() ? null : unix.getFirst().times();
    }

    /** The one or the other. */
    @Nullable Times any() {
      Times times = times();
      return times == null ? unix() : times;
    }
  }
}
