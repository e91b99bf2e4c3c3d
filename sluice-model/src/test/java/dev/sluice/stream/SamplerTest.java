package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int MANY = 100_000;

  /** Logarithms of 0.1, 0.4, 0.2, 0.3, moved by a constant, which changes nothing. */
  private static float[] logits() {
    float[] logits = new float[4];
    double[] probabilities = {0.1, 0.4, 0.2, 0.3};
    for (int i = 0; i < 4; i++) {
      logits[i] = (float) Math.log(probabilities[i]) + 5;
    }
    return logits;
  }

  private static double[] frequencies(Sampler sampler) {
    double[] frequencies = new double[4];
    for (int i = 0; i < MANY; i++) {
      frequencies[sampler.next(logits())] += 1.0 / MANY;
    }
    return frequencies;
  }

  @Test
  void greedyTakesTheLargest() {
    assertThat(Sampler.greedy().next(logits())).isEqualTo(1);
    assertThat(Sampler.greedy().next(new float[] {1, 3, 3})).isEqualTo(1);
  }

  @Test
  void temperatureOneIsTheModelsOwnDistribution() {
    assertThat(frequencies(Sampler.temperature(1, 1)))
        .containsExactly(new double[] {0.1, 0.4, 0.2, 0.3}, within(0.006));
  }

  @Test
  void temperatureRaisesProbabilitiesToItsInverse() {
    // At 1/2 probabilities are squared: 1, 16, 4, 9 of 30.
    assertThat(frequencies(Sampler.temperature(0.5, 1)))
        .containsExactly(new double[] {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0}, within(0.006));
  }

  @Test
  void aTinyTemperatureIsGreedy() {
    assertThat(frequencies(Sampler.temperature(1e-300, 1)))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
  }

  @Test
  void topKKeepsTheKMostProbable() {
    assertThat(frequencies(Sampler.topK(2, 1, 1)))
        .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.006));
    assertThat(frequencies(Sampler.topK(1, 1, 1)))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    assertThat(frequencies(Sampler.topK(100, 1, 1)))
        .containsExactly(new double[] {0.1, 0.4, 0.2, 0.3}, within(0.006));
  }

  @Test
  void topPKeepsWhatReachesP() {
    assertThat(frequencies(Sampler.topP(0.65, 1, 1)))
        .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.006));
    assertThat(frequencies(Sampler.topP(0.75, 1, 1)))
        .containsExactly(new double[] {0, 4 / 9.0, 2 / 9.0, 3 / 9.0}, within(0.006));
    assertThat(frequencies(Sampler.topP(0.01, 1, 1)))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    assertThat(frequencies(Sampler.topP(1, 1, 1)))
        .containsExactly(new double[] {0.1, 0.4, 0.2, 0.3}, within(0.006));
  }

  @Test
  void equalSeedsMakeEqualChoices() {
    assertThat(choices(Sampler.temperature(1, 7))).isEqualTo(choices(Sampler.temperature(1, 7)));
    assertThat(choices(Sampler.temperature(1, 7))).isNotEqualTo(choices(Sampler.temperature(1, 8)));
  }

  private static int[] choices(Sampler sampler) {
    return IntStream.range(0, 100).map(_ -> sampler.next(logits())).toArray();
  }

  @Test
  void refusesBadArguments() {
    assertThatThrownBy(() -> Sampler.temperature(0, 1))
        .hasMessage(
            "The temperature must be a number above 0; it is 0.0. The limit towards 0 is greedy.");
    assertThatThrownBy(() -> Sampler.temperature(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sampler.topK(0, 1, 1))
        .hasMessage("The number of symbols to choose from must be at least 1; it is 0.");
    assertThatThrownBy(() -> Sampler.topP(1.1, 1, 1))
        .hasMessage("The probability to choose from must be above 0 and at most 1; it is 1.1.");
  }
}
