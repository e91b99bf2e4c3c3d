package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What some columns of a series will be, {@code horizon} steps ahead, said at every step.
 *
 * <p>A model does not say a value itself, but how far it will be from a trivial forecast, the
 * {@link Anchor}: it begins with that, and learns what can be known better.
 *
 * @param columns the columns of numbers that a model reads
 * @param kinds the columns of words that it reads, each word a number of its own
 * @param targets what is to be forecast
 * @param window how many steps are read at once; each forecast has at least half of them before it
 * @param horizon how many steps ahead, from 1
 * @param season how many steps a season has; 1 where there is none
 * @param levels quantiles to be said of each value; empty for one number, its mean
 * @param ownScale whether each series is scaled by its own values, not by those of all: for many
 *     series of different sizes
 * @param changes whether a model reads how each number changed, from the step before and from a
 *     season before, instead of the number: then it does not matter on which level a series is
 * @param linear of the anchor {@link Anchor#LINEAR}: for each value that is forecast, {@code
 *     [ahead, target]}, the numbers of the last values, the nearest first, and a constant; else
 *     empty
 */
public record Forecasting(
    List<Column> columns,
    List<Kind> kinds,
    List<Target> targets,
    int window,
    int horizon,
    Anchor anchor,
    int season,
    List<Double> levels,
    boolean ownScale,
    boolean changes,
    List<List<Double>> linear)
    implements Task {

  private static final int MOST_VALUES = 100_000;

  /** More words in a column than this are names, or numbers of a kind, not kinds. */
  private static final int MOST_WORDS = 1_000;

  /**
   * A column of numbers.
   *
   * @param log whether its logarithm is meant, for what grows by shares; then all are above 0
   * @param mean of the training data
   * @param deviation of the training data, above 0
   * @param mayMiss whether values are missing there: the model is then told which
   */
  public record Column(String name, boolean log, double mean, double deviation, boolean mayMiss) {

    double scaled(double value) {
      return ((log ? StrictMath.log(value) : value) - mean) / deviation;
    }

    double value(double scaled) {
      double value = scaled * deviation + mean;
      return log ? StrictMath.exp(value) : value;
    }
  }

  /**
   * A column of words.
   *
   * @param words those of the training data
   */
  public record Kind(String name, List<String> words) {
    public Kind {
      words = List.copyOf(words);
    }
  }

  /**
   * What is to be forecast.
   *
   * @param column which of the columns
   * @param spread the deviation of the anchor's errors in the training data, scaled
   */
  public record Target(int column, double spread) {}

  /** The trivial forecast from which a model says the difference. */
  public enum Anchor {
    /** The mean. */
    MEAN,
    /** The last value. */
    LAST,
    /** The last value of the same place in a season. */
    SEASON,
    /** The last value, and what was added to it a season before (Box &amp; Jenkins 1970). */
    SEASON_CHANGE,
    /** A linear autoregression, fitted by least squares (Zhang 2003; Lai et al. 2018). */
    LINEAR
  }

  /**
   * @throws IllegalArgumentException if there is nothing to forecast, or a number is too small
   */
  public Forecasting {
    columns = List.copyOf(columns);
    kinds = List.copyOf(kinds);
    targets = List.copyOf(targets);
    levels = List.copyOf(levels);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("A forecast needs at least one column to forecast.");
    }
    positive("horizon", horizon);
    positive("season", season);
    for (Column column : columns) {
      if (!(column.deviation > 0) || !Double.isFinite(column.mean)) {
        throw new IllegalArgumentException(
            "The column '%s' of the forecast has no scale.".formatted(column.name));
      }
    }
    for (Target target : targets) {
      if (target.column < 0 || target.column >= columns.size() || !(target.spread > 0)) {
        throw new IllegalArgumentException(
            "A forecast of column %s of %s with spread %s cannot be."
                .formatted(target.column, columns.size(), target.spread));
      }
    }
    if ((long) horizon * targets.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "A forecast of %s columns %s steps ahead has more than %s values; use a smaller horizon."
              .formatted(targets.size(), horizon, MOST_VALUES));
    }
    linear = linear.stream().map(List::copyOf).toList();
    boolean fitted = linear.size() == horizon * targets.size();
    if (!linear.isEmpty() && (!fitted || linear.stream().anyMatch(List::isEmpty))) {
      throw new IllegalArgumentException(
          "A linear forecast of %s values needs numbers for each; there are %s."
              .formatted(horizon * targets.size(), linear.size()));
    }
    for (int i = 1; i < levels.size(); i++) {
      if (!(levels.get(i) > levels.get(i - 1))) {
        throw new IllegalArgumentException("Quantiles must rise; %s do not.".formatted(levels));
      }
    }
    if (window < 2) {
      throw new IllegalArgumentException(
          "The window must be at least 2; it is %s.".formatted(window));
    }
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "The %s must be at least 1; it is %s.".formatted(what, value));
    }
  }

  /**
   * What is asked for, before anything was learned from data.
   *
   * @param targets names of the columns to be forecast
   * @param log whether their logarithms are learned
   */
  public record Plan(
      List<String> targets,
      boolean log,
      int window,
      int horizon,
      Anchor anchor,
      int season,
      List<Double> levels,
      boolean ownScale,
      boolean changes) {

    /** One step ahead, from windows of 48 steps, as a difference from the last value. */
    public static Plan of(String... targets) {
      return new Plan(List.of(targets), false, 48, 1, Anchor.LAST, 1, List.of(), false, false);
    }

    /** So many steps ahead. */
    public Plan withHorizon(int horizon) {
      return new Plan(targets, log, window, horizon, anchor, season, levels, ownScale, changes);
    }

    /** From windows of so many steps. */
    public Plan withWindow(int window) {
      return new Plan(targets, log, window, horizon, anchor, season, levels, ownScale, changes);
    }

    /** As a difference from another trivial forecast. */
    public Plan withAnchor(Anchor anchor) {
      return new Plan(targets, log, window, horizon, anchor, season, levels, ownScale, changes);
    }

    /** With seasons of so many steps. */
    public Plan withSeason(int season) {
      return new Plan(targets, log, window, horizon, anchor, season, levels, ownScale, changes);
    }

    /** As quantiles, instead of one number. */
    public Plan withQuantiles(Double... quantiles) {
      return new Plan(
          targets, log, window, horizon, anchor, season, List.of(quantiles), ownScale, changes);
    }

    /** In logarithms: for what grows by shares. */
    public Plan withLog() {
      return new Plan(targets, true, window, horizon, anchor, season, levels, ownScale, changes);
    }

    /** Each series scaled by its own values. */
    public Plan withOwnScale() {
      return new Plan(targets, log, window, horizon, anchor, season, levels, true, changes);
    }

    /** From how values changed, instead of the values. */
    public Plan withChanges() {
      return new Plan(targets, log, window, horizon, anchor, season, levels, ownScale, true);
    }
  }

  /**
   * Finds scales on training data.
   *
   * @throws IllegalArgumentException if the series is too short, a column is missing, or a
   *     logarithm is asked of what is not above 0
   */
  public static Forecasting of(Series train, Plan plan) {
    return of(List.of(Span.training(train, train.count())), plan);
  }

  /**
   * The same of several series with the same columns.
   *
   * @param train the rows of each that are learned from
   */
  public static Forecasting of(List<Span> train, Plan plan) {
    long needed = (long) plan.window + plan.horizon;
    for (Span span : train) {
      if (span.to() < needed) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has %,d rows to learn from; a window of %,d and a horizon of %,d need at least"
                    + " %,d. Use a smaller %s, or more rows.",
                span.series().name(),
                span.to(),
                plan.window,
                plan.horizon,
                needed,
                span.to() - plan.horizon >= 2
                    ? String.format(
                        Locale.ROOT, "window (--window), at most %,d", span.to() - plan.horizon)
                    : "horizon (--horizon) and window (--window)"));
      }
    }
    Series first = train.getFirst().series();
    List<Column> columns = new ArrayList<>();
    for (String name : first.columns()) {
      columns.add(column(train, name, plan.log && plan.targets.contains(name)));
    }
    List<Kind> kinds = first.kinds().stream().map(name -> kind(train, name)).toList();
    List<Target> targets =
        plan.targets.stream().map(name -> new Target(first.column(name), 1)).toList();
    Forecasting plain =
        new Forecasting(
            columns,
            kinds,
            targets,
            plan.window,
            plan.horizon,
            plan.anchor,
            plan.season,
            plan.levels,
            plan.ownScale,
            plan.changes,
            List.of());
    return (plan.anchor == Anchor.LINEAR
            ? plain.with(targets, Autoregression.of(plain, train).lists())
            : plain)
        .withSpreads(train);
  }

  private static Kind kind(List<Span> train, String name) {
    SortedSet<String> words = new TreeSet<>();
    for (Span span : train) {
      int place = span.series().kind(name);
      for (int row = 0; row < span.to(); row++) {
        words.add(span.series().words()[row][place]);
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
    int[] count = new int[1];
    int rows = known.stream().mapToInt(Span::to).sum();
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
        double value = span.series().values()[row][place];
        if (!Double.isNaN(value)) {
          taker.take(span.series(), value);
        }
      }
    }
  }

  private Forecasting withSpreads(List<Span> train) {
    List<ScaledSeries> scaled = train.stream().map(span -> ScaledSeries.of(this, span)).toList();
    List<Target> spread = new ArrayList<>();
    for (int target = 0; target < targets.size(); target++) {
      double squares = 0;
      long count = 0;
      for (int i = 0; i < scaled.size(); i++) {
        for (int origin = season; origin + horizon < train.get(i).to(); origin++) {
          for (int ahead = 1; ahead <= horizon; ahead++) {
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
    return with(spread, linear);
  }

  private Forecasting with(List<Target> others, List<List<Double>> numbers) {
    return new Forecasting(
        columns, kinds, others, window, horizon, anchor, season, levels, ownScale, changes,
        numbers);
  }

  /** The column of a target. */
  public Column targetColumn(int target) {
    return columns.get(targets.get(target).column());
  }

  /** The name of the column of a target. */
  public String targetName(int target) {
    return targetColumn(target).name();
  }

  /**
   * All rows of a series that can be forecast, from nothing but what came before: where a series
   * has a scale of its own, those after the first window, whose rows are its scale.
   */
  public Span all(Series series) {
    int from = ownScale ? Math.min(window, Math.max(1, series.count() - horizon)) : 1;
    return new Span(series, from, series.count());
  }

  /** How many numbers a model reads at each step. */
  public int featureSize() {
    int size = kinds.stream().mapToInt(kind -> kind.words().size()).sum();
    for (Column column : columns) {
      size += (changes && season > 1 ? 2 : 1) + (column.mayMiss() ? 1 : 0);
    }
    return size;
  }

  /** How many scores it gives at each step. */
  public int scores() {
    return loss().scores(horizon * targets.size());
  }

  @Override
  public Loss loss() {
    return levels.isEmpty()
        ? Loss.squared()
        : Loss.quantiles(levels.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public void require(Model model) {
    if ((anchor == Anchor.LINEAR) == linear.isEmpty()) {
      throw new IllegalArgumentException(
          "A forecast has numbers of a linear autoregression if, and only if, that is its anchor.");
    }
    Task.requireFeatures(featureSize(), model);
    Task.requireScores(scores(), model);
    Task.requireStreaming(model);
  }

  @Override
  public String does() {
    return "forecasts %s column%s %s step%s ahead"
        .formatted(
            targets.size(), targets.size() == 1 ? "" : "s", horizon, horizon == 1 ? "" : "s");
  }

  /**
   * Steps that are read at once.
   *
   * @param begin the first of them
   * @param origin the first from which is forecast
   * @param end the one after the last
   */
  private record Window(int begin, int origin, int end) {}

  /**
   * Windows in which all steps from {@code from − 1} on, up to those whose forecasts end at {@code
   * to}, are origins once.
   */
  private List<Window> windows(Span span) {
    return windows(span, false);
  }

  /**
   * The same.
   *
   * @param lastIsWhole whether the last window has all its origins, and the first has fewer, if
   *     they cannot all have as many
   */
  private List<Window> windows(Span span, boolean lastIsWhole) {
    int last = span.to() - 1 - horizon;
    int half = Math.max(1, window / 2);
    int first = Math.max(0, span.from() - 1);
    List<Window> windows = new ArrayList<>();
    int next = lastIsWhole ? first + (last - first) % half + 1 : first + half;
    for (int origin = first; origin <= last; origin = next, next += half) {
      int end = Math.min(next, last + 1);
      windows.add(new Window(Math.max(0, origin - (window - half)), origin, end));
    }
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The part of %s from row %,d on has %,d row%s; a horizon of %,d needs at least as"
                  + " many. Use a smaller one (--horizon), or give that part more rows (--split or"
                  + " --rows).",
              span.series().name(),
              span.from() + 1,
              span.to() - span.from(),
              span.to() - span.from() == 1 ? "" : "s",
              horizon));
    }
    return windows;
  }

  /**
   * The rows {@code [from, to)} as what is to be forecast, from what comes before each.
   *
   * @throws IllegalArgumentException if they are fewer than the horizon, or a column is missing
   */
  public Examples examples(Series series, int from, int to) {
    return examples(List.of(from <= 1 ? Span.training(series, to) : new Span(series, from, to)));
  }

  /**
   * The same of several series.
   *
   * @param spans in training those of {@link Span#training}
   */
  public Examples examples(List<Span> spans) {
    List<Example> examples = new ArrayList<>();
    for (Span span : spans) {
      add(ScaledSeries.of(this, span), windows(span), examples);
    }
    return Examples.of(examples);
  }

  private void add(ScaledSeries series, List<Window> windows, List<Example> examples) {
    int size = horizon * targets.size();
    for (Window w : windows) {
      float[] values = new float[(w.end - w.begin) * size];
      Arrays.fill(values, Float.NaN);
      for (int origin = w.origin; origin < w.end; origin++) {
        for (int i = 0; i < size; i++) {
          values[(origin - w.begin) * size + i] = series.distance(origin, i);
        }
      }
      examples.add(
          new Example(
              new Example.Numbers(featureSize(), series.features(w.begin, w.end)),
              new Example.Values(size, values)));
    }
  }

  /**
   * Forecasts the rows {@code [from, to)}, each from what comes before it.
   *
   * @throws IllegalArgumentException if they are fewer than the horizon, or a column is missing
   */
  public Forecasts forecast(Model model, Series series, int from, int to, int threads) {
    return forecast(model, List.of(new Span(series, from, to)), threads);
  }

  /** The same of several series. */
  public Forecasts forecast(Model model, List<Span> spans, int threads) {
    return Forecasts.joined(
        levels, spans.stream().map(span -> forecast(model, span, windows(span), threads)).toList());
  }

  private Forecasts forecast(Model model, Span span, List<Window> windows, int threads) {
    ScaledSeries series = ScaledSeries.of(this, span);
    List<Example> examples = new ArrayList<>();
    add(series, windows, examples);
    int first = windows.getFirst().origin;
    double[][] values = new double[windows.getLast().end - first][];
    int perValue = Math.max(1, levels.size());
    Predictions.each(
        model,
        Examples.of(examples),
        threads,
        (example, batch, scores, row) -> {
          Window w = windows.get(example);
          for (int origin = w.origin; origin < w.end; origin++) {
            int at = ((origin - w.begin) * batch.batchSize() + row) * scores();
            double[] said = new double[scores()];
            for (int i = 0; i < said.length; i++) {
              said[i] = series.value(origin, i / perValue, scores[at + i]);
            }
            sortLevels(said);
            values[origin - first] = said;
          }
        });
    return new Forecasts(levels, values, truth(series, first, values.length));
  }

  /**
   * Forecasts from each row of a series what comes after it, the last row included. That is {@link
   * #next}, unless the series has a scale of its own, which here is that of the first window.
   *
   * @return an origin for each of the last rows; the first of them is the last row of that window,
   *     or row 0 where the scale is that of all
   * @throws IllegalArgumentException if a column is missing
   */
  public Forecasts fromEachRow(Model model, Series series, int threads) {
    Series longer = series.then(unknown(series));
    Span span = new Span(longer, all(series).from(), longer.count());
    List<Window> windows = windows(span, true);
    return forecast(model, span, windows, threads);
  }

  /** As many rows as are forecast, whose values are not there. */
  private Series unknown(Series series) {
    double[][] values = new double[horizon][series.columns().size()];
    String[][] words = new String[horizon][series.kinds().size()];
    for (int i = 0; i < horizon; i++) {
      Arrays.fill(values[i], Double.NaN);
      Arrays.fill(words[i], "");
    }
    return new Series(series.name(), series.columns(), values, series.kinds(), words);
  }

  /**
   * Forecasts what comes after the last row of a series.
   *
   * @return {@code [ahead, target, level]}, in the units of the series; without levels {@code
   *     [ahead, target]}
   * @throws IllegalArgumentException if a column is missing
   */
  public double[] next(Model model, Series series) {
    int end = series.count();
    ScaledSeries scaled = ScaledSeries.of(this, new Span(series, end, end));
    int begin = Math.max(0, end - window);
    float[] targets = new float[end - begin]; // of which nothing is known
    Example example =
        new Example(
            new Example.Numbers(featureSize(), scaled.features(begin, end)),
            new Example.Values(1, targets));
    double[] said = new double[scores()];
    Predictions.each(
        model,
        Examples.of(List.of(example)),
        1,
        (_, _, scores, _) -> {
          int at = (end - 1 - begin) * said.length;
          for (int i = 0; i < said.length; i++) {
            said[i] = scaled.value(end - 1, i / Math.max(1, levels.size()), scores[at + i]);
          }
          sortLevels(said);
        });
    return said;
  }

  /** Quantiles of one value that a model has in the wrong order change places. */
  private void sortLevels(double[] said) {
    for (int at = 0; levels.size() > 1 && at < said.length; at += levels.size()) {
      Arrays.sort(said, at, at + levels.size());
    }
  }

  private double[][] truth(ScaledSeries series, int first, int count) {
    double[][] truth = new double[count][horizon * targets.size()];
    for (int i = 0; i < count; i++) {
      for (int place = 0; place < truth[i].length; place++) {
        truth[i][place] = series.truth(first + i, place);
      }
    }
    return truth;
  }

  /** The same of a trivial forecast: the last value, or that of a season before. */
  public Forecasts naive(Series series, int from, int to, int season) {
    return naive(List.of(new Span(series, from, to)), season);
  }

  /** The same of several series. */
  public Forecasts naive(List<Span> spans, int season) {
    return all(
        spans,
        (series, origin, place) -> {
          int target = place % targets.size();
          int ahead = 1 + place / targets.size();
          return series.unscaled(
              target, series.anchor(Anchor.SEASON, season, origin, ahead, target));
        });
  }

  /** The same of a linear autoregression, fitted to training data. */
  public Forecasts autoregression(List<Span> train, List<Span> spans) {
    return autoregression(Autoregression.of(this, train), spans);
  }

  /**
   * The same of the one that is the anchor.
   *
   * @throws IllegalArgumentException if the anchor is another
   */
  public Forecasts autoregression(List<Span> spans) {
    if (linear.isEmpty()) {
      throw new IllegalArgumentException("The anchor of the forecast is no linear autoregression.");
    }
    return autoregression(Autoregression.of(linear), spans);
  }

  private Forecasts autoregression(Autoregression fitted, List<Span> spans) {
    return all(
        spans,
        (series, origin, place) -> {
          int target = place % targets.size();
          int column = targets.get(target).column();
          return series.unscaled(target, fitted.scaled(series, origin, column, place));
        });
  }

  private interface Forecast {
    double of(ScaledSeries series, int origin, int place);
  }

  private Forecasts all(List<Span> spans, Forecast forecast) {
    List<Forecasts> all = new ArrayList<>();
    for (Span span : spans) {
      ScaledSeries series = ScaledSeries.of(this, span);
      List<Window> windows = windows(span);
      int first = windows.getFirst().origin;
      double[][] values = new double[windows.getLast().end - first][horizon * targets.size()];
      for (int i = 0; i < values.length; i++) {
        for (int place = 0; place < values[i].length; place++) {
          values[i][place] = forecast.of(series, first + i, place);
        }
      }
      all.add(new Forecasts(List.of(), values, truth(series, first, values.length)));
    }
    return Forecasts.joined(List.of(), all);
  }
}
