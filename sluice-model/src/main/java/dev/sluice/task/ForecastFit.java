package dev.sluice.task;

import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.task.Forecasting.Anchor;
import dev.sluice.task.Forecasting.Column;
import dev.sluice.task.Forecasting.Kind;
import dev.sluice.task.Forecasting.Plan;
import dev.sluice.task.Forecasting.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a forecast finds on training data: scales, words, and how far its anchor errs. */
final class ForecastFit {
  /** More words in a column than this are names, or numbers of a kind, not kinds. */
  private static final int MOST_WORDS = 1_000;

  private ForecastFit() {}

  static Forecasting of(List<Span> train, Plan plan) {
    long needed = (long) plan.window() + plan.horizon();
    for (Span span : train) {
      if (span.to() < needed) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has %,d rows to learn from; a window of %,d and a horizon of %,d need at least"
                    + " %,d. Use a smaller %s, or more rows.",
                span.series().name(),
                span.to(),
                plan.window(),
                plan.horizon(),
                needed,
                span.to() - plan.horizon() >= 2
                    ? String.format(
                        Locale.ROOT, "window (--window), at most %,d", span.to() - plan.horizon())
                    : "horizon (--horizon) and window (--window)"));
      }
    }
    Series first = train.getFirst().series();
    List<Column> columns = new ArrayList<>();
    for (String name : first.columns()) {
      columns.add(column(train, name, plan.log() && plan.targets().contains(name)));
    }
    List<Kind> kinds = first.kinds().stream().map(name -> kind(train, name)).toList();
    List<Target> targets =
        plan.targets().stream().map(name -> new Target(first.column(name), 1)).toList();
    Forecasting plain =
        new Forecasting(
            columns,
            kinds,
            targets,
            plan.window(),
            plan.horizon(),
            plan.anchor(),
            plan.season(),
            plan.levels(),
            plan.ownScale(),
            plan.changes(),
            List.of());
    return withSpreads(
        plan.anchor() == Anchor.LINEAR
            ? plain.with(targets, Autoregression.of(plain, train).lists())
            : plain,
        train);
  }

  private static Kind kind(List<Span> train, String name) {
    SortedSet<String> words = new TreeSet<>();
    for (Span span : train) {
      int place = span.series().kind(name);
      for (int row = 0; row < span.to(); row++) {
        words.add(span.series().word(row, place));
      }
    }
    if (words.size() > MOST_WORDS) {
      throw new IllegalArgumentException(
          "The column '%s' of %s has %s different words; at most %s can be told apart. Leave the"
                  .formatted(name, train.getFirst().series().name(), words.size(), MOST_WORDS)
              + " column out.");
    }
    return new Kind(name, List.copyOf(words));
  }

  /** The scale of a column: of all rows of the series up to where the spans end. */
  static Column column(List<Span> known, String name, boolean log) {
    double[] sum = new double[1];
    long[] count = new long[1];
    long rows = known.stream().mapToLong(Span::to).sum();
    each(
        known,
        name,
        (series, value) -> {
          if (log && value <= 0) {
            throw new IllegalArgumentException(
                "The column '%s' of %s has %s; a logarithm needs values above 0."
                    .formatted(name, series.name(), value));
          }
          sum[0] += log ? StrictMath.log(value) : value;
          count[0]++;
        });
    if (count[0] == 0) {
      throw new IllegalArgumentException(
          "The column '%s' of %s has no values in the training part."
              .formatted(name, known.getFirst().series().name()));
    }
    double mean = sum[0] / count[0];
    double[] squares = new double[1];
    each(
        known,
        name,
        (_, value) -> {
          double difference = (log ? StrictMath.log(value) : value) - mean;
          squares[0] += difference * difference;
        });
    double deviation = Math.sqrt(squares[0] / count[0]);
    boolean changes = deviation > 1e-12 * Math.abs(mean);
    return new Column(name, log, mean, changes ? deviation : 1, count[0] < rows);
  }

  private interface Value {
    void take(Series series, double value);
  }

  /** Hands over all values of a column that are there. */
  private static void each(List<Span> known, String name, Value taker) {
    for (Span span : known) {
      int place = span.series().column(name);
      for (int row = 0; row < span.to(); row++) {
        double value = span.series().value(row, place);
        if (!Double.isNaN(value)) {
          taker.take(span.series(), value);
        }
      }
    }
  }

  private static Forecasting withSpreads(Forecasting task, List<Span> train) {
    List<Target> targets = task.targets();
    List<ScaledSeries> scaled = train.stream().map(span -> ScaledSeries.of(task, span)).toList();
    List<Target> spread = new ArrayList<>();
    for (int target = 0; target < targets.size(); target++) {
      double squares = 0;
      long count = 0;
      for (int i = 0; i < scaled.size(); i++) {
        for (int origin = task.season(); origin + task.horizon() < train.get(i).to(); origin++) {
          for (int ahead = 1; ahead <= task.horizon(); ahead++) {
            double error = scaled.get(i).distance(origin, (ahead - 1) * targets.size() + target);
            if (!Double.isNaN(error)) {
              squares += error * error;
              count++;
            }
          }
        }
      }
      double deviation = Math.sqrt(squares / Math.max(1, count));
      spread.add(new Target(targets.get(target).column(), deviation > 0 ? deviation : 1));
    }
    return task.with(spread, task.linear());
  }
}
