package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RangeTest {
  static Stream<String> catalogue() {
    return Cell.catalogue().stream();
  }

  /** Large parameters bring values to their ends. */
  @ParameterizedTest
  @MethodSource("catalogue")
  void noValueIsOutside(String name) {
    Cell cell = Cell.named(name);
    Sizes sizes = cell.shapes().at(4, 4, Map.of());
    Interpreter interpreter = new Interpreter(cell, sizes);
    Map<String, Range> ranges = Range.of(cell);
    SplittableRandom random = new SplittableRandom(3);
    Map<String, double[]> parameters = new HashMap<>();
    for (Shapes.Parameter p : cell.shapes().parameters()) {
      int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
      parameters.put(
          p.name(), random.doubles((long) sizes.of(p.rows()) * columns, -6, 6).toArray());
    }
    Map<String, double[]> states = interpreter.starts();
    for (int step = 0; step < 8; step++) {
      Map<String, double[]> inputs = new HashMap<>();
      for (Cell.Input input : cell.inputs()) {
        int size = sizes.of(cell.shapes().size(input.name()));
        inputs.put(input.name(), random.doubles(size, -2, 2).toArray());
      }
      Map<String, double[]> values =
          interpreter.step(new Moment(null, 0, step, step), parameters, inputs, states);
      ranges.forEach(
          (value, range) -> {
            for (double v : values.get(value)) {
              assertThat(v).describedAs(value).isBetween(range.least(), range.greatest());
            }
          });
      states = interpreter.next(values);
    }
  }

  @Test
  void gatesAreShares() {
    assertThat(shares("lstm")).containsExactly("i", "f", "o");
    assertThat(shares("gru")).containsExactly("r", "z");
    assertThat(shares("minlstm")).containsExactly("f", "i");
    assertThat(shares("clockwork")).containsExactly("s");
  }

  private static List<String> shares(String cell) {
    return Range.of(Cell.named(cell)).entrySet().stream()
        .filter(e -> e.getValue().isShare())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void aBlendLiesBetweenItsParts() {
    assertThat(Range.of(Cell.named("gru")).get("h'")).isEqualTo(new Range(-1, 1));
    assertThat(Range.of(Cell.named("lstm")).get("h'")).isEqualTo(new Range(-1, 1));
    assertThat(Range.of(Cell.named("lstm")).get("c'").isBounded()).isFalse();
  }

  @Test
  void aStateThatBeginsFarOutIsNotBounded() {
    Cell cell =
        Cell.parse(
            """
            far(x; h, c)
              g = 0.5 * h + 0.5
              c' = 0.5 * c
              h' = g * tanh(W_h @ x) * c
              init c = 5
            """);
    assertThat(Range.of(cell).get("g").isShare()).isFalse();
  }

  /** Blends within blends are walked once, however deep they are. */
  @Test
  @Timeout(20)
  void deepBlendsAreQuick() {
    StringBuilder value = new StringBuilder("h");
    for (int i = 0; i < 60; i++) {
      value.insert(0, "z * (").append(") + (1 - z) * n");
    }
    Cell cell =
        Cell.parse(
            "deep(x; h)\n  z = sigmoid(W_z @ x)\n  n = tanh(W_n @ x)\n  h' = " + value + "\n");
    assertThat(Range.of(cell).get("h'")).isEqualTo(new Range(-1, 1));
  }
}
