package dev.sluice.train;

import static dev.sluice.train.Trainings.CLASSES;
import static dev.sluice.train.Trainings.TRAIN;
import static dev.sluice.train.Trainings.VALIDATION;
import static dev.sluice.train.Trainings.even;
import static dev.sluice.train.Trainings.labels;
import static dev.sluice.train.Trainings.layers;
import static dev.sluice.train.Trainings.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru"})
  void learnsAShortTextByHeart(String cell) {
    Model model =
        Model.of(
            1,
            Layer.embedding(CLASSES, 16),
            Layer.recurrent(Cell.named(cell), 32),
            Layer.linear(CLASSES));
    Report report =
        new Trainer(model, Loss.crossEntropy(), Optimizer.adam(1e-2), Clip.norm(5))
            .fit(TRAIN, VALIDATION, 100, _ -> {});
    assertThat(report.last().loss()).isLessThan(0.05);
    assertThat(report.last().validation()).isLessThan(0.05);
    assertThat(report.evaluations()).hasSize(100);
    assertThat(report.charactersPerSecond()).isPositive();
  }

  @Test
  void firstLossIsThatOfGuessing() {
    Model model = Model.of(1, layers("lstm"));
    double loss = Evaluation.of(model, TRAIN, Loss.crossEntropy(), 1).loss();
    assertThat(loss).isCloseTo(Math.log(CLASSES), within(0.3));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void threadsChangeNoBit(int threads) {
    Model one = Model.of(1, layers("lstm"));
    Model many = Model.of(1, layers("lstm"));
    Report first = trainer(one).withThreads(1).fit(TRAIN, VALIDATION, 3, _ -> {});
    Report second = trainer(many).withThreads(threads).fit(TRAIN, VALIDATION, 3, _ -> {});
    assertThat(many.parameters()).isEqualTo(one.parameters());
    assertThat(second.last().loss()).isEqualTo(first.last().loss());
    assertThat(second.last().validation()).isEqualTo(first.last().validation());
    assertThat(Evaluation.of(many, VALIDATION, Loss.crossEntropy(), threads).loss())
        .isEqualTo(first.last().validation());
  }

  @Test
  void accumulatedBatchesAreOneLargeBatch() {
    Model large = labels();
    Model small = labels();
    Trainer trainer =
        new Trainer(large, Loss.crossEntropy(), Optimizer.sgd(0.5), Clip.none()).withSeed(3);
    trainer.fit(even(24).batches(24), null, 5, _ -> {});
    Report report =
        new Trainer(small, Loss.crossEntropy(), Optimizer.sgd(0.5), Clip.none())
            .withSeed(3)
            .withAccumulation(4)
            .fit(even(24).batches(6), null, 5, _ -> {});
    assertThat(report.last().update()).isEqualTo(5);
    for (int i = 0; i < large.parameters().tensors().size(); i++) {
      float[] one = large.parameters().tensors().get(i).values();
      float[] other = small.parameters().tensors().get(i).values();
      for (int j = 0; j < one.length; j++) {
        assertThat(other[j]).isCloseTo(one[j], within(1e-5f));
      }
    }
    assertThatThrownBy(() -> trainer.withAccumulation(0))
        .hasMessage("The number of batches for an update must be at least 1; it is 0.");
  }

  /** Where rows have different lengths, each target weighs the same. */
  @Test
  void accumulatedTargetsWeighTheSame() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int[] symbols = new int[1 + i];
      Arrays.fill(symbols, i);
      examples.add(new Example(new Example.Symbols(symbols), new Example.Tags(new int[1 + i])));
    }
    float[][] biases = new float[2][];
    for (int k = 0; k < 2; k++) {
      Model model = Model.of(1, Layer.embedding(CLASSES, 3), Layer.linear(4));
      new Trainer(model, Loss.crossEntropy(), Optimizer.sgd(1), Clip.none())
          .withAccumulation(k == 0 ? 1 : 4)
          .fit(Examples.of(examples).batches(k == 0 ? 12 : 3), null, 1, _ -> {});
      biases[k] = model.parameters().tensor("linear0.b_y").values();
    }
    for (int i = 0; i < 4; i++) {
      assertThat(biases[1][i]).isCloseTo(biases[0][i], within(1e-6f));
    }
  }

  @Test
  void aSearchOfRatesEndsWhereTheLossExplodes() {
    Trainer trainer =
        new Trainer(labels(), Loss.crossEntropy(), Optimizer.sgd(0.1), Clip.none()).withThreads(1);
    RateSearch search = RateSearch.of(trainer, even(24).batches(6));
    assertThat(search.points().getFirst().rate()).isCloseTo(1e-6, within(1e-9));
    assertThat(search.points().getFirst().loss()).isCloseTo(Math.log(4), within(0.3));
    assertThat(search.points()).hasSizeLessThanOrEqualTo(120);
    for (int i = 1; i < search.points().size(); i++) {
      double before = search.points().get(i - 1).rate();
      assertThat(search.points().get(i).rate()).isGreaterThan(before);
    }
    assertThat(search.suggested()).isBetween(1e-4, 0.1);
  }

  @Test
  void theSeedMatters() {
    Model one = Model.of(1, layers("lstm"));
    Model other = Model.of(1, layers("lstm"));
    trainer(one).fit(TRAIN, null, 1, _ -> {});
    trainer(other).withSeed(10).fit(TRAIN, null, 1, _ -> {});
    assertThat(other.parameters()).isNotEqualTo(one.parameters());
  }

  @Test
  void stepsAreLazy() {
    Model model = Model.of(1, layers("gru"));
    Model other = Model.of(1, layers("gru"));
    try (Stream<Progress> steps = trainer(model).steps(TRAIN, VALIDATION, 2)) {
      List<Progress> some = steps.limit(5).toList();
      assertThat(some).extracting(Progress::update).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(some).extracting(Progress::batch).containsExactly(1, 2, 3, 4, 1);
    }
    try (Training training = trainer(other).start(TRAIN, VALIDATION, 2)) {
      for (int i = 0; i < 5; i++) {
        training.step();
      }
    }
    assertThat(other.parameters()).isEqualTo(model.parameters());
    try (Stream<Progress> steps = trainer(model).steps(TRAIN, VALIDATION, 2)) {
      assertThat(steps.count()).isEqualTo(8);
    }
  }

  @Test
  void aPlanOfUpdatesEndsWithinAnEpochAndIsEvaluated() {
    Model model = Model.of(1, layers("gru"));
    List<Progress> told = new ArrayList<>();
    Report report =
        trainer(model)
            .withUpdates(10)
            .withEvaluationEvery(3)
            .fit(TRAIN, VALIDATION, 100, told::add);
    assertThat(told).extracting(Progress::update).containsExactly(3L, 4L, 6L, 8L, 9L, 10L);
    assertThat(told).extracting(Progress::updates).containsOnly(10L);
    assertThat(told).isEqualTo(report.evaluations());
    assertThat(told.getLast().rate()).isLessThan(1e-3); // the end of the cosine
    assertThat(told.getLast().best())
        .isEqualTo(told.stream().mapToDouble(Progress::validation).min().getAsDouble());
  }

  @Test
  void divergenceNamesTheCulprit() {
    Model model = Model.of(1, layers("lstm"));
    Trainer trainer = new Trainer(model, Loss.crossEntropy(), Optimizer.sgd(0.1), Clip.none());
    try (Training training = trainer.start(TRAIN, null, 2)) {
      for (int i = 0; i < 5; i++) {
        training.step();
      }
      model.parameters().tensor("layer0.U_f").values()[0] = Float.NaN;
      model.parameters().changed();
      assertThatThrownBy(training::step)
          .isInstanceOfSatisfying(
              DivergedException.class,
              e -> {
                assertThat(e.epoch()).isEqualTo(2);
                assertThat(e.batch()).isEqualTo(2);
              })
          .hasMessageMatching(
              "Loss became NaN at epoch 2, batch 2: layer 2 \\(recurrent lstm\\) gave the first"
                  + " values that are not finite\\. Largest gradient: [a-z0-9]+\\.\\w+"
                  + " \\([1-9]\\.\\de-?\\d\\)\\. Clipping is off; try --clip 5\\.");
    }
  }

  /** Of every kind of layer the first that gives no number is named. */
  @Test
  void divergenceNamesTheLayer() {
    Model model =
        Model.of(
            1,
            Layer.embedding(CLASSES, 6),
            Layer.bidirectional(Cell.named("gru"), 4),
            Layer.residual(Layer.recurrent(Cell.named("lstm"), 8)),
            Layer.pool(Layer.Pooling.ATTENTION),
            Layer.linear(4));
    Trainer trainer = new Trainer(model, Loss.crossEntropy(), Optimizer.sgd(0.1), Clip.none());
    String[] parameters = {"embedding.table", "layer0.reverse.W_r", "layer1.W_f", "attention0.W_s"};
    String[] layers = {
      "layer 1 (embedding)",
      "layer 2 (bidirectional gru)",
      "layer 3 (residual)",
      "layer 4 (attention pooling)"
    };
    for (int i = 0; i < parameters.length; i++) {
      try (Training training = trainer.start(even(24).batches(6), null, 2)) {
        training.step();
        Tensor tensor = model.parameters().tensor(parameters[i]);
        float[] before = tensor.values().clone();
        Arrays.fill(tensor.values(), Float.NaN);
        model.parameters().changed();
        assertThatThrownBy(training::step)
            .hasMessageContaining(": " + layers[i] + " gave the first values that are not finite.");
        System.arraycopy(before, 0, tensor.values(), 0, before.length);
        model.parameters().changed();
      }
    }
  }

  @Test
  void divergenceUnderClippingNamesTheNorm() {
    Model model = Model.of(1, layers("lstm"));
    try (Training training = trainer(model).start(TRAIN, null, 1)) {
      training.step();
      model.parameters().tensor("linear0.b_y").values()[0] = Float.NaN;
      model.parameters().changed();
      assertThatThrownBy(training::step)
          .hasMessageMatching(
              "Loss became NaN at epoch 1, batch 2: layer 5 \\(linear\\) gave the first values that"
                  + " are not finite\\. Largest gradient: [a-z0-9.]+\\w+ \\([1-9]\\.\\de-?\\d\\)\\."
                  + " The norm of the last gradient was \\d\\.\\de-?\\d before clipping\\. The rate"
                  + " may be too high; try --rate 2\\.5e-3\\.");
    }
  }

  @Test
  void refusesPlansThatAreNone() {
    Model model = Model.of(1, layers("lstm"));
    assertThatThrownBy(() -> trainer(model).withThreads(0))
        .hasMessage("The number of threads must be at least 1; it is 0.");
    assertThatThrownBy(() -> trainer(model).withUpdates(-3))
        .hasMessage("A number of updates must not be negative; it is -3.");
    assertThatThrownBy(() -> trainer(model).start(TRAIN, null, 0))
        .hasMessage("The number of epochs must be at least 1; it is 0.");
  }

  @Test
  void theRestTakesAsLongAsItsCharacters() {
    Progress progress =
        new Progress(2, 2, 5, 10, 15, 20, 5_000, 1.5, null, null, null, 1e-3, 0.5, 2_500);
    assertThat(progress.secondsLeft()).isEqualTo(2); // 5 batches of 1,000
  }

  @Test
  void progressIsALineForPeople() {
    Progress progress =
        new Progress(
            3, 10, 312, 312, 936, 3120, 780_000, 1.48213, 1.5611, 1.55, 2.0, 2e-3, 0.7, 124_310);
    assertThat(progress)
        .hasToString("epoch 3/10: loss 1.4821, validation 1.5611, 124,310 targets/s");
    Progress within =
        new Progress(
            3, 10, 12, 1312, 936, 3120, 30_000, 1.48213, null, null, null, 2e-3, 0.7, 124_310);
    assertThat(within).hasToString("epoch 3/10, batch 12/1,312: loss 1.4821, 124,310 targets/s");
  }
}
