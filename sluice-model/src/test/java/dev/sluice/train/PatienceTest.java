package dev.sluice.train;

import static dev.sluice.train.Trainings.TRAIN;
import static dev.sluice.train.Trainings.layers;
import static dev.sluice.train.Trainings.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.data.Batches;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import java.util.Comparator;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Training ends when nothing gets better, with the best. */
class PatienceTest {
  /** A rate at which it first gets better, and then by heart what does not help with other text. */
  private static Trainer patient(Model model) {
    return new Trainer(model, Loss.crossEntropy(), Optimizer.adam(0.05), Clip.norm(5))
        .withPatience(3);
  }

  private static final Batches OTHER = new Repeated(Repeated.letters("gfedcba"), 2, 9, 3);

  @Test
  void endsWithTheBestWhereNothingBetterCame() {
    Model model = Model.of(1, layers("lstm"));
    Report report = patient(model).fit(TRAIN, OTHER, 50, _ -> {});
    int evaluations = report.evaluations().size();
    assertThat(evaluations).isLessThan(50);
    Double best = report.last().best();
    assertThat(report.evaluations().get(evaluations - 4).validation()).isEqualTo(best);
    assertThat(report.last().validation()).isGreaterThan(best);
    assertThat(report.last().bestEpoch()).isEqualTo(evaluations - 3.0);
    assertThat(Evaluation.of(model, OTHER, Loss.crossEntropy(), 1).loss()).isEqualTo(best);
  }

  @Test
  void theBestIsKeptOverAnInterruption() {
    Model whole = Model.of(1, layers("lstm"));
    Report report = patient(whole).fit(TRAIN, OTHER, 50, _ -> {});
    for (int cut : new int[] {1, 5, 9, 14}) {
      Model model = Model.of(1, layers("lstm"));
      TrainingState saved;
      try (Training training = patient(model).start(TRAIN, OTHER, 50)) {
        for (int i = 0; i < cut; i++) {
          training.step();
        }
        saved = training.state();
      }
      try (Training training = patient(model).start(TRAIN, OTHER, 50)) {
        training.restore(saved);
        while (training.step()) {}
        training.useBest();
        assertThat(training.progress().bestEpoch()).isEqualTo(report.last().bestEpoch());
      }
      assertThat(model.parameters()).isEqualTo(whole.parameters());
    }
  }

  @Test
  void theBestMayBeWithinAnEpoch() {
    Model model = Model.of(1, layers("lstm"));
    Trainer trainer = trainer(model).withThreads(1).withEvaluationEvery(1).withAccumulation(2);
    Report report = trainer.fit(TRAIN, OTHER, 4, _ -> {});
    Progress best =
        report.evaluations().stream()
            .min(Comparator.comparingDouble(p -> Objects.requireNonNull(p.validation())))
            .orElseThrow();
    assertThat(trainer.updatesPerEpoch(TRAIN.count())).isGreaterThan(1);
    assertThat(report.last().bestEpoch()).isEqualTo(best.inEpochs());
    TrainingState saved;
    try (Training training = trainer.start(TRAIN, OTHER, 4)) {
      training.step();
      assertThat(training.progress().bestEpoch()).isEqualTo(2.0 / TRAIN.count());
      saved = training.state();
    }
    try (Training training = trainer.start(TRAIN, OTHER, 4)) {
      training.restore(saved);
      assertThat(training.progress().bestEpoch()).isEqualTo(2.0 / TRAIN.count());
    }
  }

  @Test
  void patienceNeedsValidation() {
    Model model = Model.of(1, layers("lstm"));
    assertThatThrownBy(() -> patient(model).fit(TRAIN, null, 2, _ -> {}))
        .hasMessage(
            "To end early, a training needs validation data by which it finds the best model.");
    assertThatThrownBy(() -> patient(model).withPatience(-1))
        .hasMessage("A number of evaluations must not be negative; it is -1.");
  }
}
