package dev.sluice.cli.forecast;

import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.metric.Errors;
import dev.sluice.model.Model;
import dev.sluice.source.Span;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Forecasts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The figures of forecasts. */
public final class ForecastScore {
  private ForecastScore() {}

  /**
   * The figures beside those of persistence, of the value of a season before, and of a linear
   * autoregression.
   *
   * @param train what the autoregression is fitted to; where it is empty, that of the model's
   *     anchor is shown, if it has one
   */
  public static Score of(
      String data,
      Forecasting task,
      Model model,
      List<Span> train,
      List<Span> judged,
      int threads) {
    Forecasts forecasts = task.forecast(model, judged, threads);
    Map<String, Forecasts> trivial = new TreeMap<>();
    trivial.put("persistence", task.naive(judged, 1));
    if (task.season() > 1) {
      trivial.put("season before", task.naive(judged, task.season()));
    }
    if (!train.isEmpty()) {
      trivial.put("linear autoregression", task.autoregression(train, judged));
    } else if (!task.linear().isEmpty()) {
      trivial.put("linear autoregression", task.autoregression(judged));
    }
    List<Figure> figures = new ArrayList<>();
    int targets = task.targets().size();
    if (targets > 1) {
      figures.add(
          figure("standardized MSE", Measure.ERROR, forecasts, trivial, f -> squares(task, f)));
      figures.add(
          figure("standardized MAE", Measure.ERROR, forecasts, trivial, f -> absolute(task, f)));
    }
    for (int i = 0; i < targets; i++) {
      int target = i;
      String of = targets == 1 ? "" : " " + task.targetName(i);
      figures.add(
          figure(
              "RMSE" + of,
              Measure.ERROR,
              forecasts,
              trivial,
              f -> f.errors(target, targets).rmse()));
      figures.add(
          figure(
              "MAE" + of, Measure.ERROR, forecasts, trivial, f -> f.errors(target, targets).mae()));
      figures.add(
          figure(
              "sMAPE" + of,
              Measure.PERCENT,
              forecasts,
              trivial,
              f -> f.errors(target, targets).smape()));
    }
    if (targets == 1 && !train.isEmpty()) {
      figures.add(
          figure("MASE", Measure.ERROR, forecasts, trivial, f -> mase(task, f, train, judged)));
    }
    if (task.levels().size() > 1) {
      figures.add(new Figure("coverage", Measure.SHARE, forecasts.coverage()));
    }
    return new Score(data, figures, Map.of());
  }

  private static Figure figure(
      String name,
      Measure measure,
      Forecasts forecasts,
      Map<String, Forecasts> trivial,
      ToDoubleFunction<Forecasts> of) {
    Map<String, Double> others = new TreeMap<>();
    trivial.forEach((guess, values) -> others.put(guess, of.applyAsDouble(values)));
    return new Figure(name, measure, of.applyAsDouble(forecasts), others);
  }

  /** The mean over targets of their squared errors, each in deviations of the training data. */
  private static double squares(Forecasting task, Forecasts forecasts) {
    int targets = task.targets().size();
    double sum = 0;
    for (int i = 0; i < targets; i++) {
      Errors errors = forecasts.errors(i, targets);
      double scaled = errors.rmse() / task.targetColumn(i).deviation();
      sum += scaled * scaled;
    }
    return sum / targets;
  }

  private static double absolute(Forecasting task, Forecasts forecasts) {
    int targets = task.targets().size();
    double sum = 0;
    for (int i = 0; i < targets; i++) {
      sum += forecasts.errors(i, targets).mae() / task.targetColumn(i).deviation();
    }
    return sum / targets;
  }

  /** The mean over series. */
  private static double mase(Forecasting task, Forecasts all, List<Span> train, List<Span> judged) {
    double sum = 0;
    int from = 0;
    for (int i = 0; i < judged.size(); i++) {
      Span span = judged.get(i);
      int origins = span.to() - Math.max(1, span.from()) - task.horizon() + 1;
      Forecasts own =
          new Forecasts(
              all.levels(),
              Arrays.copyOfRange(all.values(), from, from + origins),
              Arrays.copyOfRange(all.truth(), from, from + origins));
      from += origins;
      int column = span.series().column(task.targetName(0));
      double[] known = new double[train.get(i).to()];
      for (int row = 0; row < known.length; row++) {
        known[row] = span.series().values()[row][column];
      }
      sum += own.errors(0, 1).mase(known, task.season());
    }
    return sum / judged.size();
  }
}
