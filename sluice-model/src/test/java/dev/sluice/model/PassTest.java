package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.train.Repeated;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassTest {
  private static final int CLASSES = 7;
  private static final int[] TEXT = Repeated.letters("abacadaeafagbcbdbebfbgc");

  private static Model model(String cell) {
    return switch (cell) {
      case "noisy" ->
          model(
              Cell.named("lstm")
                  .with(
                      "g = tanh(W_g @ x + dropconnect(U_g, 0.4) @ dropout(h, 0.2, sequence) + b_g)")
                  .with("c' = zoneout(f * c + i * g, c, 0.5)"));
      case "clockwork" ->
          model(
              Cell.parse(
                  """
                  clockwork(x; h)
                    s = clock(1, 2, 4)
                    h' = s * tanh(W_h @ x + upper(U_h, 3) @ h + b_h) + (1 - s) * h
                  """));
      case "stacked" -> stacked(6, Cell.named("lstm-peephole"));
      default -> model(Cell.named(cell));
    };
  }

  private static final Cell READER =
      Cell.parse(
          """
          reader(x, d = below(h), e = below(c); h, c)
            c' = 0.5 * c + tanh(W_c @ x + V_c @ e) * d
            h' = tanh(U_h @ h + c')
          """);

  /** Three layers, of which each reads the states of the one below; dropout is between them. */
  private static Model stacked(int size, Cell lowest) {
    return Model.of(
        3,
        Layer.embedding(CLASSES, 5),
        Layer.recurrent(lowest, size),
        Layer.dropout(0.3),
        Layer.recurrent(READER, 6),
        Layer.recurrent(READER, 6),
        Layer.linear(CLASSES));
  }

  private static Model model(Cell cell) {
    return Model.of(
        3,
        Layer.embedding(CLASSES, 5),
        Layer.recurrent(cell, 6),
        Layer.dropout(0.3),
        Layer.recurrent(Cell.named("gru"), 9),
        Layer.dropout(0.5),
        Layer.linear(CLASSES));
  }

  /** A batch of 4 rows and 5 steps; the last of two is ragged, with an empty row. */
  private static Batch batch(boolean ragged) {
    Batch batch = new Batch();
    new Repeated(TEXT, 4, 5, 2).read(ragged ? 1 : 0, batch);
    return batch;
  }

  private static State state(Model model, int batchSize) {
    State state = State.of(model, batchSize);
    SplittableRandom random = new SplittableRandom(8);
    for (Tensor tensor : state.tensors()) {
      for (int i = 0; i < tensor.values().length; i++) {
        tensor.values()[i] = (float) random.nextDouble(-0.5, 0.5);
      }
    }
    return state;
  }

  /** The mean loss; scores become its gradient. */
  private static double loss(Batch batch, float[] scores) {
    int positions = batch.steps() * batch.batchSize();
    float[] losses = new float[positions];
    float scale = 1f / batch.symbols();
    Loss.crossEntropy().judge(scores, CLASSES, batch, 0, positions, scale, losses);
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum / batch.symbols();
  }

  @ParameterizedTest
  @CsvSource({
    "lstm, false",
    "lstm, true",
    "gru-v3, false",
    "lstm-layernorm, true",
    "mingru, false",
    "noisy, true",
    "clockwork, true",
    "stacked, true"
  })
  void gradientIsThatOfCentralDifferences(String cell, boolean ragged) {
    Model model = model(cell);
    Batch batch = batch(ragged);
    Pass pass = Pass.training(model, Workers.single());
    Gradients gradients = Gradients.of(model.parameters());
    float[] scores = pass.train(batch, state(model, 4), 1, 2);
    loss(batch, scores);
    pass.backward(scores, gradients);

    Slopes.require(
        model, gradients, () -> loss(batch, pass.train(batch, state(model, 4), 1, 2)), 0.02, 1e-4);
  }

  @ParameterizedTest
  @CsvSource({"lstm, 2", "lstm, 3", "noisy, 2", "noisy, 3", "clockwork, 2", "stacked, 3"})
  void threadsChangeNoBit(String cell, int threads) {
    Model model = model(cell);
    try (Workers workers = new Workers(threads)) {
      for (boolean ragged : new boolean[] {false, true}) {
        assertThat(gradients(model, workers, batch(ragged)).tensors())
            .isEqualTo(gradients(model, Workers.single(), batch(ragged)).tensors());
      }
    }
  }

  private static Gradients gradients(Model model, Workers workers, Batch batch) {
    Pass pass = Pass.training(model, workers);
    Gradients gradients = Gradients.of(model.parameters());
    float[] scores = pass.train(batch, state(model, 4), 1, 2);
    loss(batch, scores);
    pass.backward(scores, gradients);
    return gradients;
  }

  /** The lowest layer has nothing below it; what it reads from there is zero. */
  @Test
  void aLayerReadsTheStatesOfTheOneBelow() {
    Cell adds = Cell.parse("adds(x, e = below(c); c)\n  c' = e + 0 * (W_c @ x) + 1\n");
    Model model =
        Model.of(
            1,
            Layer.embedding(CLASSES, 2),
            Layer.recurrent(adds, 3),
            Layer.dropout(0.5),
            Layer.recurrent(adds, 3),
            Layer.recurrent(adds, 3));
    float[] output = Pass.inference(model, Workers.single()).run(batch(false), State.of(model, 4));
    assertThat(java.util.Arrays.copyOf(output, 4 * 5 * 3)).containsOnly(3);
  }

  @Test
  void aLayerBelowWithoutTheStateIsRefused() {
    assertThatThrownBy(() -> stacked(6, Cell.named("gru")))
        .hasMessage(
            "Layer 4 (recurrent reader) reads the state c of layer 2 (recurrent gru), which has no"
                + " such state. Its states: h.");
    assertThatThrownBy(() -> stacked(7, Cell.named("lstm")))
        .hasMessage(
            "Layer 4 (recurrent reader) reads the state h of layer 2 (recurrent lstm) with size 6,"
                + " but it has size 7 there.");
  }

  @Test
  void noiseIsOfTrainingAlone() {
    Model model = model("noisy");
    Pass pass = Pass.training(model, Workers.single());
    float[] inference =
        Pass.inference(model, Workers.single()).run(batch(false), State.of(model, 4)).clone();
    float[] first = pass.train(batch(false), State.of(model, 4), 5, 0).clone();
    assertThat(pass.run(batch(false), State.of(model, 4))).isEqualTo(inference);
    assertThat(pass.train(batch(false), State.of(model, 4), 5, 0)).isEqualTo(first);
    assertThat(pass.train(batch(false), State.of(model, 4), 5, 1)).isNotEqualTo(first);
    assertThat(pass.train(batch(false), State.of(model, 4), 6, 0)).isNotEqualTo(first);
    assertThat(first).isNotEqualTo(inference);
  }

  @Test
  void blocksBelowTheDiagonalStayZero() {
    Model model = model("clockwork");
    float[] u = model.parameters().tensor("layer0.U_h").values();
    Gradients gradients = gradients(model, Workers.single(), batch(true));
    float[] g =
        gradients.tensors().stream()
            .filter(t -> t.name().equals("layer0.U_h"))
            .findFirst()
            .orElseThrow()
            .values();
    for (int i = 0; i < u.length; i++) {
      boolean below = i % 6 / 2 < i / 6 / 2;
      assertThat(u[i] == 0).isEqualTo(below);
      assertThat(below && g[i] != 0).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "noisy", "clockwork", "stacked"})
  void batchesCutAnywhereGiveTheBitsOfOne(String cell) {
    Model model = model(cell);
    Pass pass = Pass.inference(model, Workers.single());
    Batch whole = new Batch();
    new Repeated(TEXT, 1, 20, 1).read(0, whole);
    float[] expected = pass.run(whole, State.of(model, 1)).clone();
    State state = State.of(model, 1);
    Batch piece = new Batch();
    for (int i = 0; i < 5; i++) {
      new Repeated(TEXT, 1, 4, 5).read(i, piece);
      float[] scores = pass.run(piece, state);
      for (int j = 0; j < 4 * CLASSES; j++) {
        assertThat(scores[j]).isEqualTo(expected[i * 4 * CLASSES + j]);
      }
    }
  }

  @Test
  void dropoutZeroesItsShareAndKeepsTheMean() {
    Model model =
        Model.of(
            1, Layer.embedding(2, 500), Layer.dropout(0.25)); // the scores are the masked table
    Pass pass = Pass.training(model, Workers.single());
    Batch batch = new Batch();
    batch.shape(20, 10);
    float[] table = model.parameters().tensor("embedding.table").values();
    java.util.Arrays.fill(table, 1);
    model.parameters().changed();
    float[] first = pass.train(batch, State.of(model, 10), 5, 0).clone();
    int zeros = 0;
    for (float value : first) {
      assertThat(value).isIn(0f, (float) (1 / 0.75));
      zeros += value == 0 ? 1 : 0;
    }
    assertThat(zeros / (double) first.length).isCloseTo(0.25, within(5 * 0.433 / 316));

    assertThat(pass.train(batch, State.of(model, 10), 5, 0)).isEqualTo(first);
    assertThat(pass.train(batch, State.of(model, 10), 5, 1)).isNotEqualTo(first);
    assertThat(pass.train(batch, State.of(model, 10), 6, 0)).isNotEqualTo(first);
    assertThat(pass.run(batch, State.of(model, 10))).containsOnly(1);

    // The way back has the same mask: each entry of the table receives the scores it gave.
    float[] ones = pass.train(batch, State.of(model, 10), 5, 0).clone();
    java.util.Arrays.fill(ones, 1);
    Gradients gradients = Gradients.of(model.parameters());
    pass.backward(ones, gradients);
    float[] sums = new float[1000];
    for (int i = 0; i < first.length; i++) {
      sums[i % 500] += first[i];
    }
    assertThat(gradients.tensors().getFirst().values()).isEqualTo(sums);
  }

  @Test
  void anEmbeddingAddsUpWhatItGaveSeveralTimes() {
    Model model = Model.of(1, Layer.embedding(3, 2));
    Pass pass = Pass.training(model, Workers.single());
    Batch batch = new Batch();
    batch.shape(3, 1);
    batch.inputs()[0] = 2;
    batch.inputs()[1] = 0;
    batch.inputs()[2] = 2;
    pass.train(batch, State.of(model, 1), 0, 0);
    Gradients gradients = Gradients.of(model.parameters());
    pass.backward(new float[] {1, 2, 3, 4, 5, 6}, gradients);
    assertThat(gradients.tensors().getFirst().values()).containsExactly(3, 4, 0, 0, 6, 8);
  }

  @Test
  void changedParametersAreSeen() {
    Model model = model("lstm");
    Pass training = Pass.training(model, Workers.single());
    Pass inference = Pass.inference(model, Workers.single());
    Batch batch = batch(false);
    float[] before = inference.run(batch, State.of(model, 4)).clone();
    assertThat(training.run(batch, State.of(model, 4))).isEqualTo(before);
    model.parameters().tensor("linear0.b_y").values()[0] += 1;
    model.parameters().changed();
    assertThat(inference.run(batch, State.of(model, 4))[0]).isNotEqualTo(before[0]);
    assertThat(training.run(batch, State.of(model, 4))[0]).isNotEqualTo(before[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Model model = model("lstm");
    Pass pass = Pass.inference(model, Workers.single());
    Batch batch = batch(false);
    assertThatThrownBy(() -> pass.run(batch, State.of(model, 3)))
        .hasMessage("The state has 3 rows, the batch 4.");
    batch.inputs()[2] = CLASSES;
    assertThatThrownBy(() -> pass.run(batch, State.of(model, 4)))
        .hasMessage("Symbol 7 is outside the model's vocabulary of 7.");
    assertThatThrownBy(() -> pass.train(batch, State.of(model, 4), 0, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStateIsCopiedAndSetByName() {
    Model model = model("lstm");
    State state = state(model, 4);
    assertThat(state.tensors())
        .extracting(Tensor::name)
        .containsExactly("layer0.h", "layer0.c", "layer1.h");
    State copy = state.copy();
    assertThat(copy).isEqualTo(state);
    copy.reset();
    assertThat(copy).isEqualTo(State.of(model, 4)).isNotEqualTo(state);
    copy.set(state.tensors().reversed());
    assertThat(copy).isEqualTo(state);
    assertThatThrownBy(() -> copy.set(State.of(model, 3)))
        .hasMessage("The state layer0.h has shape [3, 6]; it should be [4, 6].");
    assertThatThrownBy(() -> copy.set(List.of())).hasMessage("The state layer0.h is missing.");
  }
}
