package dev.sluice.task;

import dev.sluice.metric.Errors;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts beside what came, in the units of the series.
 *
 * @param levels of the quantiles that are forecast; empty for one number of each value
 * @param values {@code [origin][ahead, target, level]}; without levels {@code [origin][ahead,
 *     target]}
 * @param truth {@code [origin][ahead, target]}; NaN where missing
 */
public record Forecasts(List<Double> levels, double[][] values, double[][] truth) {
  public Forecasts {
    levels = List.copyOf(levels);
  }

  /** Those of several series, one after the other. */
  static Forecasts joined(List<Double> levels, List<Forecasts> all) {
    List<double[]> values = new ArrayList<>();
    List<double[]> truth = new ArrayList<>();
    for (Forecasts one : all) {
      values.addAll(List.of(one.values));
      truth.addAll(List.of(one.truth));
    }
    return new Forecasts(levels, values.toArray(double[][]::new), truth.toArray(double[][]::new));
  }

  /**
   * The forecast of a value as one number: the median where it is forecast, else the mean of the
   * two quantiles around the middle.
   *
   * @param place {@code [ahead, target]}
   */
  public double point(int origin, int place) {
    return point(levels, values[origin], place * Math.max(1, levels.size()));
  }

  /**
   * The same of any values.
   *
   * @param at where those of the levels begin
   */
  public static double point(List<Double> levels, double[] values, int at) {
    if (levels.isEmpty()) {
      return values[at];
    }
    int half = levels.indexOf(0.5);
    int count = levels.size();
    return half >= 0
        ? values[at + half]
        : (values[at + (count - 1) / 2] + values[at + count / 2]) / 2;
  }

  /** All values of one step ahead and one target, and their truth: two rows. */
  public double[][] at(int place) {
    double[][] both = new double[2][values.length];
    for (int i = 0; i < values.length; i++) {
      both[0][i] = point(i, place);
      both[1][i] = truth[i][place];
    }
    return both;
  }

  /** How far the forecasts of one target are from what came, over all steps ahead. */
  public Errors errors(int target, int targets) {
    Errors.Sum sum = new Errors.Sum();
    add(target, targets, sum);
    return sum.errors();
  }

  /** Adds all errors of one target. */
  void add(int target, int targets, Errors.Sum sum) {
    for (int origin = 0; origin < truth.length; origin++) {
      for (int place = target; place < truth[origin].length; place += targets) {
        sum.add(truth[origin][place], point(origin, place));
      }
    }
  }

  /** The share of values between the lowest and the highest quantile; NaN without levels. */
  public double coverage() {
    Coverage coverage = new Coverage();
    add(coverage);
    return coverage.share();
  }

  /** How many values are between the lowest and the highest quantile. */
  static final class Coverage {
    private long inside;
    private long all;

    double share() {
      return inside / (double) all;
    }
  }

  void add(Coverage coverage) {
    int count = levels.size();
    for (int i = 0; i < truth.length && count > 1; i++) {
      for (int place = 0; place < truth[i].length; place++) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
          low = Math.min(low, values[i][place * count + k]);
          high = Math.max(high, values[i][place * count + k]);
        }
        coverage.all += Double.isNaN(truth[i][place]) ? 0 : 1;
        coverage.inside += truth[i][place] >= low && truth[i][place] <= high ? 1 : 0;
      }
    }
  }
}
