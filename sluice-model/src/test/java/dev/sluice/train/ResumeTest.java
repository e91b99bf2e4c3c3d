package dev.sluice.train;

import static dev.sluice.train.Trainings.CLASSES;
import static dev.sluice.train.Trainings.TEXT;
import static dev.sluice.train.Trainings.TRAIN;
import static dev.sluice.train.Trainings.VALIDATION;
import static dev.sluice.train.Trainings.even;
import static dev.sluice.train.Trainings.labels;
import static dev.sluice.train.Trainings.layers;
import static dev.sluice.train.Trainings.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batches;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.optim.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that goes on is the one that was never interrupted. */
class ResumeTest {
  /** All that depends on the update or on the steps since the state was set. */
  private static final Cell RESTLESS =
      Cell.parse(
          """
          restless(x; h)
            s = clock(1, 3, 5)
            n = tanh(dropconnect(W_n, 0.1) @ x + U_n @ dropout(h, 0.2, sequence) + b_n)
            h' = zoneout(s * n + (1 - s) * h, h, 0.1)
          """);

  @Test
  void anAccumulatingTrainingGoesOnWhereItStopped() {
    Model whole = labels();
    Model parts = labels();
    Batches train = even(26).batches(4); // seven batches, so three updates in each epoch
    Trainer first = trainer(whole).withAccumulation(3);
    first.fit(train, null, 4, _ -> {});
    Trainer second = trainer(parts).withAccumulation(3);
    TrainingState state;
    try (Training training = second.start(train, null, 4)) {
      for (int i = 0; i < 5; i++) {
        training.step();
      }
      state = training.state();
    }
    try (Training training = second.start(train, null, 4)) {
      training.restore(state);
      while (training.step()) {}
      assertThat(training.update()).isEqualTo(12);
    }
    assertThat(parts.parameters()).isEqualTo(whole.parameters());
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(Optimizer.sgd(0.1), Optimizer.sgd(0.1, 0.9), Optimizer.rmsProp(2e-3, 0.95));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void resumesAfterAnyUpdateAsIfNothingHadHappened(Optimizer optimizer) {
    resumes(layers("lstm"), optimizer);
  }

  @Test
  void resumesNoiseAndClocks() {
    resumes(layers(RESTLESS), Optimizer.adamW(1e-2));
  }

  private static void resumes(List<Layer> layers, Optimizer optimizer) {
    Model whole = Model.of(1, layers);
    Progress end;
    try (Training training = resumable(whole, optimizer)) {
      while (training.step()) {}
      end = training.progress();
      assertThat(training.done()).isTrue();
      assertThat(training.step()).isFalse();
    }
    for (int cut = 0; cut <= 12; cut++) {
      Model first = Model.of(1, layers);
      TrainingState saved;
      try (Training training = resumable(first, optimizer)) {
        for (int i = 0; i < cut; i++) {
          training.step();
        }
        saved = training.state();
        training.step(); // what happens after saving must not matter
      }
      // What would be read from a file: the parameters of that moment.
      Model again = Model.of(1, layers);
      try (Training training = resumable(again, optimizer)) {
        for (int i = 0; i < cut; i++) {
          training.step();
        }
      }
      List<Tensor> read = again.parameters().tensors().stream().map(Tensor::copy).toList();
      Model second = Model.of(layers, read);
      try (Training training = resumable(second, optimizer)) {
        training.restore(saved);
        while (training.step()) {}
        assertThat(second.parameters()).isEqualTo(whole.parameters());
        assertThat(training.progress())
            .usingRecursiveComparison()
            .ignoringFields("charactersPerSecond", "rate", "gradientNorm")
            .isEqualTo(end);
      }
    }
  }

  private static Training resumable(Model model, Optimizer optimizer) {
    return new Trainer(model, Loss.crossEntropy(), optimizer, Clip.value(1))
        .withSchedule(Schedule.stepDecay(1, 1, 0.5))
        .withEvaluationEvery(3)
        .start(TRAIN, VALIDATION, 3);
  }

  @Test
  void aStateOfAnotherTrainingIsRefused() {
    Model model = Model.of(1, layers("lstm"));
    TrainingState saved;
    try (Training training = trainer(model).start(TRAIN, null, 2)) {
      training.step();
      saved = training.state();
    }
    try (Training training = resumable(model, Optimizer.sgd(0.1))) {
      assertThatThrownBy(() -> training.restore(saved))
          .hasMessage("There should be no optimizer slot m/embedding.table.");
    }
    try (Training training = trainer(model).start(new Repeated(TEXT, 5, 7, 3), null, 2)) {
      training.step();
      assertThatThrownBy(
              () ->
                  training.restore(
                      new TrainingState(
                          2, 1, 5, 0, 0, null, null, saved.carried(), saved.slots(), 0, List.of())))
          .hasMessage(
              "The saved training stands at epoch 2, batch 1, update 5; this one has 6 updates,"
                  + " 3 in an epoch: resume with the same data, batch size and steps.");
    }
    try (Training training = trainer(model).start(new Repeated(TEXT, 3, 7, 4), null, 2)) {
      assertThatThrownBy(() -> training.restore(saved))
          .hasMessage("The state layer0.h has shape [5, 17]; it should be [3, 17].");
    }
  }

  @Test
  void independentSequencesResumeToo() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      int[] ids = Arrays.copyOfRange(TEXT, i % 7, i % 7 + 1 + i % 5);
      examples.add(new Example(new Example.Symbols(ids), new Example.Label(i % CLASSES)));
    }
    Batches batches = Examples.of(examples).batches(4);
    List<Layer> layers =
        List.of(
            Layer.embedding(CLASSES, 6),
            Layer.bidirectional(Cell.named("lstm"), 8),
            Layer.dropout(0.2),
            Layer.pool(Layer.Pooling.ATTENTION),
            Layer.linear(CLASSES));
    Model whole = Model.of(1, layers);
    trainer(whole).withThreads(1).fit(batches, batches, 4, _ -> {});
    for (int cut : new int[] {0, 3, 6, 11}) {
      Model model = Model.of(1, layers);
      TrainingState saved;
      try (Training training = trainer(model).start(batches, batches, 4)) {
        for (int i = 0; i < cut; i++) {
          training.step();
        }
        saved = training.state();
      }
      try (Training training = trainer(model).withThreads(3).start(batches, batches, 4)) {
        training.restore(saved);
        while (training.step()) {}
      }
      assertThat(model.parameters()).isEqualTo(whole.parameters());
    }
  }
}
