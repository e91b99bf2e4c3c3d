package dev.sluice.task;

import dev.sluice.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A linear autoregression: each value, some steps ahead, as a sum of the last values of its column,
 * each times a number, fitted by least squares. A model that does not beat it has learned nothing
 * that is not linear.
 *
 * @param weights {@code [ahead, target]}: the numbers of the last values, the nearest first, and
 *     then a constant
 */
record Autoregression(double[][] weights) {
  private static final int FEWEST = 24;

  /** The equations of longer seasons would take minutes to solve. */
  private static final int MOST = 1000;

  /** Keeps the equations solvable where columns repeat each other. */
  private static final double RIDGE = 1e-6;

  /**
   * Fits one with 24 lags, or a season and one more where that is longer and below 1,000, but no
   * more than a quarter of the rows.
   */
  static Autoregression of(Forecasting task, List<Span> train) {
    int rows = train.stream().mapToInt(Span::to).max().orElse(0);
    int wanted = task.season() < MOST ? Math.max(FEWEST, task.season() + 1) : FEWEST;
    int lags = Math.max(1, Math.min(wanted, rows / 4));
    int targets = task.targets().size();
    double[][] weights = new double[task.horizon() * targets][];
    List<ScaledSeries> all = new ArrayList<>();
    train.forEach(span -> all.add(ScaledSeries.of(task, span)));
    for (int target = 0; target < targets; target++) {
      int column = task.targets().get(target).column();
      double[][] normal = new double[lags + 1][lags + 1];
      double[][] right = new double[task.horizon()][lags + 1];
      double[] past = new double[lags + 1];
      for (int i = 0; i < all.size(); i++) {
        int last = Math.min(train.get(i).to(), all.get(i).length()) - 1 - task.horizon();
        for (int origin = lags - 1; origin <= last; origin++) {
          if (isMissing(all.get(i), origin, task.horizon(), column)) {
            continue;
          }
          past(all.get(i), origin, column, past);
          add(normal, past);
          for (int ahead = 1; ahead <= task.horizon(); ahead++) {
            double value = all.get(i).at(origin + ahead, column);
            for (int k = 0; k <= lags; k++) {
              right[ahead - 1][k] += value * past[k];
            }
          }
        }
      }
      double[][] factor = factor(normal);
      for (int ahead = 0; ahead < task.horizon(); ahead++) {
        weights[ahead * targets + target] = solve(factor, right[ahead]);
      }
    }
    return new Autoregression(weights);
  }

  /** As a model file has it. */
  static Autoregression of(List<List<Double>> lists) {
    double[][] weights = new double[lists.size()][];
    Arrays.setAll(weights, i -> lists.get(i).stream().mapToDouble(Double::doubleValue).toArray());
    return new Autoregression(weights);
  }

  /** For a model file. */
  List<List<Double>> lists() {
    return Arrays.stream(weights).map(row -> Arrays.stream(row).boxed().toList()).toList();
  }

  /** Whether one of the values to be forecast is not there: all have the same equations. */
  private static boolean isMissing(ScaledSeries series, int origin, int horizon, int column) {
    for (int ahead = 1; ahead <= horizon; ahead++) {
      if (Double.isNaN(series.at(origin + ahead, column))) {
        return true;
      }
    }
    return false;
  }

  /** The last values, the nearest first, then a one; for one that is missing the one before. */
  private static void past(ScaledSeries series, int origin, int column, double[] past) {
    int lags = past.length - 1;
    for (int k = 0; k < lags; k++) {
      past[k] = before(series, origin - k, column);
    }
    past[lags] = 1;
  }

  private static double before(ScaledSeries series, int row, int column) {
    double value = row < 0 ? 0 : series.last(row, 1, column);
    return Double.isNaN(value) ? 0 : value;
  }

  private static void add(double[][] normal, double[] past) {
    for (int i = 0; i < past.length; i++) {
      for (int j = 0; j <= i; j++) {
        normal[i][j] += past[i] * past[j];
      }
    }
  }

  /** The lower factor of Cholesky of the matrix and a little more on its diagonal. */
  private static double[][] factor(double[][] matrix) {
    int n = matrix.length;
    double[][] factor = new double[n][n];
    double scale = Math.max(1, matrix[n - 1][n - 1]);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j] + (i == j ? RIDGE * scale : 0);
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
      }
    }
    return factor;
  }

  private static double[] solve(double[][] factor, double[] right) {
    int n = right.length;
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= factor[i][k] * x[k];
      }
      x[i] /= factor[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= factor[k][i] * x[k];
      }
      x[i] /= factor[i][i];
    }
    return x;
  }

  /** The forecast of a value of a column, scaled. */
  double scaled(ScaledSeries series, int origin, int column, int place) {
    double[] numbers = weights[place];
    int lags = numbers.length - 1;
    double sum = numbers[lags];
    for (int k = 0; k < lags; k++) {
      sum += numbers[k] * before(series, origin - k, column);
    }
    return sum;
  }
}
