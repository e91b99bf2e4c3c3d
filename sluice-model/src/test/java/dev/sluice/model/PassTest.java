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
    return Model.of(
        3,
        Layer.embedding(CLASSES, 5),
        Layer.recurrent(Cell.named(cell), 6),
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
    Loss.crossEntropy().judge(scores, CLASSES, batch.targets(), 0, positions, scale, losses);
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
    "mingru, false"
  })
  void gradientIsThatOfCentralDifferences(String cell, boolean ragged) {
    Model model = model(cell);
    Batch batch = batch(ragged);
    Pass pass = Pass.training(model, Workers.single());
    Gradients gradients = Gradients.of(model.parameters());
    float[] scores = pass.train(batch, state(model, 4), 1, 2);
    loss(batch, scores);
    pass.backward(scores, gradients);

    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < gradients.tensors().size(); i++) {
      float[] values = model.parameters().tensors().get(i).values();
      float[] original = values.clone();
      float[] gradient = gradients.tensors().get(i).values();
      double[] direction = random.doubles(values.length, -1, 1).toArray();
      double expected = 0;
      double size = 0;
      for (int j = 0; j < values.length; j++) {
        expected += gradient[j] * direction[j];
        size += direction[j] * direction[j];
      }
      double distance = 0.02 / Math.sqrt(size);
      double slope = 0;
      for (int side = -1; side <= 1; side += 2) {
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) (original[j] + side * distance * direction[j]);
        }
        model.parameters().changed();
        slope += side * loss(batch, pass.train(batch, state(model, 4), 1, 2)) / (2 * distance);
      }
      System.arraycopy(original, 0, values, 0, values.length);
      assertThat(slope / Math.sqrt(size))
          .describedAs(gradients.tensors().get(i).name())
          .isCloseTo(expected / Math.sqrt(size), within(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void threadsChangeNoBit(int threads) {
    Model model = model("lstm");
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

  @Test
  void batchesCutAnywhereGiveTheBitsOfOne() {
    Model model = model("lstm");
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
