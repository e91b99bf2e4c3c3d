package dev.sluice.inspect;

import java.util.Arrays;

/**
 * The largest singular value of a matrix, by power iteration: it begins halfway between where it
 * ended before and a vector that has something of every direction.
 */
final class Spectrum {
  private static final int MOST = 300;
  private static final double EXACT = 1e-7;

  private final double[] fresh;
  private final double[] left;

  /**
   * @param rows of the matrices
   */
  Spectrum(int rows) {
    fresh = new double[rows];
    // Not orthogonal to anything in particular, and the same each time.
    Arrays.setAll(fresh, i -> 1 + 0.5 * Math.sin(i + 1.0));
    normalize(fresh);
    left = fresh.clone();
  }

  /** That of {@code [rows, columns]}; 0 where all entries are. */
  double largest(double[][] matrix) {
    for (int i = 0; i < left.length; i++) {
      left[i] += fresh[i]; // what was small before may have overtaken
    }
    normalize(left);
    double value = 0;
    double[] right = new double[matrix[0].length];
    for (int iteration = 0; iteration < MOST; iteration++) {
      Arrays.fill(right, 0);
      for (int row = 0; row < matrix.length; row++) {
        for (int j = 0; j < right.length; j++) {
          right[j] += left[row] * matrix[row][j];
        }
      }
      double norm = normalize(right);
      if (norm == 0) {
        return 0;
      }
      for (int row = 0; row < matrix.length; row++) {
        double sum = 0;
        for (int j = 0; j < right.length; j++) {
          sum += matrix[row][j] * right[j];
        }
        left[row] = sum;
      }
      double next = normalize(left);
      if (Math.abs(next - value) <= EXACT * next) {
        return next;
      }
      value = next;
    }
    return value;
  }

  /** The root of the mean squared length of the rows. */
  static double mean(double[][] matrix) {
    double sum = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        sum += value * value;
      }
    }
    return Math.sqrt(sum / matrix.length);
  }

  static double normalize(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    double norm = Math.sqrt(sum);
    for (int i = 0; i < vector.length && norm > 0; i++) {
      vector[i] /= norm;
    }
    return norm;
  }
}
