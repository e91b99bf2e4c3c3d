package dev.sluice.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import dev.sluice.cli.cells.CellChanges;
import dev.sluice.cli.cells.Zoneout;
import dev.sluice.cli.console.Records;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.cli.train.OptimizerName;
import dev.sluice.cli.train.ScheduleName;
import dev.sluice.data.Split;
import dev.sluice.data.Tokens;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.optim.Schedule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextOptionsTest {

  private static final TextOptions DEFAULT =
      new TextOptions(
          new ModelOptions(
              Cell.named("lstm"),
              CellChanges.NONE,
              128,
              2,
              64,
              Map.of(),
              0,
              0,
              false,
              false,
              Map.of()),
          Tokens.CHARACTERS,
          Split.DEFAULT,
          64,
          32,
          new LearningOptions(
              null,
              null,
              0,
              OptimizerName.ADAMW,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              1,
              null,
              1));

  private static TextOptions with(Map<String, Object> changes) {
    return Records.with(DEFAULT, changes);
  }

  @Test
  void optimizers() {
    assertThat(DEFAULT.learning().toOptimizer())
        .isEqualTo(Optimizer.adamW(2e-3).withWeightDecay(0.01));
    assertThat(with(Map.of("optimizer", OptimizerName.SGD)).learning().toOptimizer())
        .isEqualTo(Optimizer.sgd(0.5));
    assertThat(
            with(Map.of("optimizer", OptimizerName.RMSPROP, "rmsDecay", 0.9, "rate", 1e-3))
                .learning()
                .toOptimizer())
        .isEqualTo(Optimizer.rmsProp(1e-3, 0.9));
  }

  @Test
  void clipping() {
    assertThat(DEFAULT.learning().toClip()).isEqualTo(Clip.norm(5));
    assertThat(with(Map.of("clip", 0.0)).learning().toClip()).isEqualTo(Clip.none());
    assertThat(with(Map.of("clipValue", 1.0)).learning().toClip()).isEqualTo(Clip.value(1));
  }

  @Test
  void schedules() {
    assertThat(DEFAULT.learning().toSchedule()).isEqualTo(Schedule.constant());
    assertThat(with(Map.of("rateDecay", 0.5)).learning().toSchedule())
        .isEqualTo(Schedule.stepDecay(10, 1, 0.5));
    assertThat(with(Map.of("decayAfter", 3)).learning().toSchedule())
        .isEqualTo(Schedule.stepDecay(3, 1, 0.97));
    assertThat(with(Map.of("schedule", ScheduleName.COSINE, "warmUp", 7L)).learning().toSchedule())
        .isEqualTo(Schedule.cosine(7));
  }

  @Test
  void epochsFollowFromUpdates() {
    assertThat(DEFAULT.learning().epochs(10)).isEqualTo(20);
    assertThat(with(Map.of("updates", 21L)).learning().epochs(10)).isEqualTo(3);
    assertThat(with(Map.of("updates", 21L, "epochs", 2)).learning().epochs(10)).isEqualTo(2);
  }

  @Test
  void dropoutFollowsEachRecurrentLayer() {
    assertThat(with(Map.of("dropout", 0.5)).layers(9).stream().map(Object::toString))
        .containsExactly(
            "embedding",
            "recurrent lstm",
            "dropout 0.5",
            "recurrent lstm",
            "dropout 0.5",
            "linear");
  }

  @Test
  void whatAModelFileStoresComesBack() {
    TextOptions options =
        with(
            Map.of(
                "size",
                Map.of("p", 3),
                "init",
                Map.of("bias", "ones"),
                "rate",
                0.25,
                "updates",
                5_000_000_000L,
                "tokens",
                Tokens.BYTES,
                "split",
                new Split(80, 10, 10)));
    assertThat(
            Records.restored(
                TextOptions.class,
                options.stored(),
                Map.of("cell", options.model().cell(), "changes", CellChanges.NONE)))
        .isEqualTo(options);
    assertThat(options.stored()).doesNotContainKeys("changes", "with", "zoneout");
  }

  /** The record has the changed cell, so what is made of the record does not change it again. */
  @Test
  void aCellIsChangedOnce() {
    CellChanges zoneout =
        new CellChanges(List.of(), false, null, null, List.of(new Zoneout(null, 0.1)));
    TextOptions changed = with(Map.of("zoneout", zoneout.zoneout()));
    assertThat(changed.model().cell()).isEqualTo(Cell.named("lstm").withZoneout(0.1));
    assertThat(Records.with(changed, Map.of("hidden", 7)).model().cell())
        .isEqualTo(changed.model().cell());
  }
}
