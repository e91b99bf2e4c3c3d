package dev.sluice.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  /** In truth a a a b b; said a a b b a. The label c never occurs. */
  private static final Confusion CONFUSION =
      Confusion.of(List.of("a", "b", "c"), new int[] {0, 0, 0, 1, 1}, new int[] {0, 0, 1, 1, 0});

  @Test
  void figuresAreThoseByHand() {
    assertThat(CONFUSION.total()).isEqualTo(5);
    assertThat(CONFUSION.accuracy()).isEqualTo(0.6);
    assertThat(CONFUSION.recall(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(CONFUSION.precision(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(CONFUSION.precision(1)).isEqualTo(0.5);
    assertThat(CONFUSION.f1(1)).isEqualTo(0.5);
    assertThat(CONFUSION.macroRecall()).isCloseTo((2 / 3.0 + 0.5) / 2, within(1e-12));
    assertThat(CONFUSION.macroF1()).isCloseTo((2 / 3.0 + 0.5) / 2, within(1e-12));
    assertThat(CONFUSION.recall(2)).isNaN();
  }

  @Test
  void aTableHasALineForEachLabel() {
    assertThat(CONFUSION.toString().lines())
        .containsExactly(
            "            a      b      c",
            "a           2      1      0",
            "b           1      1      0",
            "c           0      0      0");
  }
}
