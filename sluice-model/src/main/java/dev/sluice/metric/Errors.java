package dev.sluice.metric;

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
    long count = 0;
    double absolute = 0;
    double squared = 0;
    double symmetric = 0;
    for (int i = 0; i < values.length; i++) {
      double error = forecasts[i] - values[i];
      if (Double.isNaN(error)) {
        continue;
      }
      count++;
      absolute += Math.abs(error);
      squared += error * error;
      double size = Math.abs(forecasts[i]) + Math.abs(values[i]);
      symmetric += size == 0 ? 0 : 200 * Math.abs(error) / size;
    }
    return new Errors(count, absolute / count, Math.sqrt(squared / count), symmetric / count);
  }

  /**
   * The mean absolute error over that of the naive forecast within the training data, each value by
   * that of a season before (Hyndman &amp; Koehler 2006): below 1 is better than that.
   *
   * @param train the values of the training data, in order
   * @param season how many steps a season has; 1 where there is none
   */
  public double mase(double[] train, int season) {
    double sum = 0;
    long count = 0;
    for (int i = season; i < train.length; i++) {
      double step = Math.abs(train[i] - train[i - season]);
      if (!Double.isNaN(step)) {
        sum += step;
        count++;
      }
    }
    return mae / (sum / count);
  }
}
