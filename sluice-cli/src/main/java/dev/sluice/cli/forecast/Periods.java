package dev.sluice.cli.forecast;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.PartFiles;
import dev.sluice.data.Split;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Series, each cut in the order of time.
 *
 * @param train what is learned from
 * @param validation what progress is judged by, from what came before
 * @param test what is kept for the end; empty where nothing is
 */
record Periods(List<Span> train, List<Span> validation, List<Span> test) {

  /** What a model is judged by at the end. */
  List<Span> last() {
    return test.isEmpty() ? validation : test;
  }

  /** How many rows are meant. */
  static int rows(List<Span> spans) {
    return spans.stream().mapToInt(span -> span.to() - (span.from() == 1 ? 0 : span.from())).sum();
  }

  /** Of all rows that decide a training. */
  String digest() {
    StringBuilder digests = new StringBuilder();
    for (Span span : validation) {
      digests.append(span.from()).append(' ');
      digests.append(span.series().rows(0, span.to()).digest()).append('\n');
    }
    return Series.digest(digests.toString());
  }

  /** Reads the series of a file. */
  interface Reader {
    List<Series> read(Path file) throws IOException;
  }

  /** Reads series and cuts them. */
  static Periods read(
      Console console, Path file, PartFiles parts, Reader reader, Split split, @Nullable Rows rows)
      throws IOException {
    parts.requireApart(file);
    List<Series> series = reader.read(file);
    List<Integer> known = new ArrayList<>(series.stream().map(Series::count).toList());
    List<Series> validation =
        parts.validation() == null ? List.of() : reader.read(parts.validation());
    List<Series> test = parts.test() == null ? List.of() : reader.read(parts.test());
    parts.noteSame(console, file, series, validation, test);
    List<Series> judged = join(series, parts.validation(), validation);
    List<Integer> ends = judged.stream().map(Series::count).toList();
    List<Series> all = join(judged, parts.test(), test);
    Periods periods = new Periods(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < all.size(); i++) {
      periods.add(all.get(i), ends(parts, split, rows, known.get(i), ends.get(i), all.get(i)));
    }
    return periods;
  }

  private void add(Series series, int[] ends) {
    train.add(Span.training(series, ends[0]));
    validation.add(new Span(series, ends[0], ends[1]));
    if (ends[2] > ends[1]) {
      test.add(new Span(series, ends[1], ends[2]));
    }
  }

  /** Each series, and then the rows of that with the same place in another file. */
  private static List<Series> join(List<Series> series, @Nullable Path more, List<Series> later) {
    if (more == null) {
      return series;
    }
    if (later.size() != series.size()) {
      throw Failure.wrong(
          "%s has %,d series; there are %,d to be continued.", more, later.size(), series.size());
    }
    List<Series> joined = new ArrayList<>();
    for (int i = 0; i < later.size(); i++) {
      joined.add(series.get(i).then(later.get(i)));
    }
    return joined;
  }

  /** Where training, validation and test end. */
  private static int[] ends(
      PartFiles parts, Split split, @Nullable Rows rows, int known, int judged, Series all) {
    if (rows != null) {
      long end = (long) rows.train() + rows.validation() + rows.test();
      if (end > all.count()) {
        throw Failure.wrong(
            "%s has %,d rows; --rows %s needs %,d.", all.name(), all.count(), rows, end);
      }
      return new int[] {rows.train(), rows.train() + rows.validation(), (int) end};
    }
    if (split.validation() == 0 && parts.validation() == null) {
      throw Failure.wrong(
          "A training needs data to judge it by: give them a share in --split, or name them with"
              + " --validation.");
    }
    if (parts.validation() != null) {
      return new int[] {known, judged, all.count()};
    }
    long percent = parts.test() != null ? split.train() + split.validation() : 100;
    int train = (int) (known * (long) split.train() / percent);
    int validation = (int) (known * ((long) split.train() + split.validation()) / percent);
    return new int[] {train, validation, all.count()};
  }
}
