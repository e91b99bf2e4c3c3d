package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batches;
import dev.sluice.data.Corpus;
import dev.sluice.data.Vocabulary;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.LongLag;
import dev.sluice.task.Music;
import dev.sluice.task.Reading;
import dev.sluice.task.Remembering;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import dev.sluice.task.Task;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import dev.sluice.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckpointTest {
  private static final Vocabulary ABC = Vocabulary.ofCharacters("a\n\"é😀");

  @TempDir Path folder;

  private static Model model() {
    return Model.of(
        3,
        Layer.embedding(ABC, 4),
        Layer.recurrent(Cell.named("lstm"), 5),
        Layer.dropout(0.25),
        Layer.recurrent(
            Cell.parse(
                "own(x; h, s[q])\n  s' = W_s @ x + s  # slow\n  h' = tanh(U_h @ h + V_h @ s')\n"),
            3,
            Map.of("q", 2)),
        Layer.linear(ABC.size()));
  }

  private static TrainingState training(Model model) {
    State carried = State.of(model, 2);
    int next = 1;
    for (Tensor tensor : carried.tensors()) {
      Arrays.fill(tensor.values(), next++);
    }
    List<Tensor> slots = new ArrayList<>();
    for (String slot : List.of("m", "v")) {
      for (Tensor parameter : model.parameters().tensors()) {
        slots.add(Tensor.zeros(slot + "/" + parameter.name(), parameter.shape()));
        Arrays.fill(slots.getLast().values(), next++ / 7f);
      }
    }
    return new TrainingState(
        3, 17, 1L << 40, 0.1 + 0.2, 1L << 50, 1.625, null, carried, slots, 0, List.of());
  }

  private static Provenance provenance() {
    Map<String, Object> options = new HashMap<>();
    options.put("cell", "lstm");
    options.put("hidden", 5);
    options.put("rate", 2e-3);
    options.put("clip", null);
    options.put("bench", List.of(true, 1L << 40, Map.of("b", 1, "a", 2)));
    return Provenance.of(-7, "86c4", options);
  }

  private static Checkpoint full() {
    Model model = model();
    return Checkpoint.of(model, ABC).withProvenance(provenance()).withTraining(training(model));
  }

  private static void assertEqual(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.model().layers()).isEqualTo(expected.model().layers());
    assertThat(actual.model().parameters()).isEqualTo(expected.model().parameters());
    assertThat(actual.vocabulary()).isEqualTo(expected.vocabulary());
    assertThat(actual.provenance()).isEqualTo(expected.provenance());
    assertThat(actual.training()).isEqualTo(expected.training());
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Path file = folder.resolve("a.safetensors");
    full().save(file);
    assertEqual(Checkpoint.load(file), full());
    Checkpoint bare = Checkpoint.of(model(), ABC);
    bare.save(file);
    assertEqual(Checkpoint.load(file), bare);
    assertThat(Checkpoint.load(file).training()).isNull();
    assertThat(Checkpoint.load(file).provenance()).isNull();
  }

  @Test
  void equalCheckpointsAreEqualFiles() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    full().save(one);
    full().save(two);
    assertThat(two).hasSameBinaryContentAs(one);
    Checkpoint.load(one).save(two);
    assertThat(two).hasSameBinaryContentAs(one);
  }

  @Test
  void isAsTheSpecificationSays() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Checkpoint checkpoint = full();
    checkpoint.save(file);
    SpecificationReader read = SpecificationReader.read(file);
    for (Tensor parameter : checkpoint.model().parameters().tensors()) {
      assertThat(read.shapes().get(parameter.name()))
          .isEqualTo(parameter.shape().stream().map(Integer::longValue).toList());
      assertThat(read.values().get(parameter.name())).isEqualTo(parameter.values());
    }
    assertThat(read.shapes())
        .containsKeys("layer0.W_i", "optimizer.m.layer0.W_i", "optimizer.v.linear0.b_y")
        .containsEntry("state.layer0.c", List.of(2L, 5L))
        .containsEntry("state.layer1.s", List.of(2L, 2L))
        .hasSize(3 * checkpoint.model().parameters().tensors().size() + 4);
    assertThat(read.metadata()).containsOnlyKeys("sluice");
  }

  @Test
  void describesItself() throws IOException {
    Path file = folder.resolve("a.safetensors");
    full().save(file);
    String version = Provenance.version();
    String cell = JsonMapper.shared().writeValueAsString(Cell.named("lstm").text());
    JsonNode expected =
        JsonMapper.shared()
            .readTree(
                """
                {"format": 1, "sluice": "%1$s",
                 "layers": [
                  {"layer": "embedding", "vocabularySize": 5, "size": 4},
                  {"layer": "recurrent", "source": "lstm.cell", "cell": %2$s,
                   "hiddenSize": 5, "sizes": {}},
                  {"layer": "dropout", "probability": 0.25},
                  {"layer": "recurrent", "source": "cell",
                   "cell": "own(x; h, s[q])\\n  s' = W_s @ x + s  # slow\\n\
                  h' = tanh(U_h @ h + V_h @ s')\\n", "hiddenSize": 3, "sizes": {"q": 2}},
                  {"layer": "linear", "size": 5}],
                 "vocabulary": {"tokens": "char", "symbols": ["\\n", "\\"", "a", "é", "😀"]},
                 "provenance": {"seed": -7, "data": "86c4", "options": {
                   "bench": [true, 1099511627776, {"a": 2, "b": 1}],
                   "cell": "lstm", "clip": null, "hidden": 5, "rate": 0.002},
                  "sluice": "%1$s", "jdk": %3$d},
                 "training": {"epoch": 3, "batch": 17, "update": 1099511627776,
                  "lossSum": 0.30000000000000004, "targets": 1125899906842624,
                  "validation": 1.625, "best": null, "batchSize": 2}}
                """
                    .formatted(version, cell, Runtime.version().feature()));
    // As text: the order of the keys is part of the format.
    assertThat(Safetensors.load(file).metadata().get("sluice")).isEqualTo(expected.toString());
  }

  @Test
  void bytesNeedNoList() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Checkpoint checkpoint =
        Checkpoint.of(
            Model.of(1, Layer.embedding(256, 2), Layer.linear(256)), Vocabulary.ofBytes());
    checkpoint.save(file);
    assertEqual(Checkpoint.load(file), checkpoint);
  }

  @Test
  void aTrainingGoesOnAsIfNothingHadHappened() throws IOException {
    Corpus corpus = Corpus.of("to be or not to be, that is the question\n".repeat(20));
    Batches batches = corpus.train().batches(3, 7);
    Path file = folder.resolve("half.safetensors");
    Path expected = folder.resolve("expected.safetensors");
    Path resumed = folder.resolve("resumed.safetensors");
    Model first =
        Model.of(
            5,
            Layer.embedding(corpus.vocabulary(), 4),
            Layer.recurrent(Cell.named("gru"), 6),
            Layer.dropout(0.1),
            Layer.linear(corpus.vocabulary().size()));
    try (Training training = trainer(first).start(batches, null, 3)) {
      for (int i = 0; i < 40; i++) {
        training.step();
      }
      save(training, corpus, file);
      for (int i = 0; i < 20; i++) {
        training.step();
      }
      save(training, corpus, expected);
    }
    Checkpoint half = Checkpoint.load(file);
    TrainingState state = half.training();
    assertThat(state).isNotNull();
    try (Training training = trainer(half.model()).start(batches, null, 3)) {
      training.restore(state);
      for (int i = 0; i < 20; i++) {
        training.step();
      }
      save(training, corpus, resumed);
    }
    assertThat(resumed).hasSameBinaryContentAs(expected);
  }

  private static Trainer trainer(Model model) {
    return new Trainer(model, Loss.crossEntropy(), Optimizer.adamW(1e-2), Clip.norm(1))
        .withThreads(1)
        .withSeed(9);
  }

  private static void save(Training training, Corpus corpus, Path file) throws IOException {
    Checkpoint.of(training.model(), corpus.vocabulary()).withTraining(training.state()).save(file);
  }

  @Test
  void nothingThatIsNoNumberIsWritten() throws IOException {
    Path file = folder.resolve("a.safetensors");
    full().save(file);
    byte[] before = Files.readAllBytes(file);
    Model broken = model();
    broken.parameters().tensor("layer0.U_f").values()[2] = Float.NaN;
    assertThatThrownBy(() -> Checkpoint.of(broken, ABC).save(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " was not written: value 2 of layer0.U_f is NaN.");
    Model model = model();
    TrainingState good = training(model);
    TrainingState lost =
        new TrainingState(
            1, 1, 1, Double.NaN, 1, null, null, good.carried(), good.slots(), 0, List.of());
    assertThatThrownBy(() -> Checkpoint.of(model, ABC).withTraining(lost).save(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The loss is NaN; a model file holds finite numbers only.");
    assertThat(file).hasBinaryContent(before);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void optionsAreCheckedWhenTheyAreGiven() {
    assertThatThrownBy(() -> Provenance.of(1, "", Map.of("a", List.of(Path.of("x")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("options.a is x (")
        .hasMessageEndingWith("); a model file holds strings, numbers, booleans, lists and maps.");
    assertThatThrownBy(() -> Provenance.of(1, "", Map.of("a", Double.NaN)))
        .hasMessage(
            "options.a is NaN (Double); a model file holds strings, numbers, booleans, lists and"
                + " maps.");
    assertThat(Provenance.of(1, "", Map.of("a", 1L, "b", 0.5f)).options())
        .isEqualTo(Map.of("a", 1, "b", 0.5));
  }

  @Test
  void vocabularyMustBeTheModels() {
    assertThatThrownBy(() -> Checkpoint.of(model(), Vocabulary.ofBytes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The vocabulary has 256 symbols; the model has 5.");
  }

  static Stream<Arguments> tasks() {
    Cell gru = Cell.named("gru");
    Vocabulary words = Vocabulary.ofWords(List.of(Vocabulary.UNKNOWN, "a", "b"));
    Vocabulary letters = Vocabulary.ofCharacters("ab").open();
    return Stream.of(
        Arguments.of(
            new Classification(
                new Reading.Scaled(List.of(1.5, -2.0), List.of(0.1, 3.0)), List.of("x", "y")),
            List.of(
                Layer.input(2),
                Layer.bidirectional(Layer.recurrent(gru, 4).withLearnedStart(), Layer.Join.ADD),
                Layer.variationalDropout(0.5),
                Layer.residual(Layer.bidirectional(gru, 2), Layer.residual(Layer.linear(4))),
                Layer.flatten(3),
                Layer.linear(2))),
        Arguments.of(
            new Classification(new Reading.Symbols(letters), List.of("x", "y")),
            List.of(Layer.embedding(3, 2), Layer.pool(Layer.Pooling.ATTENTION), Layer.linear(2))),
        Arguments.of(
            new Tagging(words, letters, List.of("N", "V")),
            List.of(
                new Layer.Spelled(3, 2, 3, 2, Layer.recurrent(gru, 3)),
                Layer.linear(2),
                Layer.transitions(2))),
        Arguments.of(
            new Forecasting(
                List.of(
                    new Forecasting.Column("load", true, 1.5, 0.25, true),
                    new Forecasting.Column("heat", false, -3, 1, false)),
                List.of(new Forecasting.Kind("day", List.of("holiday", "work"))),
                List.of(new Forecasting.Target(0, 0.125)),
                48,
                3,
                Forecasting.Anchor.LINEAR,
                24,
                List.of(0.1, 0.5, 0.9),
                true,
                false,
                List.of(List.of(0.5, 0.1), List.of(0.25), List.of(-1.0, 2.0, 3.0))),
            List.of(Layer.input(5), Layer.recurrent(gru, 9))),
        Arguments.of(new Music(60, 5), List.of(Layer.input(5), Layer.recurrent(gru, 5))),
        Arguments.of(
            new Remembering(LongLag.ADDING, 100),
            List.of(Layer.input(2), Layer.recurrent(gru, 5), Layer.last(), Layer.linear(1))),
        Arguments.of(
            new Rewriting(
                new Reading.Symbols(Vocabulary.ofCharacters("ab").open()),
                Vocabulary.ofCharacters("cde").open()),
            List.of(
                Layer.embedding(3, 2),
                Layer.bidirectional(gru, 3),
                Layer.decoder(4, 2, Layer.recurrent(gru, 3).withLearnedStart()),
                Layer.linear(4))));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void readsTheTaskAndItsLayersAsTheyWere(Task task, List<Layer> layers) throws IOException {
    Path file = folder.resolve("t.safetensors");
    Checkpoint written = Checkpoint.of(Model.of(4, layers), task);
    written.save(file);
    Checkpoint read = Checkpoint.load(file);
    assertThat(read.task()).isEqualTo(task);
    assertThat(read.model().layers()).isEqualTo(layers);
    assertThat(read.model().parameters()).isEqualTo(written.model().parameters());
    assertThatThrownBy(read::vocabulary)
        .hasMessage("The model predicts no text: it " + task.does() + ".");
  }

  @Test
  void aModelThatDoesNotFitItsTaskIsRefused() {
    Model model = Model.of(1, Layer.input(2), Layer.linear(3));
    Reading two = new Reading.Scaled(List.of(0.0, 0.0), List.of(1.0, 1.0));
    assertThatThrownBy(() -> Checkpoint.of(model, new Classification(two, List.of("x", "y", "z"))))
        .hasMessage(
            "The task is about whole sequences; this model, which no layer pools, says something"
                + " at each step: input 2 → 2, linear 2 → 3.");
    Model both =
        Model.of(1, Layer.input(3), Layer.bidirectional(Cell.named("gru"), 2), Layer.linear(3));
    assertThatThrownBy(() -> Checkpoint.of(both, new Music(60, 3)))
        .hasMessageStartingWith(
            "The task foretells what comes; this model needs a sequence as a whole: input 3");
    Reading scaled = new Reading.Scaled(List.of(0.0), List.of(1.0));
    assertThatThrownBy(
            () -> Checkpoint.of(model, new Classification(scaled, List.of("x", "y", "z"))))
        .hasMessage("The task has 1 numbers at each step; the model reads 2.");
    assertThatThrownBy(() -> Checkpoint.of(model, new Music(60, 2)))
        .hasMessage("The task needs 2 scores; the model gives 3.");
  }
}
