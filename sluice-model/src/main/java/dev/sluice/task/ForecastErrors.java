package dev.sluice.task;

import dev.sluice.metric.Errors;
import dev.sluice.model.Model;
import dev.sluice.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How far forecasts are from what came, in the units of the series. It takes them piece by piece,
 * so that all of them need not fit into memory.
 *
 * @param targets of each target, over all series and all steps ahead
 * @param series of the first target, of each series by itself
 * @param coverage the share of values between the lowest and the highest quantile; NaN where fewer
 *     than two are forecast
 */
public record ForecastErrors(List<Errors> targets, List<Errors> series, double coverage) {

  /**
   * Those of a model, for the rows of {@code spans}, each from what comes before it.
   *
   * @throws IllegalArgumentException if they are fewer than the horizon, or a column is missing
   */
  public static ForecastErrors of(Forecasting task, Model model, List<Span> spans, int threads) {
    return of(task, spans, windows -> windows.forecast(model, threads));
  }

  /** Those of a trivial forecast: the last value, or that of a season before. */
  public static ForecastErrors naive(Forecasting task, List<Span> spans, int season) {
    ForecastWindows.Trivial seasonal = task.seasonal(season);
    return of(task, spans, windows -> windows.trivial(seasonal));
  }

  /** Those of a linear autoregression, fitted to training data. */
  public static ForecastErrors autoregression(
      Forecasting task, List<Span> train, List<Span> spans) {
    return of(task, spans, Autoregression.of(task, train));
  }

  /**
   * Those of the one that is the anchor.
   *
   * @throws IllegalArgumentException if the anchor is another
   */
  public static ForecastErrors autoregression(Forecasting task, List<Span> spans) {
    return of(task, spans, task.anchored());
  }

  private static ForecastErrors of(Forecasting task, List<Span> spans, Autoregression fitted) {
    ForecastWindows.Trivial linear = task.linear(fitted);
    return of(task, spans, windows -> windows.trivial(linear));
  }

  private static ForecastErrors of(
      Forecasting task, List<Span> spans, Function<ForecastWindows, Forecasts> forecaster) {
    int targets = task.targets().size();
    Errors.Sum[] sums = Stream.generate(Errors.Sum::new).limit(targets).toArray(Errors.Sum[]::new);
    Forecasts.Coverage coverage = new Forecasts.Coverage();
    List<Errors> series = new ArrayList<>();
    for (Span span : spans) {
      Errors.Sum first = new Errors.Sum();
      for (ForecastWindows piece : ForecastWindows.of(task, span).pieces()) {
        Forecasts forecasts = forecaster.apply(piece);
        for (int target = 0; target < targets; target++) {
          forecasts.add(target, targets, sums[target]);
        }
        forecasts.add(0, targets, first);
        forecasts.add(coverage);
      }
      series.add(first.errors());
    }
    return new ForecastErrors(
        Arrays.stream(sums).map(Errors.Sum::errors).toList(), series, coverage.share());
  }
}
