package dev.sluice.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClipTest {

  @Test
  void normScalesDownToTheLimit() {
    float[] gradient = {3, 4};
    Clip.norm(1).apply(gradient, 0, 2, 5);
    assertThat(gradient).containsExactly(0.6f, 0.8f);
  }

  @Test
  void normLeavesWhatIsWithinTheLimit() {
    float[] gradient = {3, 4};
    Clip.norm(5).apply(gradient, 0, 2, 5);
    assertThat(gradient).containsExactly(3, 4);
  }

  @Test
  void valueBoundsEachElement() {
    float[] gradient = {-7, -0.5f, 0, 0.5f, 7};
    Clip.value(1).apply(gradient, 0, 5, 100);
    assertThat(gradient).containsExactly(-1, -0.5f, 0, 0.5f, 1);
  }

  @Test
  void touchesItsRangeOnly() {
    float[] gradient = {7, 7, 7, 7};
    Clip.value(1).apply(gradient, 1, 3, 100);
    assertThat(gradient).containsExactly(7, 1, 1, 7);
    Clip.norm(50).apply(gradient, 0, 2, 100);
    assertThat(gradient).containsExactly(3.5f, 0.5f, 1, 7);
  }

  @Test
  void noneChangesNothing() {
    float[] gradient = {-7, 7};
    Clip.none().apply(gradient, 0, 2, 100);
    assertThat(gradient).containsExactly(-7, 7);
  }

  @Test
  void refusesALimitThatIsNone() {
    assertThatThrownBy(() -> Clip.norm(0))
        .hasMessage("The limit of clipping by norm must be a number above 0; it is 0.");
    assertThatThrownBy(() -> Clip.value(-0.5))
        .hasMessage("The limit of clipping by value must be a number above 0; it is -0.5.");
  }
}
