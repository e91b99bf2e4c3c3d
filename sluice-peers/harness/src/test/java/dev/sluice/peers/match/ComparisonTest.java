package dev.sluice.peers.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Optional<String> difference(float[] a, float[] b) {
    return Comparison.difference("ours", Map.of("d.x", a), "theirs", Map.of("d.x", b));
  }

  @Test
  void whatRoundingLeavesIsEqual() {
    assertThat(difference(new float[] {100, 0.001f}, new float[] {100.005f, 0.005f})).isEmpty();
    assertThat(difference(new float[] {0, 0}, new float[] {0, 0})).isEmpty();
  }

  @Test
  void aDifferenceNamesTheArrayThePlaceAndBothNumbers() {
    assertThat(difference(new float[] {1, 2, -4}, new float[] {1, 2.001f, -4}))
        .hasValue("d.x differs at 1: 2.0 from ours, 2.001 from theirs; the largest entry is 4.0.");
  }

  @Test
  void notANumberIsEqualToNothing() {
    assertThat(difference(new float[] {1, Float.NaN}, new float[] {1, 1})).isPresent();
    assertThat(difference(new float[] {Float.NaN}, new float[] {Float.NaN})).isPresent();
  }

  @Test
  void otherArraysAndOtherLengthsDiffer() {
    assertThat(Comparison.difference("a", Map.of("x", new float[1]), "b", Map.of()))
        .hasValue("a answers with [x], b with [].");
    assertThat(difference(new float[2], new float[3]))
        .hasValue("d.x has 2 numbers from ours and 3 from theirs.");
  }
}
