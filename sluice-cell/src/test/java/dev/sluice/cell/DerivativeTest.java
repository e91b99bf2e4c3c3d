package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule against differences, on a cell of one equation; and one case by hand. */
class DerivativeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh(a)",
        "sigmoid(a)",
        "relu(a)",
        "leakyrelu(a)",
        "elu(a)",
        "softplus(a)",
        "softsign(a)",
        "hardsigmoid(4 * a)",
        "exp(0.5 * a)",
        "log(a * a + 0.5)",
        "sqrt(a * a + 0.5)",
        "abs(a)",
        "softmax(a)",
        "layernorm(a)",
        "layernorm(a, h)",
        "min(a, h)",
        "max(a, h)",
        "max(a, 0.1)",
        "min(0.2, a)",
        "a - h",
        "-a",
        "a / (2 + h * h)",
        "h - a * a - h * a",
        "1 / (2 + a)",
        "a * p_h + p_h * p_h",
        "tanh(U_h @ [a, h * a])",
        "a + 0.5 * (1 - h)",
        "layernorm(softmax(a) * h)",
        "softmax(layernorm(a)) / sqrt(2)",
      })
  void eachRuleIsTheDerivative(String expression) {
    Cell cell =
        Cell.parse("rule(x; h)\n  a = W_a @ x + U_a @ h\n  h' = 0.5 * h + " + expression + "\n");
    for (int hidden : new int[] {1, 4, 13}) {
      double error =
          GradientCheck.largestError(cell, cell.shapes().at(3, hidden, Map.of()), hidden);
      assertThat(error).as("hidden %d", hidden).isLessThan(1e-6);
    }
  }

  /** h = tanh(w x + u h), two steps from 0, L = h of the second step. */
  @Test
  void twoStepsByHand() {
    Cell cell = Cell.parse("tiny(x; h)\n  h' = tanh(W_h @ x + U_h @ h)\n");
    Backpropagation.Result result =
        new Backpropagation(cell, cell.shapes().at(1, 1, Map.of()))
            .run(
                Moment.START,
                Map.of("W_h", new double[] {0.5}, "U_h", new double[] {2}),
                List.of(Map.of("x", new double[] {1}), Map.of("x", new double[] {-1})),
                Map.of("h", new double[] {0}),
                List.of(new double[] {0}, new double[] {1}),
                Map.of());
    double h1 = Math.tanh(0.5);
    double h2 = Math.tanh(-0.5 + 2 * h1);
    double d2 = 1 - h2 * h2;
    double d1 = d2 * 2 * (1 - h1 * h1);
    assertThat(result.last("h")[0]).isCloseTo(h2, within(1e-15));
    assertThat(result.parameters().get("W_h")[0]).isCloseTo(-d2 + d1, within(1e-15));
    assertThat(result.parameters().get("U_h")[0]).isCloseTo(d2 * h1, within(1e-15));
    assertThat(result.inputs().get(0).get("x")[0]).isCloseTo(0.5 * d1, within(1e-15));
    assertThat(result.initial().get("h")[0]).isCloseTo(2 * d1, within(1e-15));
  }
}
