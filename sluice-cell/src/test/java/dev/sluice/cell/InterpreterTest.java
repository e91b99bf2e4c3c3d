package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Expr.*;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small cases computed by hand. */
class InterpreterTest {

  private static double[] v(double... values) {
    return values;
  }

  @Test
  void elmanWithOneUnit() {
    Cell cell = Cell.named("elman");
    Interpreter interpreter = new Interpreter(cell, cell.shapes().at(1, 1, Map.of()));
    Map<String, double[]> parameters = Map.of("W_h", v(0.5), "U_h", v(-2), "b_h", v(0.25));
    Map<String, double[]> values =
        interpreter.step(parameters, Map.of("x", v(3)), Map.of("h", v(0.5)));
    assertThat(values.keySet()).containsExactly("x", "h", "h'");
    assertThat(values.get("h'")).containsExactly(Math.tanh(0.75));
    assertThat(interpreter.output(values)).containsExactly(Math.tanh(0.75));
  }

  @Test
  void matricesAreRowByRow() {
    Cell cell = Cell.named("irnn");
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(3, 2, Map.of()))
            .step(
                Map.of("W_h", v(1, 2, 3, 4, 5, 6), "U_h", v(1, 10, 0, 1), "b_h", v(0.5, -100)),
                Map.of("x", v(1, 10, 100)),
                Map.of("h", v(7, 8)));
    assertThat(values.get("h'")).containsExactly(321 + 87 + 0.5, 654 + 8 - 100);
  }

  @Test
  void lstmWithOneUnit() {
    // pre-activations: i and f 0.5, g 1, o -1; c = 0.2
    Cell cell = Cell.named("lstm");
    Map<String, double[]> parameters = new HashMap<>();
    cell.shapes().parameters().forEach(p -> parameters.put(p.name(), v(0)));
    parameters.putAll(Map.of("W_i", v(0.25), "U_f", v(0.5), "W_g", v(0.5), "b_o", v(-1)));
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 1, Map.of()))
            .step(parameters, Map.of("x", v(2)), Map.of("h", v(1), "c", v(0.2)));
    assertThat(values.get("i")[0]).isCloseTo(0.622459, within(1e-6));
    assertThat(values.get("f")[0]).isCloseTo(0.622459, within(1e-6));
    assertThat(values.get("g")[0]).isCloseTo(0.761594, within(1e-6));
    assertThat(values.get("o")[0]).isCloseTo(0.268941, within(1e-6));
    assertThat(values.get("c'")[0]).isCloseTo(0.598553, within(1e-6));
    assertThat(values.get("h'")[0]).isCloseTo(0.144158, within(1e-6));
  }

  @Test
  void gruKeepsTheStateWhereZIsOne() {
    Cell cell = Cell.named("gru");
    Map<String, double[]> parameters = new HashMap<>();
    cell.shapes().parameters().forEach(p -> parameters.put(p.name(), v(0)));
    parameters.put("b_z", v(Math.log(3))); // z = 3/4
    parameters.put("b_r", v(-Math.log(3))); // r = 1/4
    parameters.put("b2_n", v(2)); // n = tanh(1/4 * 2)
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 1, Map.of()))
            .step(parameters, Map.of("x", v(9)), Map.of("h", v(4)));
    assertThat(values.get("h'")[0]).isCloseTo(3 + 0.25 * Math.tanh(0.5), within(1e-12));
  }

  @Test
  void projectionAndConcatenation() {
    Cell cell = Cell.parse("my(x; h[p])\n  v[q] = W_v @ [h, x]\n  h' = V_h @ v\n  out [h', v]");
    Interpreter interpreter = new Interpreter(cell, cell.shapes().at(1, 9, Map.of("p", 2, "q", 3)));
    Map<String, double[]> values =
        interpreter.step(
            Map.of("W_v", v(1, 0, 0, 0, 1, 0, 0, 0, 1), "V_h", v(1, 1, 1, 0, 0, 2)),
            Map.of("x", v(5)),
            Map.of("h", v(3, 4)));
    assertThat(interpreter.output(values)).containsExactly(12, 10, 3, 4, 5);
  }

  @Test
  void numbersBroadcast() {
    Cell cell = Cell.parse("my(x; h, s)\n  k = 2 * 3 - 1\n  h' = k * h + W_h @ x\n  s' = k / 2");
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 3, Map.of()))
            .step(
                Map.of("W_h", v(1, 1, 1)),
                Map.of("x", v(0)),
                Map.of("h", v(1, 2, 3), "s", v(0, 0, 0)));
    assertThat(values.get("k")).containsExactly(5);
    assertThat(values.get("h'")).containsExactly(5, 10, 15);
    assertThat(values.get("s'")).containsExactly(2.5, 2.5, 2.5);
  }

  @Test
  void argumentsAreNotTouchedAndResultsAreNew() {
    Cell cell = Cell.named("elman");
    double[] h = v(0.5);
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 1, Map.of()))
            .step(Map.of("W_h", v(1), "U_h", v(1), "b_h", v(0)), Map.of("x", v(1)), Map.of("h", h));
    values.get("h")[0] = 7;
    assertThat(h).containsExactly(0.5);
  }

  @Test
  void missingAndWrongArgumentsAreRefused() {
    Cell cell = Cell.named("elman");
    Interpreter interpreter = new Interpreter(cell, cell.shapes().at(1, 1, Map.of()));
    Map<String, double[]> parameters = Map.of("W_h", v(1), "U_h", v(1), "b_h", v(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> interpreter.step(parameters, Map.of("x", v(1)), Map.of()))
        .withMessage("The state h is missing.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> interpreter.step(parameters, Map.of("x", v(1, 2)), Map.of("h", v(1))))
        .withMessage("The input x has 2 numbers; it needs 1.");
  }

  @ParameterizedTest
  @CsvSource({
    "sigmoid(h), 0, 0.5",
    "sigmoid(h), -800, 0",
    "tanh(h), 1000, 1",
    "relu(h), -2, 0",
    "relu(h), 2, 2",
    "leakyrelu(h), -2, -0.02",
    "elu(h), -1, -0.6321205588",
    "softplus(h), 0, 0.6931471806",
    "softplus(h), 1000, 1000",
    "softplus(h), -1000, 0",
    "softsign(h), -3, -0.75",
    "hardsigmoid(h), 1.5, 0.75",
    "hardsigmoid(h), 4, 1",
    "hardsigmoid(h), -4, 0",
    "exp(h), -1e30, 0",
    "exp(h) - exp(h), 1e30, 0",
    "log(exp(h)), 1e30, 88",
    "log(h), 1, 0",
    "sqrt(h), 9, 3",
    "abs(h), -9, 9",
    "'min(h, 1)', 3, 1",
    "'max(1, h)', 3, 3",
    "'layernorm(h)', 3, 0",
    "softmax(h), 3, 1",
    "-h / 2 - 1, 3, -2.5"
  })
  void functions(String text, double h, double expected) {
    Cell cell = Cell.parse("f(x; h)\n  h' = 0 * (W_h @ x) + " + text);
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 1, Map.of()))
            .step(Map.of("W_h", v(1)), Map.of("x", v(1)), Map.of("h", v(h)));
    assertThat(values.get("h'")[0]).isCloseTo(expected, within(1e-9));
  }

  private static double[] evaluate(Expr e, Map<String, double[]> names) {
    Cell cell = Cell.parse("f(x; h)\n  h' = W_h @ [h, x]");
    return new Interpreter(cell, cell.shapes().at(1, 2, Map.of()))
        .evaluate(Moment.START, e, names::get, Map.of("W_h", v(1, 2, 3, 4, 5, 6)));
  }

  @Test
  void normalizationAndSoftmaxGoOverUnits() {
    Map<String, double[]> names = Map.of("a", v(1, 3), "b", v(5, 7));
    Expr a = new Name("a");
    Expr b = new Name("b");
    double alone = 1 / Math.sqrt(1 + 1e-5);
    assertThat(evaluate(new LayerNorm(List.of(a)), names)).containsExactly(-alone, alone);
    double together = 1 / Math.sqrt(5 + 1e-5);
    assertThat(evaluate(new LayerNorm(List.of(a, b)), names))
        .containsExactly(-3 * together, -together);
    assertThat(evaluate(new Softmax(new Name("a")), names))
        .containsExactly(v(1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-2))), within(1e-12));
  }

  @Test
  void derivedOperations() {
    Map<String, double[]> names = Map.of("a", v(1, 3), "h'", v(10, 100), "k", v(2));
    Expr a = new Name("a");
    Expr next = new Next("h");
    Expr k = new Name("k");
    Parameter w = new Parameter("W_h");
    Columns left = new Columns(w, Size.ZERO, Size.HIDDEN);
    Columns right = new Columns(w, Size.HIDDEN, Size.INPUT);
    assertThat(evaluate(new Fma(a, k, next), names)).containsExactly(12, 106);
    assertThat(evaluate(new Select(a, k, next, new Constant(0)), names)).containsExactly(0, 100);
    assertThat(evaluate(new Total(next), names)).containsExactly(110);
    assertThat(evaluate(new Largest(a), names)).containsExactly(3);
    assertThat(evaluate(new Count(Size.HIDDEN.plus(Size.INPUT)), names)).containsExactly(3);
    assertThat(evaluate(new Product(left, next), names)).containsExactly(210, 540);
    assertThat(evaluate(new Product(right, k), names)).containsExactly(6, 12);
    assertThat(evaluate(new TransposedProduct(w, a), names)).containsExactly(13, 17, 21);
    assertThat(evaluate(new TransposedProduct(left, a), names)).containsExactly(13, 17);
    assertThat(evaluate(new Slice(next, Size.INPUT, Size.INPUT), names)).containsExactly(100);
  }

  @Test
  void deepAndSharedTreesNeedNoStack() {
    Expr sum = new Name("a");
    for (int i = 0; i < 20_000; i++) {
      sum = new Add(sum, new Name("a"));
    }
    assertThat(evaluate(sum, Map.of("a", v(1)))).containsExactly(20_001);
    Expr doubled = new Name("a");
    for (int i = 0; i < 40; i++) {
      doubled = new Add(doubled, doubled);
    }
    double[] power = evaluate(doubled, Map.of("a", v(1)));
    assertThat(Arrays.toString(power)).isEqualTo("[1.099511627776E12]");
  }
}
