package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The windows in which some rows of a series are read to be forecast: each row from which is
 * forecast is an origin of one of them.
 */
record ForecastWindows(Forecasting task, ScaledSeries series, List<Window> windows) {
  private static final int MOST_VALUES = 1 << 20;

  /**
   * Steps that are read at once.
   *
   * @param begin the first of them
   * @param origin the first from which is forecast
   * @param end the one after the last
   */
  private record Window(int begin, int origin, int end) {}

  /** A trivial forecast, in the units of the series. */
  interface Trivial {
    /**
     * The forecast of a value.
     *
     * @param origin the last row that is known
     * @param place {@code [ahead, target]}
     */
    double of(ScaledSeries series, int origin, int place);
  }

  /**
   * Windows in which all steps from {@code from − 1} on, up to those whose forecasts end at {@code
   * to}, are origins once.
   *
   * @throws IllegalArgumentException if the rows are fewer than the horizon, or a column is missing
   */
  static ForecastWindows of(Forecasting task, Span span) {
    return of(task, span, false);
  }

  /** The same, where the last window has all its origins and the first the fewest. */
  static ForecastWindows endingWhole(Forecasting task, Span span) {
    return of(task, span, true);
  }

  private static ForecastWindows of(Forecasting task, Span span, boolean lastIsWhole) {
    ScaledSeries series = ScaledSeries.of(task, span);
    int last = span.to() - 1 - task.horizon();
    int half = Math.max(1, task.window() / 2);
    int first = Math.max(0, span.from() - 1);
    List<Window> windows = new ArrayList<>();
    int next = lastIsWhole ? first + (last - first) % half + 1 : first + half;
    for (int origin = first; origin <= last; origin = next, next += half) {
      int end = Math.min(next, last + 1);
      windows.add(new Window(Math.max(0, origin - (task.window() - half)), origin, end));
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
              task.horizon()));
    }
    return new ForecastWindows(task, series, windows);
  }

  private int first() {
    return windows.getFirst().origin;
  }

  private int origins() {
    return windows.getLast().end - first();
  }

  /** How many values are forecast from each origin: {@code [ahead, target]}. */
  private int places() {
    return task.horizon() * task.targets().size();
  }

  /** How many windows there are. */
  int count() {
    return windows.size();
  }

  /** The number of steps of a window. */
  int steps(int number) {
    return windows.get(number).end - windows.get(number).begin;
  }

  /** What a model reads in a window, and what it is to say from each origin. */
  Example example(int number) {
    Window w = windows.get(number);
    int size = places();
    float[] values = new float[(w.end - w.begin) * size];
    Arrays.fill(values, Float.NaN);
    for (int origin = w.origin; origin < w.end; origin++) {
      for (int i = 0; i < size; i++) {
        values[(origin - w.begin) * size + i] = series.distance(origin, i);
      }
    }
    return new Example(
        new Example.Numbers(task.featureSize(), series.features(w.begin, w.end)),
        new Example.Values(size, values));
  }

  /** The same windows in order, as many together as have forecasts that fit into memory. */
  List<ForecastWindows> pieces() {
    int half = Math.max(1, task.window() / 2);
    long values = (long) half * places() * Math.max(1, task.levels().size());
    return pieces((int) Math.max(Predictions.BATCH, MOST_VALUES / values));
  }

  /** The same windows in order, so many together. */
  List<ForecastWindows> pieces(int some) {
    List<ForecastWindows> pieces = new ArrayList<>();
    for (int from = 0; from < count(); from += some) {
      int to = Math.min(from + some, count());
      pieces.add(new ForecastWindows(task, series, windows.subList(from, to)));
    }
    return pieces;
  }

  /** What a model says from each origin. */
  Forecasts forecast(Model model, int threads) {
    double[][] values = new double[origins()][];
    int size = task.scores();
    Predictions.each(
        model,
        WindowExamples.of(List.of(this)),
        threads,
        (example, batch, scores, row) -> {
          Window w = windows.get(example);
          for (int origin = w.origin; origin < w.end; origin++) {
            int at = ((origin - w.begin) * batch.batchSize() + row) * size;
            values[origin - first()] = said(task, series, origin, scores, at);
          }
        });
    return new Forecasts(task.levels(), values, truth());
  }

  /** The same of a trivial forecast. */
  Forecasts trivial(Trivial trivial) {
    double[][] values = new double[origins()][places()];
    for (int i = 0; i < values.length; i++) {
      for (int place = 0; place < values[i].length; place++) {
        values[i][place] = trivial.of(series, first() + i, place);
      }
    }
    return new Forecasts(List.of(), values, truth());
  }

  private double[][] truth() {
    double[][] truth = new double[origins()][places()];
    for (int i = 0; i < truth.length; i++) {
      for (int place = 0; place < truth[i].length; place++) {
        truth[i][place] = series.truth(first() + i, place);
      }
    }
    return truth;
  }

  /** What comes after the last row of a series, whose scale all its rows are. */
  static double[] next(Forecasting task, Model model, Series rows) {
    int end = rows.count();
    ScaledSeries series = ScaledSeries.of(task, new Span(rows, end, end));
    int begin = Math.max(0, end - task.window());
    float[] targets = new float[end - begin]; // of which nothing is known
    Example example =
        new Example(
            new Example.Numbers(task.featureSize(), series.features(begin, end)),
            new Example.Values(1, targets));
    double[][] said = new double[1][];
    int at = (end - 1 - begin) * task.scores();
    Predictions.each(
        model,
        Examples.of(List.of(example)),
        1,
        (_, _, scores, _) -> said[0] = said(task, series, end - 1, scores, at));
    return said[0];
  }

  /**
   * The values that scores mean; quantiles of one value that a model has in the wrong order change
   * places.
   *
   * @param at where the scores of this origin begin
   */
  private static double[] said(
      Forecasting task, ScaledSeries series, int origin, float[] scores, int at) {
    int levels = task.levels().size();
    double[] said = new double[task.scores()];
    for (int i = 0; i < said.length; i++) {
      said[i] = series.value(origin, i / Math.max(1, levels), scores[at + i]);
    }
    for (int i = 0; levels > 1 && i < said.length; i += levels) {
      Arrays.sort(said, i, i + levels);
    }
    return said;
  }
}
