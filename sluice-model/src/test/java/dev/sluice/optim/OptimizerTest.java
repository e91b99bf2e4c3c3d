package dev.sluice.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

  /** One element in double, as the papers and PyTorch's documentation write it. */
  interface Reference {
    double step(double p, double g, double[] memory, int t);
  }

  record Case(Optimizer optimizer, Reference reference) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Optimizer.sgd(0.1), (p, g, _, _) -> p - 0.1 * g),
        new Case(
            Optimizer.sgd(0.1, 0.9),
            (p, g, memory, _) -> {
              memory[0] = 0.9 * memory[0] + g;
              return p - 0.1 * memory[0];
            }),
        new Case(
            Optimizer.rmsProp(2e-3, 0.95),
            (p, g, memory, _) -> {
              memory[0] = 0.95 * memory[0] + 0.05 * g * g;
              return p - 2e-3 * g / (Math.sqrt(memory[0]) + 1e-8);
            }),
        new Case(Optimizer.adam(1e-2), (p, g, memory, t) -> adam(p, g, memory, t, 1e-2, 0)),
        new Case(
            Optimizer.adamW(1e-2).withWeightDecay(0.1),
            (p, g, memory, t) -> adam(p, g, memory, t, 1e-2, 0.1)));
  }

  private static double adam(
      double p, double g, double[] memory, int t, double rate, double weightDecay) {
    p -= rate * weightDecay * p;
    memory[0] = 0.9 * memory[0] + 0.1 * g;
    memory[1] = 0.999 * memory[1] + 0.001 * g * g;
    double m = memory[0] / (1 - Math.pow(0.9, t));
    double v = memory[1] / (1 - Math.pow(0.999, t));
    return p - rate * m / (Math.sqrt(v) + 1e-8);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsItsFormula(Case c) {
    int n = 37;
    SplittableRandom random = new SplittableRandom(1);
    float[] p = new float[n];
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      p[i] = (float) random.nextDouble(-1, 1);
      expected[i] = p[i];
    }
    float[][] slots = new float[c.optimizer.slots().size()][n];
    double[][] memory = new double[n][2];
    for (int t = 1; t <= 50; t++) {
      float[] g = new float[n];
      for (int i = 0; i < n; i++) {
        g[i] = (float) random.nextDouble(-1, 1);
        expected[i] = c.reference.step(expected[i], g[i], memory[i], t);
      }
      c.optimizer.update(p, g, slots, 0, n, c.optimizer.rate(), t);
    }
    for (int i = 0; i < n; i++) {
      assertThat((double) p[i]).isCloseTo(expected[i], within(2e-5 * (1 + Math.abs(expected[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rangesGiveTheBitsOfTheWhole(Case c) {
    int n = 1000;
    float[] p = new float[n];
    float[] g = new float[n];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < n; i++) {
      p[i] = (float) random.nextDouble(-1, 1);
      g[i] = (float) random.nextDouble(-1, 1);
    }
    float[] whole = p.clone();
    float[][] slots = new float[c.optimizer.slots().size()][n];
    c.optimizer.update(whole, g, slots, 0, n, 0.01, 1);
    float[][] slotsOfParts = new float[c.optimizer.slots().size()][n];
    int[] cuts = {0, 1, 8, 333, 334, 1000};
    for (int i = cuts.length - 1; i > 0; i--) {
      c.optimizer.update(p, g, slotsOfParts, cuts[i - 1], cuts[i], 0.01, 1);
    }
    assertThat(p).isEqualTo(whole);
    assertThat(slotsOfParts).isDeepEqualTo(slots);
  }

  @Test
  void refusesWhatIsNoRate() {
    assertThatThrownBy(() -> Optimizer.adam(0))
        .hasMessage("The rate must be a number above 0; it is 0.");
    assertThatThrownBy(() -> Optimizer.sgd(Double.NaN))
        .hasMessage("The rate must be a number above 0; it is NaN.");
    assertThatThrownBy(() -> Optimizer.sgd(0.1, 1))
        .hasMessage("The momentum must be at least 0 and below 1; it is 1.");
    assertThatThrownBy(() -> Optimizer.rmsProp(0.1, 1.5))
        .hasMessage("The decay of RMSProp must be at least 0 and below 1; it is 1.5.");
    assertThatThrownBy(() -> Optimizer.adamW(0.1).withWeightDecay(-1))
        .hasMessage("The weight decay must be 0 or a number above; it is -1.");
  }
}
