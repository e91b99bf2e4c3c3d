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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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

  /**
   * Reads a column; null where no form is that of all its texts, or where days and months of all
   * might change places and the distances of rows do not tell which is meant.
   */
  static @Nullable Times read(List<String> texts) {
    for (TimeForm form : SURE) {
      Times times = form.all(texts);
      if (times != null) {
        return times;
      }
    }
    for (List<TimeForm> pair : EITHER) {
      List<Times> possible = possible(pair, texts);
      if (possible.size() == 1) {
        return possible.getFirst();
      }
    }
    return null;
  }

  /** Whether a column has dates of which days and months may change places. */
  static boolean isAmbiguous(List<String> texts) {
    return EITHER.stream().anyMatch(pair -> possible(pair, texts).size() > 1);
  }

  /** How forms read a column; where both can, that with all rows as far apart is meant. */
  private static List<Times> possible(List<TimeForm> pair, List<String> texts) {
    List<Times> all = pair.stream().map(form -> form.all(texts)).filter(Objects::nonNull).toList();
    List<Times> even = all.stream().filter(Times::isEven).toList();
    return even.size() == 1 ? even : all;
  }

  /** Reads a column of numbers since the beginning of 1970; null where they are none. */
  static @Nullable Times readUnix(List<String> texts) {
    for (TimeForm form : UNIX) {
      Times times = form.all(texts);
      if (times != null) {
        return times;
      }
    }
    return null;
  }

  private @Nullable Times all(List<String> texts) {
    try {
      return Times.of(texts.stream().map(reader).toList(), writer);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
