package dev.sluice.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrumTest {

  /** A matrix whose singular values are known: between two reflections. */
  private static double[][] matrix(int rows, int columns, double... values) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < Math.min(values.length, Math.min(rows, columns)); i++) {
      matrix[i][i] = values[i];
    }
    SplittableRandom random = new SplittableRandom(rows * 1000L + columns);
    double[] left = random.doubles(rows, -1, 1).toArray();
    double[] right = random.doubles(columns, -1, 1).toArray();
    for (int j = 0; j < columns; j++) {
      int column = j;
      double[] reflected =
          reflected(left, IntStream.range(0, rows).mapToDouble(i -> matrix[i][column]).toArray());
      for (int i = 0; i < rows; i++) {
        matrix[i][j] = reflected[i];
      }
    }
    for (int i = 0; i < rows; i++) {
      matrix[i] = reflected(right, matrix[i]);
    }
    return matrix;
  }

  private static double[] reflected(double[] normal, double[] vector) {
    double square = 0;
    double product = 0;
    for (int i = 0; i < normal.length; i++) {
      square += normal[i] * normal[i];
      product += normal[i] * vector[i];
    }
    double[] reflected = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      reflected[i] = vector[i] - 2 * product / square * normal[i];
    }
    return reflected;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "7, 1", "2, 2", "3, 8", "8, 3", "31, 31", "60, 90", "90, 60"})
  void findsTheLargestOfAnyShape(int rows, int columns) {
    double[] values = IntStream.range(0, 90).mapToDouble(i -> 3 * Math.pow(0.97, i)).toArray();
    assertThat(Spectrum.largest(matrix(rows, columns, values))).isCloseTo(3, within(1e-7));
  }

  @Test
  void alsoWhereManyAreAsLargeOrAlmost() {
    assertThat(Spectrum.largest(matrix(20, 20, 2, 2, 2, 2, 1))).isCloseTo(2, within(1e-9));
    double[] close = IntStream.range(0, 200).mapToDouble(i -> 2 - i * 1e-4).toArray();
    assertThat(Spectrum.largest(matrix(200, 200, close))).isCloseTo(2, within(1e-5));
    double[] same = IntStream.range(0, 30).mapToDouble(_ -> 0.5).toArray();
    assertThat(Spectrum.largest(matrix(30, 30, same))).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void alsoOfFewRanksAndAnyScale() {
    assertThat(Spectrum.largest(matrix(12, 9, 1e-30))).isCloseTo(1e-30, within(1e-42));
    assertThat(Spectrum.largest(matrix(12, 9, 5e20, 1))).isCloseTo(5e20, within(1e9));
    assertThat(Spectrum.largest(new double[4][5])).isZero();
    assertThat(Spectrum.largest(new double[][] {{1, Double.NaN}, {0, 1}})).isNaN();
  }
}
