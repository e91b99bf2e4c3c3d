package dev.sluice.metric;

import java.util.function.IntToDoubleFunction;

/**
 * How far forecasts of numbers are from what came. Values that are missing on either side count
 * nothing.
 *
 * @param count how many were compared
 * @param mae the mean of the errors without their sign
 * @param rmse the root of the mean of their squares
 * @param smape the mean of {@code 200·|error| / (|forecast| + |value|)}, in percent, as the M4
 *     competition counts; 0 of two zeros
 */
public record Errors(long count, double mae, double rmse, double smape) {

  /**
   * Compares.
   *
   * @throws IllegalArgumentException if there are not as many forecasts as values
   */
  public static Errors of(double[] values, double[] forecasts) {
    if (values.length != forecasts.length) {
      throw new IllegalArgumentException(
          "There are %s values and %s forecasts.".formatted(values.length, forecasts.length));
    }
    Sum sum = new Sum();
    for (int i = 0; i < values.length; i++) {
      sum.add(values[i], forecasts[i]);
    }
    return sum.errors();
  }

  /** Errors that come one after the other. */
  public static final class Sum {
    private long count;
    private double absolute;
    private double squared;
    private double symmetric;

    /** None yet. */
    public Sum() {}

    /** Adds the error of one forecast. */
    public void add(double value, double forecast) {
      double error = forecast - value;
      if (Double.isNaN(error)) {
        return;
      }
      count++;
      absolute += Math.abs(error);
      squared += error * error;
      double size = Math.abs(forecast) + Math.abs(value);
      symmetric += size == 0 ? 0 : 200 * Math.abs(error) / size;
    }

    /** The figures of all so far. */
    public Errors errors() {
      return new Errors(count, absolute / count, Math.sqrt(squared / count), symmetric / count);
    }
  }

  /**
   * The mean absolute error over that of the naive forecast within the training data, each value by
   * that of a season before (Hyndman &amp; Koehler 2006): below 1 is better than that.
   *
   * @param rows how many values the training data have
   * @param train each of them, in order
   * @param season how many steps a season has; 1 where there is none
   */
  public double mase(int rows, IntToDoubleFunction train, int season) {
    double sum = 0;
    long count = 0;
    for (int i = season; i < rows; i++) {
      double step = Math.abs(train.applyAsDouble(i) - train.applyAsDouble(i - season));
      if (!Double.isNaN(step)) {
        sum += step;
        count++;
      }
    }
    return mae / (sum / count);
  }
}
