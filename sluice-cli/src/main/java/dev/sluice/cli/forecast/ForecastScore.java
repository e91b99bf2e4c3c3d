package dev.sluice.cli.forecast;

import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.task.ForecastErrors;
import dev.sluice.task.Forecasting;
import java.util.ArrayList;
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
    ForecastErrors errors = ForecastErrors.of(task, model, judged, threads);
    Map<String, ForecastErrors> trivial = new TreeMap<>();
    trivial.put("persistence", ForecastErrors.naive(task, judged, 1));
    if (task.season() > 1) {
      trivial.put("season before", ForecastErrors.naive(task, judged, task.season()));
    }
    if (!train.isEmpty()) {
      trivial.put("linear autoregression", ForecastErrors.autoregression(task, train, judged));
    } else if (!task.linear().isEmpty()) {
      trivial.put("linear autoregression", ForecastErrors.autoregression(task, judged));
    }
    List<Figure> figures = new ArrayList<>();
    int targets = task.targets().size();
    if (targets > 1) {
      figures.add(
          figure("standardized MSE", Measure.ERROR, errors, trivial, f -> squares(task, f)));
      figures.add(
          figure("standardized MAE", Measure.ERROR, errors, trivial, f -> absolute(task, f)));
    }
    for (int i = 0; i < targets; i++) {
      int target = i;
      String of = targets == 1 ? "" : " " + task.targetName(i);
      figures.add(
          figure("RMSE" + of, Measure.ERROR, errors, trivial, f -> f.targets().get(target).rmse()));
      figures.add(
          figure("MAE" + of, Measure.ERROR, errors, trivial, f -> f.targets().get(target).mae()));
      figures.add(
          figure(
              "sMAPE" + of,
              Measure.PERCENT,
              errors,
              trivial,
              f -> f.targets().get(target).smape()));
    }
    if (targets == 1 && !train.isEmpty()) {
      figures.add(
          figure("MASE", Measure.ERROR, errors, trivial, f -> mase(task, f, train, judged)));
    }
    if (task.levels().size() > 1) {
      figures.add(new Figure("coverage", Measure.SHARE, errors.coverage()));
    }
    return new Score(data, figures, Map.of());
  }

  private static Figure figure(
      String name,
      Measure measure,
      ForecastErrors errors,
      Map<String, ForecastErrors> trivial,
      ToDoubleFunction<ForecastErrors> of) {
    Map<String, Double> others = new TreeMap<>();
    trivial.forEach((guess, theirs) -> others.put(guess, of.applyAsDouble(theirs)));
    return new Figure(name, measure, of.applyAsDouble(errors), others);
  }

  /** The mean over targets of their squared errors, each in deviations of the training data. */
  private static double squares(Forecasting task, ForecastErrors errors) {
    int targets = task.targets().size();
    double sum = 0;
    for (int i = 0; i < targets; i++) {
      double scaled = errors.targets().get(i).rmse() / task.targetColumn(i).deviation();
      sum += scaled * scaled;
    }
    return sum / targets;
  }

  private static double absolute(Forecasting task, ForecastErrors errors) {
    int targets = task.targets().size();
    double sum = 0;
    for (int i = 0; i < targets; i++) {
      sum += errors.targets().get(i).mae() / task.targetColumn(i).deviation();
    }
    return sum / targets;
  }

  /** The mean over those series that are judged. */
  private static double mase(
      Forecasting task, ForecastErrors errors, List<Span> train, List<Span> judged) {
    double sum = 0;
    for (int i = 0; i < judged.size(); i++) {
      Series series = judged.get(i).series();
      int column = series.column(task.targetName(0));
      int known =
          train.stream()
              .filter(span -> span.series() == series)
              .mapToInt(Span::to)
              .findFirst()
              .orElseThrow();
      sum += errors.series().get(i).mase(known, row -> series.value(row, column), task.season());
    }
    return sum / judged.size();
  }
}
