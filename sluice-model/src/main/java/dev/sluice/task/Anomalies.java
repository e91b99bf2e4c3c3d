package dev.sluice.task;

import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a series that a model of forecasts did not expect: the error of the forecast of each row,
 * against the errors of the rows before it.
 *
 * @param forecast what was expected of the first target, in the units of the series; NaN where
 *     nothing was
 * @param scores how many deviations above their mean in the rows before; NaN where too few were
 */
public record Anomalies(double[] forecast, double[] scores) {

  /** Fewer errors than this say nothing of what is usual. */
  private static final int FEWEST = 20;

  /**
   * Scores every row.
   *
   * @param usual of how many rows before the errors are compared with
   * @throws IllegalArgumentException if the series has fewer than two rows, or a column is missing
   */
  public static Anomalies of(Forecasting task, Model model, Series series, int usual, int threads) {
    Span span = task.all(series);
    Forecasts forecasts = task.forecast(model, List.of(span), threads);
    int targets = task.targets().size();
    double[] errors = new double[series.count()];
    double[] forecast = new double[series.count()];
    Arrays.fill(errors, Double.NaN);
    Arrays.fill(forecast, Double.NaN);
    for (int origin = 0; origin < forecasts.truth().length; origin++) {
      double squares = 0;
      for (int target = 0; target < targets; target++) {
        Forecasting.Column column = task.targetColumn(target);
        double error =
            column.scaled(forecasts.truth()[origin][target])
                - column.scaled(forecasts.point(origin, target));
        squares += error * error;
      }
      int row = Math.max(1, span.from()) + origin;
      errors[row] = Math.sqrt(squares / targets);
      forecast[row] = forecasts.point(origin, 0);
    }
    return new Anomalies(forecast, standardized(errors, usual));
  }

  /**
   * How many deviations each value is above the mean of those before it: of values by themselves, a
   * moving z-score.
   *
   * @param usual how many before it are meant
   */
  public static double[] standardized(double[] values, int usual) {
    double[] scores = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double sum = 0;
      double squares = 0;
      int count = 0;
      for (int j = Math.max(0, i - usual); j < i; j++) {
        if (!Double.isNaN(values[j])) {
          sum += values[j];
          squares += values[j] * values[j];
          count++;
        }
      }
      double mean = sum / count;
      double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
      scores[i] = count < FEWEST ? Double.NaN : (values[i] - mean) / Math.max(deviation, 1e-12);
    }
    return scores;
  }

  /**
   * Rows whose score is above a threshold; those that follow each other closely are one alarm.
   *
   * @param apart rows without any that end an alarm
   */
  public List<Alarm> alarms(double threshold, int apart) {
    return alarms(scores, threshold, apart);
  }

  /** The same of any scores. */
  public static List<Alarm> alarms(double[] scores, double threshold, int apart) {
    List<Alarm> alarms = new ArrayList<>();
    for (int row = 0; row < scores.length; row++) {
      if (!(scores[row] > threshold)) {
        continue;
      }
      Alarm last = alarms.isEmpty() ? null : alarms.getLast();
      if (last != null && row - last.to() < apart) {
        alarms.set(
            alarms.size() - 1,
            new Alarm(last.from(), row + 1, Math.max(last.score(), scores[row])));
      } else {
        alarms.add(new Alarm(row, row + 1, scores[row]));
      }
    }
    return alarms;
  }

  /**
   * Rows that were not expected.
   *
   * @param from the first, from 0
   * @param to the one after the last
   * @param score the highest
   */
  public record Alarm(int from, int to, double score) {}
}
