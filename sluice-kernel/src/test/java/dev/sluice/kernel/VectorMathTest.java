package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VectorMathTest {

  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private interface Unary {
    int of(Arithmetic a, int x);
  }

  private record Function(String name, Unary unary, DoubleUnaryOperator exact) {
    Emitted emitted(int lanes) {
      return Emitted.of(lanes, (a, x, _, _) -> unary.of(a, x));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Function EXP = new Function("exp", VectorMath::exp, StrictMath::exp);
  private static final Function EXPM1 = new Function("expm1", VectorMath::expm1, StrictMath::expm1);
  private static final Function LOG = new Function("log", VectorMath::log, StrictMath::log);
  private static final Function TANH = new Function("tanh", VectorMath::tanh, StrictMath::tanh);
  private static final Function SIGMOID =
      new Function("sigmoid", VectorMath::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)));
  private static final Function SOFTPLUS =
      new Function(
          "softplus",
          VectorMath::softplus,
          x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));

  static Stream<Function> functions() {
    return Stream.of(EXP, EXPM1, LOG, TANH, SIGMOID, SOFTPLUS);
  }

  // ------------------------------------------------------------------------------- accuracy

  /** Function, range, and the largest relative error there that the documentation promises. */
  static Stream<Arguments> promises() {
    return Stream.of(
        Arguments.of(EXP, -87.336f, 88.376f, 2e-7),
        Arguments.of(EXPM1, -87f, 88.376f, 8e-7),
        Arguments.of(LOG, Float.MIN_VALUE, Float.MAX_VALUE, 2e-7),
        Arguments.of(TANH, -100f, 100f, 3e-7),
        Arguments.of(SIGMOID, -69f, 100f, 4e-7),
        Arguments.of(SOFTPLUS, -87f, 1000f, 6e-7));
  }

  @ParameterizedTest
  @MethodSource("promises")
  void isAccurate(Function function, float from, float to, double relative) {
    float[] x = grid(from, to);
    float[] y = function.emitted(1).run(x);
    double worst = 0;
    float where = 0;
    for (int i = 0; i < x.length; i++) {
      double exact = function.exact().applyAsDouble(x[i]);
      double error = exact == y[i] ? 0 : Math.abs(y[i] - exact) / Math.abs(exact);
      if (!(error <= worst)) {
        worst = error;
        where = x[i];
      }
    }
    assertThat(worst).as("%s(%s)", function, where).isLessThan(relative);
  }

  /** About 800,000 floats of [from, to], as dense near 0 as floats are, and the ends. */
  private static float[] grid(float from, float to) {
    float[] all = new float[] {from, to, 0, 1, Math.nextDown(1f), Math.nextUp(1f), 1e-40f, -1e-40f};
    int[] random = new Random(7).ints(1_600_000).toArray();
    float[] grid = new float[random.length];
    int n = 0;
    for (float x : all) {
      if (x >= from && x <= to) {
        grid[n++] = x;
      }
    }
    for (int i = 0; n < grid.length && i < random.length; i++) {
      // Half of them any floats, half evenly spread.
      float x =
          i % 2 == 0
              ? Float.intBitsToFloat(random[i])
              : (random[i] >>> 8) * 0x1p-24f * (Math.min(to, 100) - Math.max(from, -100))
                  + Math.max(from, -100);
      if (x >= from && x <= to) {
        grid[n++] = x;
      }
    }
    return Arrays.copyOf(grid, n & -16);
  }

  @Test
  void sigmoidIsAccurateAbsolutely() {
    float[] x = grid(-1e30f, 1e30f);
    float[] y = SIGMOID.emitted(1).run(x);
    for (int i = 0; i < x.length; i++) {
      if (!(Math.abs(SIGMOID.exact().applyAsDouble(x[i]) - y[i]) < 1e-7)) {
        assertThat((double) y[i])
            .as("sigmoid(%s)", x[i])
            .isCloseTo(SIGMOID.exact().applyAsDouble(x[i]), within(1e-7));
      }
    }
  }

  @Test
  void tanhNeverExceeds1() {
    float[] x = grid(0, INFINITY);
    for (float y : TANH.emitted(1).run(x)) {
      if (!(y <= 1)) {
        assertThat(y).isLessThanOrEqualTo(1);
      }
    }
  }

  /** Function, argument, result. */
  static Stream<Arguments> specials() {
    float leastExp = 1.1754997e-38f;
    float largestExp = 2.4061434e38f;
    return Stream.of(
        Arguments.of(EXP, 0f, 1f),
        Arguments.of(EXP, -0f, 1f),
        Arguments.of(EXP, 1e-40f, 1f),
        Arguments.of(EXP, INFINITY, largestExp),
        Arguments.of(EXP, 1e30f, largestExp),
        Arguments.of(EXP, 89f, largestExp),
        Arguments.of(EXP, -88f, leastExp),
        Arguments.of(EXP, -1e30f, leastExp),
        Arguments.of(EXP, -INFINITY, leastExp),
        Arguments.of(EXPM1, 0f, 0f),
        Arguments.of(EXPM1, -1e30f, -1f),
        Arguments.of(EXPM1, 1e-40f, 1e-40f),
        Arguments.of(LOG, 0f, -INFINITY),
        Arguments.of(LOG, -0f, -INFINITY),
        Arguments.of(LOG, 1f, 0f),
        Arguments.of(LOG, INFINITY, INFINITY),
        Arguments.of(LOG, -1f, Float.NaN),
        Arguments.of(LOG, -1e-40f, Float.NaN),
        Arguments.of(LOG, -INFINITY, Float.NaN),
        Arguments.of(TANH, 0f, 0f),
        Arguments.of(TANH, -0f, -0f),
        Arguments.of(TANH, 1e-40f, 1e-40f),
        Arguments.of(TANH, INFINITY, 0.9999999f),
        Arguments.of(TANH, -1e30f, -0.9999999f),
        Arguments.of(SIGMOID, 0f, 0.5f),
        Arguments.of(SIGMOID, 1e30f, 1f),
        Arguments.of(SIGMOID, INFINITY, 1f),
        Arguments.of(SIGMOID, -INFINITY, 1.1755e-38f),
        Arguments.of(SOFTPLUS, 1e30f, 1e30f),
        Arguments.of(SOFTPLUS, INFINITY, INFINITY),
        Arguments.of(SOFTPLUS, -INFINITY, 1.1754995e-38f));
  }

  @ParameterizedTest(name = "{0}({1}) = {2}")
  @MethodSource("specials")
  void treatsSpecialValues(Function function, float x, float y) {
    float[] xs = new float[16];
    Arrays.fill(xs, x);
    assertThat(function.emitted(1).run(xs)).containsOnly(y);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void ofNanIsNan(Function function) {
    for (float nan : new float[] {Float.NaN, -Float.NaN, Float.intBitsToFloat(0x7f9fffff)}) {
      float[] xs = new float[16];
      Arrays.fill(xs, nan);
      assertThat(function.emitted(1).run(xs)).containsOnly(Float.NaN);
    }
  }

  // ------------------------------------------------------------------------------- same bits

  static Stream<Arguments> functionsAndWidths() {
    return functions().flatMap(f -> Emitted.lanes().mapToObj(lanes -> Arguments.of(f, lanes)));
  }

  @ParameterizedTest(name = "{0}, {1} lanes")
  @MethodSource("functionsAndWidths")
  void givesTheSameBitsColdAndHotAndInEveryWidth(Function function, int lanes) {
    Random random = new Random(11);
    float[] x = new float[100_000];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          i % 3 == 0
              ? Float.intBitsToFloat(random.nextInt())
              : (float) (random.nextGaussian() * Math.exp(2 * random.nextGaussian()));
    }
    int[] expected = ArithmeticTest.bits(function.emitted(1).run(x));
    Emitted emitted = function.emitted(lanes);
    float[] some = Arrays.copyOf(x, 64);
    assertThat(ArithmeticTest.bits(emitted.run(some)))
        .as("interpreted")
        .isEqualTo(Arrays.copyOf(expected, some.length));
    for (int i = 0; i < 20_000; i++) {
      emitted.run(some);
    }
    assertThat(ArithmeticTest.bits(emitted.run(x))).as("compiled").isEqualTo(expected);
  }
}
