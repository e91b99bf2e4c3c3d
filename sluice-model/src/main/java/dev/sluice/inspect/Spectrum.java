package dev.sluice.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The largest singular value of a matrix, by the bidiagonalization of Golub &amp; Kahan 1965: after
 * a few products with the matrix and its transpose, a small matrix of two diagonals has it, too.
 * Each new vector is put at right angles to all before it.
 */
final class Spectrum {
  /** Products, at most. */
  private static final int MOST = 100;

  private static final double EXACT = 1e-9;

  private final double[][] matrix;
  private final List<double[]> left = new ArrayList<>();
  private final List<double[]> right = new ArrayList<>();

  /** Of the product of the small matrix with its transpose: its diagonal, and that beside it. */
  private final double[] diagonal = new double[MOST];

  private final double[] beside = new double[MOST];

  private Spectrum(double[][] matrix) {
    this.matrix = matrix;
  }

  /** That of {@code [rows, columns]}; 0 where all entries are. */
  static double largest(double[][] matrix) {
    return new Spectrum(matrix).largest();
  }

  private double largest() {
    double[] u = new double[matrix.length];
    // Not orthogonal to anything in particular, and the same each time.
    Arrays.setAll(u, i -> 1 + 0.5 * Math.sin(i + 1.0));
    normalize(u);
    double value = 0;
    double below = 0;
    for (int k = 0; k < MOST; k++) {
      left.add(u);
      double[] v = transposed(u);
      apart(v, right);
      double above = normalize(v);
      if (k > 0) {
        beside[k - 1] = above * below;
      }
      if (above == 0) {
        return value;
      }
      right.add(v);
      u = times(v);
      apart(u, left);
      below = normalize(u);
      diagonal[k] = above * above + below * below;
      double next = Math.sqrt(eigenvalue(k + 1));
      if (below == 0 || next - value <= EXACT * next) {
        return next;
      }
      value = next;
    }
    return value;
  }

  private double[] transposed(double[] u) {
    double[] product = new double[matrix[0].length];
    for (int row = 0; row < matrix.length; row++) {
      double factor = u[row];
      double[] values = matrix[row];
      for (int j = 0; j < product.length; j++) {
        product[j] += factor * values[j];
      }
    }
    return product;
  }

  private double[] times(double[] v) {
    double[] product = new double[matrix.length];
    Arrays.setAll(product, row -> dot(matrix[row], v));
    return product;
  }

  /** Four sums side by side, that none waits for the one before. */
  private static double dot(double[] a, double[] b) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i <= a.length - 4; i += 4) {
      first += a[i] * b[i];
      second += a[i + 1] * b[i + 1];
      third += a[i + 2] * b[i + 2];
      fourth += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      first += a[i] * b[i];
    }
    return first + second + (third + fourth);
  }

  /** Takes out of a vector what lies in the direction of others; twice, for what rounding left. */
  private static void apart(double[] vector, List<double[]> others) {
    for (int round = 0; round < 2; round++) {
      for (double[] other : others) {
        double part = dot(vector, other);
        for (int i = 0; i < vector.length; i++) {
          vector[i] -= part * other[i];
        }
      }
    }
  }

  /** The largest of the product's first rows: by halving where as many signs change. */
  private double eigenvalue(int size) {
    double low = 0;
    double high = 0;
    for (int i = 0; i < size; i++) {
      low = Math.max(low, diagonal[i]);
      double near = (i > 0 ? beside[i - 1] : 0) + (i < size - 1 ? beside[i] : 0);
      high = Math.max(high, diagonal[i] + near);
    }
    while (high - low > 1e-15 * high) {
      double middle = (low + high) / 2;
      if (middle == low || middle == high) {
        break;
      }
      if (isAbove(middle, size)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Whether an eigenvalue is above a number: a pivot of what is left then is. */
  private boolean isAbove(double number, int size) {
    double pivot = 1;
    for (int i = 0; i < size; i++) {
      double off = i == 0 ? 0 : beside[i - 1];
      pivot = diagonal[i] - number - off * off / pivot;
      if (pivot >= 0) {
        return true;
      }
    }
    return false;
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
