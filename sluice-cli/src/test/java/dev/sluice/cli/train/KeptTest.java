package dev.sluice.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.train.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeptTest {

  /** After 12 epochs of 8 batches. */
  private static Progress progress(@Nullable Double best, @Nullable Double bestEpoch) {
    return new Progress(12, 20, 8, 8, 96, 160, 500, 1.5, best, best, bestEpoch, 1e-3, 0.5, 2_500);
  }

  @Test
  void theBestOrTheLastOrBoth() {
    assertThat(new Kept(progress(0.25, 3.0), true, false).text())
        .isEqualTo("Kept: the model of epoch 3 of 12, the best in validation (0.2500).");
    assertThat(new Kept(progress(0.25, 2.25), true, false).text())
        .isEqualTo("Kept: the model of epoch 2.25 of 12, the best in validation (0.2500).");
    assertThat(new Kept(progress(0.25, 12.0), true, false).text())
        .isEqualTo("Kept: the model of epoch 12, the last and the best in validation (0.2500).");
    assertThat(new Kept(progress(0.25, 12.0), false, false).text())
        .isEqualTo("Kept: the model of epoch 12, the last and the best in validation (0.2500).");
    assertThat(new Kept(progress(0.25, 3.0), false, false).text())
        .isEqualTo(
            "Kept: the model of epoch 12, the last; that of epoch 3 was better in validation"
                + " (0.2500): --patience N keeps the best.");
    assertThat(new Kept(progress(0.25, 3.0), false, true).text())
        .isEqualTo("Kept: the model of epoch 12, the last: it has learned all.");
    assertThat(new Kept(progress(null, null), false, false).text()).isEmpty();
  }

  @Test
  void scriptsReadNumbers() {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    new Kept(progress(0.25, 3.0), true, false).put(event);
    assertThat(event)
        .containsExactly(
            Map.entry("best", 0.25), Map.entry("bestEpoch", 3.0), Map.entry("keptEpoch", 3.0));
    new Kept(progress(0.25, 3.0), false, false).put(event);
    assertThat(event).containsEntry("keptEpoch", 12.0);
  }
}
