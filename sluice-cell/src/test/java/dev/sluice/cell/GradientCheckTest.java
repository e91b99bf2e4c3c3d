package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge of the derivatives, beside kinks and sharp bends. */
class GradientCheckTest {

  /** A slope of 2, and of 7 from {@code kink} on. */
  private static DoubleUnaryOperator kinked(double kink) {
    return t -> 2 * t + 5 * Math.max(0, t - kink);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 3e-4, 1e-4, 1e-5, 3e-6})
  void kinksInTheStepAreNoErrors(double kink) {
    assertThat(GradientCheck.error(kinked(kink), 2, 10)).isLessThan(1e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 3e-4, 1e-4, 1e-5, 3e-6})
  void errorsBesideKinksAreNotHidden(double kink) {
    assertThat(GradientCheck.error(kinked(kink), 2.001, 10)).isCloseTo(1e-4, within(1e-9));
    assertThat(GradientCheck.error(kinked(kink), 7, 10)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void errorsOfSmoothAndSharpBendsAreNotHidden() {
    assertThat(GradientCheck.error(Math::sin, 1.01, 1)).isCloseTo(0.01, within(1e-9));
    DoubleUnaryOperator sharp = t -> Math.tanh(1000 * t) / 1000;
    assertThat(GradientCheck.error(sharp, 1, 1)).isLessThan(1e-7);
    assertThat(GradientCheck.error(sharp, 1.01, 1)).isCloseTo(0.01, within(1e-7));
    assertThat(GradientCheck.error(_ -> Double.NaN, 1, 1)).isInfinite();
  }

  /** Wherever this cell stands, some of its many kinks are near. */
  @Test
  void kinksThatNoPointAvoids() {
    StringBuilder text = new StringBuilder("kinks(x; h)\n  a = W_a @ x + U_a @ h\n  h' = 0.1 * h");
    for (int k = -20; k <= 20; k++) {
      text.append(String.format(Locale.ROOT, " + abs(0.02 * a + %.3f)", 0.001 * k));
    }
    Cell cell = Cell.parse(text.append("\n").toString());
    Sizes sizes = cell.shapes().at(14, 13, Map.of());
    for (int seed = 0; seed < 5; seed++) {
      assertThat(GradientCheck.largestError(cell, sizes, seed)).isLessThan(1e-6);
    }
  }

  @Test
  void anInterruptEndsIt() {
    Cell cell = Cell.named("lstm");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () -> GradientCheck.largestError(cell, cell.shapes().at(3, 4, Map.of()), 1))
          .isInstanceOf(CancellationException.class)
          .hasMessage("The check of the gradients was interrupted.");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
