package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of awkward lengths at awkward places: every width of vectors, the same bits. */
class RowMathTest {

  private static final int[] SIZES = {0, 1, 3, 7, 8, 13, 15, 16, 17, 31, 33, 64, 100, 129, 1000};
  private static final int OFF = 3;

  private final float[] x = new float[1024];

  RowMathTest() {
    Random random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() * 5 + 0.01f;
    }
  }

  static IntStream lanes() {
    return Emitted.lanes();
  }

  private interface Map {
    void apply(float[] in, int inOff, float[] out, int outOff, int n, float minus);
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void functionsOfRowsAreTheFunctionsOfTheirElements(int lanes) {
    RowMath rows = RowMath.of(lanes);
    check(rows::exp, 0.5f, (a, x) -> VectorMath.exp(a, a.sub(x, a.constant(0.5f))));
    check(rows::log, 0, VectorMath::log);
    check(rows::tanh, 0, VectorMath::tanh);
    check(rows::sigmoid, 0, VectorMath::sigmoid);
  }

  private interface Unary {
    int of(Arithmetic a, int x);
  }

  private void check(Map map, float minus, Unary function) {
    float[] each = Emitted.of(1, (a, x, _, _) -> function.of(a, x)).run(x);
    for (int n : SIZES) {
      float[] out = new float[x.length + 2];
      map.apply(x, OFF, out, OFF + 2, n, minus);
      float[] expected = new float[out.length];
      System.arraycopy(each, OFF, expected, OFF + 2, n);
      assertThat(out).as("%d elements", n).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void totalAddsInTheFixedOrder(int lanes) {
    for (int n : SIZES) {
      float[] sums = new float[16];
      for (int i = 0; i < n; i++) {
        sums[i % 16] += x[OFF + i];
      }
      for (int half = 8; half >= 1; half /= 2) {
        for (int l = 0; l < half; l++) {
          sums[l] += sums[l + half];
        }
      }
      assertThat(RowMath.of(lanes).total(x, OFF, n)).as("%d elements", n).isEqualTo(sums[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void largestPassesOverNaN(int lanes) {
    for (int n : SIZES) {
      float expected = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        expected = Math.max(expected, x[OFF + i]);
      }
      float[] withNaN = x.clone();
      withNaN[OFF + n] = 100; // beyond the end
      assertThat(RowMath.of(lanes).largest(withNaN, OFF, n)).isEqualTo(expected);
      withNaN[OFF + n] = Float.NaN;
      assertThat(RowMath.of(lanes).largest(withNaN, OFF, n + 1)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void softmaxHasTheSameBitsInEveryWidth(int lanes) {
    for (int n : SIZES) {
      float[] plain = x.clone();
      float[] wide = x.clone();
      float logSum = RowMath.of(1).softmax(plain, OFF, n);
      assertThat(RowMath.of(lanes).softmax(wide, OFF, n)).isEqualTo(logSum);
      assertThat(wide).isEqualTo(plain);
    }
  }

  @Test
  void softmaxIsWhatItIs() {
    float[] logits = {7, 1000, 1001, 998.5f, 7};
    double sum = Math.exp(-1) + 1 + Math.exp(-2.5);

    float logSum = VectorMath.softmax(logits, 1, 3);

    assertThat(logSum).isEqualTo((float) (1001 + Math.log(sum)));
    assertThat(logits[1]).isCloseTo((float) (Math.exp(-1) / sum), within(1e-7f));
    assertThat(logits[2]).isCloseTo((float) (1 / sum), within(1e-7f));
    assertThat(logits[3]).isCloseTo((float) (Math.exp(-2.5) / sum), within(1e-7f));
    assertThat(new float[] {logits[0], logits[4]}).containsOnly(7);
  }

  @Test
  void rowsMayBeTheirOwnResult() {
    float[] inPlace = x.clone();
    float[] apart = new float[x.length];
    VectorMath.exp(inPlace, OFF, inPlace, OFF, 100);
    VectorMath.exp(x, OFF, apart, OFF, 100);
    assertThat(Arrays.copyOfRange(inPlace, OFF, OFF + 100))
        .isEqualTo(Arrays.copyOfRange(apart, OFF, OFF + 100));
    assertThat(inPlace[OFF + 100]).isEqualTo(x[OFF + 100]);
  }
}
