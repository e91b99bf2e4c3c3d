package dev.sluice.task;

import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import java.util.List;
import java.util.stream.IntStream;

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
    return ForecastFit.of(train, plan);
  }

  /** The same with other targets and another linear autoregression. */
  Forecasting with(List<Target> others, List<List<Double>> numbers) {
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
    WindowExamples made =
        WindowExamples.of(spans.stream().map(span -> ForecastWindows.of(this, span)).toList());
    boolean onDisk = spans.stream().anyMatch(span -> span.series().isOnDisk());
    return onDisk
        ? made
        : Examples.of(IntStream.range(0, made.count()).mapToObj(made::get).toList());
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
        levels,
        spans.stream()
            .map(span -> ForecastWindows.of(this, span).forecast(model, threads))
            .toList());
  }

  /**
   * Forecasts from each row of a series what comes after it, the last row included. What is said
   * from the last row is what {@link #next} says, unless the series has a scale of its own, which
   * here is that of the first window.
   *
   * @return an origin for each of the last rows; the first of them is the last row of that window,
   *     or row 0 where the scale is that of all
   * @throws IllegalArgumentException if a column is missing
   */
  public Forecasts fromEachRow(Model model, Series series, int threads) {
    Series longer = series.thenUnknown(horizon);
    Span span = new Span(longer, all(series).from(), longer.count());
    return ForecastWindows.endingWhole(this, span).forecast(model, threads);
  }

  /**
   * Forecasts what comes after the last row of a series.
   *
   * @return {@code [ahead, target, level]}, in the units of the series; without levels {@code
   *     [ahead, target]}
   * @throws IllegalArgumentException if a column is missing
   */
  public double[] next(Model model, Series series) {
    return ForecastWindows.next(this, model, series);
  }

  /** The same of a trivial forecast: the last value, or that of a season before. */
  public Forecasts naive(Series series, int from, int to, int season) {
    return naive(List.of(new Span(series, from, to)), season);
  }

  /** The same of several series. */
  public Forecasts naive(List<Span> spans, int season) {
    return all(spans, seasonal(season));
  }

  ForecastWindows.Trivial seasonal(int season) {
    return (series, origin, place) -> {
      int target = place % targets.size();
      int ahead = 1 + place / targets.size();
      return series.unscaled(target, series.anchor(Anchor.SEASON, season, origin, ahead, target));
    };
  }

  /** The same of a linear autoregression, fitted to training data. */
  public Forecasts autoregression(List<Span> train, List<Span> spans) {
    return all(spans, linear(Autoregression.of(this, train)));
  }

  /**
   * The same of the one that is the anchor.
   *
   * @throws IllegalArgumentException if the anchor is another
   */
  public Forecasts autoregression(List<Span> spans) {
    return all(spans, linear(anchored()));
  }

  /** The linear autoregression that is the anchor. */
  Autoregression anchored() {
    if (linear.isEmpty()) {
      throw new IllegalArgumentException("The anchor of the forecast is no linear autoregression.");
    }
    return Autoregression.of(linear);
  }

  ForecastWindows.Trivial linear(Autoregression fitted) {
    return (series, origin, place) -> {
      int target = place % targets.size();
      int column = targets.get(target).column();
      return series.unscaled(target, fitted.scaled(series, origin, column, place));
    };
  }

  private Forecasts all(List<Span> spans, ForecastWindows.Trivial trivial) {
    return Forecasts.joined(
        List.of(),
        spans.stream().map(span -> ForecastWindows.of(this, span).trivial(trivial)).toList());
  }
}
