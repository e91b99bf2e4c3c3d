package dev.sluice.model;

/**
 * Random matrices with orthonormal columns: the Q of a QR decomposition by Householder reflections,
 * with the signs that make R's diagonal positive (Mezzadri 2007), without which they would not be
 * equally likely.
 */
final class Orthogonal {
  private Orthogonal() {}

  /**
   * A matrix {@code [rows][columns]} with orthonormal columns.
   *
   * @param rows at least {@code columns}
   * @param normal independent standard normal draws
   */
  static double[][] columns(int rows, int columns, Entries.Entry normal) {
    double[][] a = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a[i][j] = normal.at(i, j);
      }
    }
    double[][] reflections = new double[columns][];
    double[] sums = new double[columns];
    double[] signs = new double[columns];
    for (int k = 0; k < columns; k++) {
      reflections[k] = reflection(a, k);
      signs[k] = a[k][k] > 0 ? -1 : 1; // of R's diagonal: the reflection changes it
      reflect(reflections[k], a, k, k + 1, sums);
    }
    double[][] q = new double[rows][columns];
    for (int k = columns - 1; k >= 0; k--) {
      q[k][k] = 1;
      reflect(reflections[k], q, k, k, sums);
    }
    for (double[] row : q) {
      for (int j = 0; j < columns; j++) {
        row[j] *= signs[j];
      }
    }
    return q;
  }

  /** The vector v for which I − v vᵀ maps column k, from row k down, onto its first axis. */
  private static double[] reflection(double[][] a, int k) {
    double[] v = new double[a.length];
    double squares = 0;
    for (int i = k; i < v.length; i++) {
      v[i] = a[i][k];
      squares += v[i] * v[i];
    }
    double norm = StrictMath.sqrt(squares);
    double head = v[k];
    v[k] += head > 0 ? norm : -norm;
    double scale = StrictMath.sqrt(norm * (norm + StrictMath.abs(head)));
    for (int i = k; i < v.length && scale > 0; i++) {
      v[i] /= scale;
    }
    return v;
  }

  /** Subtracts v vᵀ m from columns {@code [from, …)} of m; v is zero above row k. */
  private static void reflect(double[] v, double[][] m, int k, int from, double[] sums) {
    java.util.Arrays.fill(sums, 0);
    for (int i = k; i < v.length; i++) {
      add(v[i], m[i], sums, from);
    }
    for (int i = k; i < v.length; i++) {
      add(-v[i], sums, m[i], from);
    }
  }

  /** y += factor · x; along rows, so that the loop is a vector loop. */
  private static void add(double factor, double[] x, double[] y, int from) {
    for (int j = from; j < y.length; j++) {
      y[j] += factor * x[j];
    }
  }
}
