package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializerTest {

  private static float[] draw(Initializer initializer, int rows, int columns, long key) {
    float[] values = new float[rows * columns];
    new Entries(values, rows, columns, 0, columns, key).fill(initializer);
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 5", "64, 64", "100, 30", "30, 100", "1, 7", "7, 1"})
  void orthogonalHasOrthonormalRowsOrColumns(int rows, int columns) {
    float[] q = draw(new Initializer.Orthogonal(), rows, columns, 42);
    boolean tall = rows >= columns;
    int few = Math.min(rows, columns);
    for (int a = 0; a < few; a++) {
      for (int b = 0; b <= a; b++) {
        double dot = 0;
        for (int i = 0; i < Math.max(rows, columns); i++) {
          dot +=
              tall
                  ? (double) q[i * columns + a] * q[i * columns + b]
                  : (double) q[a * columns + i] * q[b * columns + i];
        }
        assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-6));
      }
    }
  }

  @Test
  void orthogonalPrefersNoDirection() {
    // Over many matrices every entry has mean 0 and mean square 1/n, the diagonal too: without the
    // sign correction it would be biased.
    int n = 4;
    int many = 4000;
    double[] mean = new double[n * n];
    double[] square = new double[n * n];
    for (int key = 0; key < many; key++) {
      float[] q = draw(new Initializer.Orthogonal(), n, n, Initialization.key(key, "U"));
      for (int i = 0; i < q.length; i++) {
        mean[i] += q[i] / many;
        square[i] += q[i] * q[i] / many;
      }
    }
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isCloseTo(0, within(5 * 0.5 / Math.sqrt(many)));
      assertThat(square[i]).isCloseTo(1.0 / n, within(0.025));
    }
  }

  @Test
  void glorotFillsItsRange() {
    float[] values = draw(new Initializer.Glorot(), 300, 100, 1);
    double limit = Math.sqrt(6.0 / 400);
    check(values, 0, limit * limit / 3);
    for (float value : values) {
      assertThat((double) Math.abs(value)).isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void uniformAndNormalHaveTheirMoments() {
    check(draw(new Initializer.Uniform(-1, 3), 200, 200, 2), 1, 16 / 12.0);
    check(draw(new Initializer.Normal(2, 0.5), 200, 200, 3), 2, 0.25);
  }

  private static void check(float[] values, double mean, double variance) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (value - mean) * (value - mean);
    }
    double error = 5 * Math.sqrt(variance / values.length);
    assertThat(sum / values.length).isCloseTo(mean, within(error));
    assertThat(squares / values.length).isCloseTo(variance, within(variance * 0.05));
  }

  @Test
  void constantAndIdentity() {
    assertThat(draw(new Initializer.Constant(-2), 1, 3, 1)).containsExactly(-2, -2, -2);
    assertThat(draw(new Initializer.Identity(), 2, 2, 1)).containsExactly(1, 0, 0, 1);
  }

  @Test
  void aBlockOfColumnsLeavesTheOthersAlone() {
    float[] values = new float[12];
    new Entries(values, 3, 4, 1, 2, 1).fill(new Initializer.Constant(1));
    assertThat(values).containsExactly(0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0);
  }

  @Test
  void seedAndNameDecide() {
    Initializer normal = new Initializer.Normal(0, 1);
    float[] first = draw(normal, 3, 3, Initialization.key(1, "layer0.W_i"));
    assertThat(draw(normal, 3, 3, Initialization.key(1, "layer0.W_i"))).isEqualTo(first);
    assertThat(draw(normal, 3, 3, Initialization.key(2, "layer0.W_i"))).isNotEqualTo(first);
    assertThat(draw(normal, 3, 3, Initialization.key(1, "layer1.W_i"))).isNotEqualTo(first);
  }
}
