package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation against the same in plain Java, bit by bit, for every number of lanes. */
class ArithmeticTest {

  private static final float[] SPECIAL = {
    0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f, 3e38f
  };

  private interface Reference {
    float of(float x, float y, float z);
  }

  private record Case(String name, Emitted.Function function, Reference reference) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
            new Case("add", (a, x, y, _) -> a.add(x, y), (x, y, _) -> x + y),
            new Case("sub", (a, x, y, _) -> a.sub(x, y), (x, y, _) -> x - y),
            new Case("mul", (a, x, y, _) -> a.mul(x, y), (x, y, _) -> x * y),
            new Case("div", (a, x, y, _) -> a.div(x, y), (x, y, _) -> x / y),
            new Case("neg", (a, x, _, _) -> a.neg(x), (x, _, _) -> -x),
            new Case("fma", Arithmetic::fma, Math::fma),
            new Case("sqrt", (a, x, _, _) -> a.sqrt(x), (x, _, _) -> (float) Math.sqrt(x)),
            new Case("abs", (a, x, _, _) -> a.abs(x), (x, _, _) -> Math.abs(x)),
            new Case("select", (a, x, y, z) -> a.select(x, y, z, x), (x, y, z) -> x > y ? z : x),
            new Case(
                "selectNaN",
                (a, x, y, z) -> a.selectNaN(x, y, z),
                (x, y, z) -> Float.isNaN(x) ? y : z),
            new Case("min", (a, x, y, _) -> a.min(x, y), (x, y, _) -> x == y ? y : Math.min(x, y)),
            new Case("max", (a, x, y, _) -> a.max(x, y), (x, y, _) -> x == y ? y : Math.max(x, y)),
            new Case(
                "clamp",
                (a, x, _, _) -> a.clamp(x, -1, 1),
                (x, _, _) -> Float.isNaN(x) ? x : Math.clamp(x, -1f, 1f)),
            new Case("constant", (a, x, _, _) -> a.mul(x, a.constant(3)), (x, _, _) -> x * 3),
            new Case(
                "bits",
                (a, x, _, _) ->
                    a.value(a.shiftLeft(a.shiftRight(a.addPattern(a.bits(x), a.pattern(7)), 8), 8)),
                (x, _, _) -> Float.intBitsToFloat(((Float.floatToRawIntBits(x) + 7) >> 8) << 8)),
            new Case(
                "subPattern",
                (a, x, y, _) -> a.value(a.subPattern(a.bits(x), a.bits(y))),
                (x, y, _) ->
                    Float.intBitsToFloat(Float.floatToRawIntBits(x) - Float.floatToRawIntBits(y))),
            new Case(
                "a variable set twice",
                (a, x, y, _) -> {
                  int v = a.fresh();
                  a.set(v, x);
                  a.set(v, a.add(v, y));
                  return v;
                },
                (x, y, _) -> x + y))
        .flatMap(c -> Emitted.lanes().mapToObj(lanes -> Arguments.of(c, lanes)));
  }

  @ParameterizedTest(name = "{0}, {1} lanes")
  @MethodSource("cases")
  void computesWhatJavaComputes(Case c, int lanes) {
    float[] x = values(1);
    float[] y = values(2);
    float[] z = values(3);
    int[] expected = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = Float.floatToIntBits(c.reference().of(x[i], y[i], z[i]));
    }
    assertThat(bits(Emitted.of(lanes, c.function()).run(x, y, z))).isEqualTo(expected);
  }

  /** All pairs of special values, then random ones. */
  private static float[] values(int seed) {
    Random random = new Random(seed);
    float[] values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (i < 81 ? seed : 0) {
            case 1 -> SPECIAL[i % 9];
            case 2 -> SPECIAL[i / 9];
            case 3 -> SPECIAL[(i + i / 9) % 9];
            default -> random.nextInt(-20, 20) / 4f;
          };
    }
    return values;
  }

  static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
    return bits;
  }
}
