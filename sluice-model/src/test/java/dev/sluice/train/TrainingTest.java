package dev.sluice.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
  private static final int CLASSES = 26;
  private static final int[] TEXT = Repeated.letters("thequickbrownfoxjumpsoverthelazydog");
  private static final Batches TRAIN = new Repeated(TEXT, 5, 7, 4);
  private static final Batches VALIDATION = new Repeated(TEXT, 2, 9, 3);

  private static List<Layer> layers(String cell) {
    return layers(Cell.named(cell));
  }

  private static List<Layer> layers(Cell cell) {
    return List.of(
        Layer.embedding(CLASSES, 6),
        Layer.recurrent(cell, 17),
        Layer.dropout(0.2),
        Layer.recurrent(cell, 8),
        Layer.linear(CLASSES));
  }

  /** All that depends on the update or on the steps since the state was set. */
  private static final Cell RESTLESS =
      Cell.parse(
          """
          restless(x; h)
            s = clock(1, 3, 5)
            n = tanh(dropconnect(W_n, 0.1) @ x + U_n @ dropout(h, 0.2, sequence) + b_n)
            h' = zoneout(s * n + (1 - s) * h, h, 0.1)
          """);

  private static Trainer trainer(Model model) {
    return new Trainer(model, Loss.crossEntropy(), Optimizer.adamW(1e-2), Clip.norm(1))
        .withSchedule(Schedule.cosine(3))
        .withSeed(9);
  }

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

  /** Sequences of their own, all of one length, so that batches of one size weigh the same. */
  private static Examples even(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] symbols = {i % CLASSES, (3 * i + 1) % CLASSES, (7 * i + 2) % CLASSES};
      examples.add(new Example(new Example.Symbols(symbols), new Example.Label(i % 4)));
    }
    return Examples.of(examples);
  }

  private static Model labels() {
    return Model.of(
        1,
        Layer.embedding(CLASSES, 6),
        Layer.recurrent(Cell.named("gru"), 9),
        Layer.last(),
        Layer.linear(4));
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

  static Stream<Optimizer> optimizers() {
    return Stream.of(Optimizer.sgd(0.1), Optimizer.sgd(0.1, 0.9), Optimizer.rmsProp(2e-3, 0.95));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("optimizers")
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
