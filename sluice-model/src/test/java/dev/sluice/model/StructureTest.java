package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.data.Spellings;
import dev.sluice.data.Vocabulary;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every structure of layers keeps: its gradient, the bits of a row alone, those of threads.
 */
class StructureTest {
  private static final int SYMBOLS = 7;
  private static final int SIZE = 5;

  /** A stack of layers between what enters and a last linear layer. */
  enum Structure {
    BIDIRECTIONAL(Layer.bidirectional(Cell.named("lstm"), 6)),
    BIDIRECTIONAL_ADDED(Layer.bidirectional(Layer.recurrent(Cell.named("gru"), 6), Layer.Join.ADD)),
    BIDIRECTIONAL_TWICE(
        Layer.bidirectional(Cell.named("gru"), 6),
        Layer.variationalDropout(0.3),
        Layer.residual(Layer.bidirectional(Cell.named("lstm-peephole"), 6))),
    RESIDUAL(
        Layer.recurrent(Cell.named("lstm"), 6),
        Layer.residual(
            Layer.dropout(0.2),
            Layer.recurrent(Cell.named("gru"), 6),
            Layer.residual(Layer.linear(6)))),
    NOISY(Layer.bidirectional(Cell.named("lstm").with("c' = zoneout(f * c + i * g, c, 0.5)"), 6)),
    LEARNED_START(Layer.recurrent(Cell.named("lstm"), 6).withLearnedStart()),
    LEARNED_STARTS(
        Layer.bidirectional(
            Layer.recurrent(Cell.named("lstm"), 6).withLearnedStart(), Layer.Join.CONCATENATE)),
    LAST(Layer.recurrent(Cell.named("gru"), 6), Layer.last()),
    BOTH_LAST(
        Layer.bidirectional(Cell.named("gru"), 6), Layer.variationalDropout(0.2), Layer.last()),
    MEAN(Layer.recurrent(Cell.named("elman"), 6), Layer.pool(Layer.Pooling.MEAN)),
    MAX(Layer.recurrent(Cell.named("lstm"), 6), Layer.pool(Layer.Pooling.MAX)),
    ATTENTION(Layer.bidirectional(Cell.named("gru"), 6), Layer.pool(Layer.Pooling.ATTENTION)),
    FLATTEN(Layer.recurrent(Cell.named("gru"), 6), Layer.flatten(8)),
    TRANSITIONS(Layer.bidirectional(Cell.named("gru"), 6), Layer.linear(4), Layer.transitions(4)),
    DECODER(
        Layer.bidirectional(Cell.named("gru"), 3),
        Layer.decoder(4, 5, Layer.recurrent(Cell.named("lstm"), 6).withLearnedStart()),
        Layer.dropout(0.2));

    private final List<Layer> layers;

    Structure(Layer... layers) {
      this.layers = List.of(layers);
    }

    boolean isPooled() {
      return layers.stream().anyMatch(l -> l instanceof Layer.Pool || l instanceof Layer.Flatten);
    }

    Loss loss() {
      return this == TRANSITIONS ? Loss.chain() : Loss.crossEntropy();
    }

    Model model(boolean symbols) {
      List<Layer> all = new ArrayList<>();
      all.add(symbols ? Layer.embedding(SYMBOLS, SIZE) : Layer.input(SIZE));
      all.addAll(layers);
      if (this != TRANSITIONS) {
        all.add(Layer.linear(4));
      }
      Model model = Model.of(3, all);
      SplittableRandom random = new SplittableRandom(8);
      for (Tensor tensor : model.parameters().tensors()) {
        for (int i = 0; i < tensor.values().length; i++) {
          tensor.values()[i] += (float) random.nextDouble(-0.1, 0.1); // nothing stays zero
        }
      }
      model.parameters().changed();
      return model;
    }

    /** Rows of these lengths, of which one read alone is the same as in a batch of all. */
    Batch batch(boolean symbols, int... rows) {
      List<Example> examples = new ArrayList<>();
      for (int row : rows) {
        SplittableRandom random = new SplittableRandom(row);
        int length = this == FLATTEN ? 8 : LENGTHS[row];
        Example.Input input =
            symbols
                ? new Example.Symbols(random.ints(length, 0, SYMBOLS).toArray())
                : new Example.Numbers(SIZE, floats(random, length * SIZE));
        Example.Target target =
            this == DECODER
                ? new Example.Sequence(random.ints(row % 3, 1, 4).toArray())
                : isPooled()
                    ? new Example.Label(random.nextInt(4))
                    : new Example.Tags(random.ints(length, 0, 4).toArray());
        examples.add(new Example(input, target));
      }
      Batch batch = new Batch();
      Examples.of(examples).batches(rows.length).read(0, batch);
      return batch;
    }
  }

  /** Ascending, as batches are sorted by length. */
  private static final int[] LENGTHS = {1, 2, 5, 5, 8};

  private static final int[] ALL = {0, 1, 2, 3, 4};

  private static float[] floats(SplittableRandom random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextDouble(-1, 1);
    }
    return floats;
  }

  /** The mean loss; scores become its gradient. */
  private static double loss(Structure structure, Model model, Batch batch, float[] scores) {
    Loss loss = structure.loss();
    int positions = batch.targetSteps() * batch.batchSize();
    float[] losses = new float[positions];
    int to = loss.isOfRows() ? batch.batchSize() : positions;
    int count = batch.targetCount();
    loss.judge(scores, model.outputSize(), batch, 0, to, 1f / count, losses);
    double sum = 0;
    for (float one : losses) {
      sum += one;
    }
    return sum / count;
  }

  private static double loss(Structure structure, Model model, Batch batch, Pass pass) {
    return loss(
        structure, model, batch, pass.train(batch, State.of(model, batch.batchSize()), 1, 2));
  }

  private static Gradients gradients(Structure structure, Model model, Batch batch, Workers w) {
    Pass pass = Pass.training(model, w);
    Gradients gradients = Gradients.of(model.parameters());
    float[] scores = pass.train(batch, State.of(model, batch.batchSize()), 1, 2);
    loss(structure, model, batch, scores);
    pass.backward(scores, gradients);
    return gradients;
  }

  @ParameterizedTest
  @EnumSource
  void gradientIsThatOfCentralDifferences(Structure structure) {
    for (boolean symbols : new boolean[] {true, false}) {
      Model model = structure.model(symbols);
      Batch batch = structure.batch(symbols, ALL);
      Gradients gradients = gradients(structure, model, batch, Workers.single());
      requireSlopes(structure, model, batch, gradients);
    }
  }

  private static void requireSlopes(
      Structure structure, Model model, Batch batch, Gradients gradients) {
    Pass pass = Pass.training(model, Workers.single());
    // A step in which another value becomes the largest has no slope.
    double step = structure == Structure.MAX ? 0.001 : 0.01;
    Slopes.require(model, gradients, () -> loss(structure, model, batch, pass), step, 2e-4);
  }

  @ParameterizedTest
  @EnumSource
  void aRowAloneHasTheSameBits(Structure structure) {
    for (boolean symbols : new boolean[] {true, false}) {
      Model model = structure.model(symbols);
      Pass pass = Pass.inference(model, Workers.single());
      Batch all = structure.batch(symbols, ALL);
      float[] together = pass.run(all, State.of(model, ALL.length)).clone();
      for (int row : ALL) {
        Batch alone = structure.batch(symbols, row);
        float[] scores = pass.run(alone, State.of(model, 1));
        int size = model.outputSize();
        for (int step = 0; step < pass.outputSteps(); step++) {
          for (int i = 0; i < size; i++) {
            assertThat(scores[step * size + i])
                .isEqualTo(together[(step * ALL.length + row) * size + i]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsChangeNoBit(Structure structure) {
    for (boolean symbols : new boolean[] {true, false}) {
      Model model = structure.model(symbols);
      Batch batch = structure.batch(symbols, ALL);
      Gradients one = gradients(structure, model, batch, Workers.single());
      for (int threads = 2; threads <= 3; threads++) {
        try (Workers workers = new Workers(threads)) {
          assertThat(gradients(structure, model, batch, workers).tensors())
              .isEqualTo(one.tensors());
        }
      }
    }
  }

  /** Words and their letters: a batch that needs more than symbols or numbers. */
  private static Batch spelled(int... rows) {
    Spellings letters = new Spellings(Vocabulary.ofCharacters("abcdef").open());
    List<Example> examples = new ArrayList<>();
    for (int row : rows) {
      SplittableRandom random = new SplittableRandom(row);
      int[] ids = random.ints(LENGTHS[row], 0, SYMBOLS).toArray();
      int[] words = new int[ids.length];
      for (int i = 0; i < words.length; i++) {
        words[i] = letters.add("fedcbaabcdef".substring(ids[i] / 2, ids[i] + 1 + ids[i] / 2));
      }
      int[] tags = random.ints(ids.length, 0, 4).toArray();
      examples.add(new Example(new Example.Spelled(ids, words, letters), new Example.Tags(tags)));
    }
    Batch batch = new Batch();
    Examples.of(examples).batches(rows.length).read(0, batch);
    return batch;
  }

  @Test
  void spelledWordsKeepTheSame() {
    Layer.Recurrent reader = Layer.recurrent(Cell.named("lstm"), 3);
    Model model =
        Model.of(
            2,
            new Layer.Spelled(SYMBOLS, 4, 7, 3, reader),
            Layer.recurrent(Cell.named("gru"), 5),
            Layer.linear(4));
    Structure plain = Structure.RESIDUAL; // of which only the loss is used
    Batch batch = spelled(ALL);
    Gradients gradients = gradients(plain, model, batch, Workers.single());
    requireSlopes(plain, model, batch, gradients);
    try (Workers workers = new Workers(3)) {
      assertThat(gradients(plain, model, batch, workers).tensors()).isEqualTo(gradients.tensors());
    }
    Pass pass = Pass.inference(model, Workers.single());
    float[] together = pass.run(batch, State.of(model, ALL.length)).clone();
    for (int row : ALL) {
      float[] alone = pass.run(spelled(row), State.of(model, 1));
      for (int step = 0; step < LENGTHS[row]; step++) {
        for (int i = 0; i < 4; i++) {
          assertThat(alone[step * 4 + i]).isEqualTo(together[(step * ALL.length + row) * 4 + i]);
        }
      }
    }
    assertThat(model.parameters().tensors())
        .extracting(Tensor::name)
        .startsWith("embedding.table", "letters.table", "letters.W_i")
        .contains("letters.reverse.W_i", "layer0.W_r");
  }

  @Test
  void backwardReadsFromTheEndOfEachRow() {
    // A cell that adds up what it has read: at each step forward what came before, backward what
    // comes after.
    Cell sum = Cell.parse("sum(x[hidden]; s)\n  s' = s + x\n");
    Model model = Model.of(1, Layer.input(1), Layer.bidirectional(sum, 1));
    Batch batch = new Batch();
    batch.shape(3, 2);
    int[] lengths = batch.ragged();
    lengths[0] = 3;
    lengths[1] = 2;
    float[] features = batch.features(1);
    System.arraycopy(new float[] {1, 10, 2, 20, 4, 99}, 0, features, 0, 6);
    float[] output = Pass.inference(model, Workers.single()).run(batch, State.of(model, 2));
    assertThat(Arrays.copyOf(output, 12)).containsExactly(1, 7, 10, 30, 3, 6, 30, 20, 7, 4, 0, 0);

    Model last = Model.of(1, Layer.input(1), Layer.bidirectional(sum, 1), Layer.last());
    output = Pass.inference(last, Workers.single()).run(batch, State.of(last, 2));
    assertThat(Arrays.copyOf(output, 4)).containsExactly(7, 7, 30, 30);
  }

  @Test
  void poolsOverValidStepsAlone() {
    Batch batch = new Batch();
    batch.shape(3, 2);
    int[] lengths = batch.ragged();
    lengths[0] = 3;
    lengths[1] = 0;
    float[] features = batch.features(2);
    System.arraycopy(new float[] {1, -5, 9, 9, 2, -3, 9, 9, 6, -1, 9, 9}, 0, features, 0, 12);
    assertThat(pooled(Layer.Pooling.LAST, batch)).containsExactly(6, -1, 0, 0);
    assertThat(pooled(Layer.Pooling.MEAN, batch)).containsExactly(3, -3, 0, 0);
    assertThat(pooled(Layer.Pooling.MAX, batch)).containsExactly(6, -1, 0, 0);
    features[4] = Float.NaN;
    assertThat(pooled(Layer.Pooling.MAX, batch)[0]).isNaN();
  }

  private static float[] pooled(Layer.Pooling pooling, Batch batch) {
    Model model = Model.of(1, Layer.input(2), Layer.pool(pooling));
    float[] output = Pass.inference(model, Workers.single()).run(batch, State.of(model, 2));
    return Arrays.copyOf(output, 4);
  }

  @Test
  void learnedStartsBeginSequencesAndNothingElse() {
    Cell keep = Cell.parse("keep(x; s)\n  s' = s + 0 * (W_s @ x)\n");
    Model model = Model.of(1, Layer.input(1), Layer.recurrent(keep, 2).withLearnedStart());
    Tensor start = model.parameters().tensor("layer0.s.start");
    start.values()[0] = 3;
    start.values()[1] = -1;
    model.parameters().changed();
    Pass pass = Pass.inference(model, Workers.single());
    Batch batch = new Batch();
    batch.shape(1, 2);
    batch.features(1);
    State state = State.of(model, 2);
    assertThat(Arrays.copyOf(pass.run(batch, state), 4)).containsExactly(3, -1, 3, -1);
    state.tensors().getFirst().values()[0] = 7;
    assertThat(Arrays.copyOf(pass.run(batch, state), 4)).containsExactly(7, -1, 3, -1);
    state.reset();
    assertThat(Arrays.copyOf(pass.run(batch, state), 4)).containsExactly(3, -1, 3, -1);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    Layer input = Layer.input(3);
    Layer lstm = Layer.recurrent(Cell.named("lstm"), 4);
    assertThatThrownBy(() -> Model.of(1, input, Layer.residual(lstm)))
        .hasMessage(
            "Layer 2 (residual) adds its input of size 3 to what its layers make of it, which has"
                + " size 4: both have to be the same.");
    assertThatThrownBy(() -> Model.of(1, input, Layer.residual(Layer.last())))
        .hasMessage(
            "Layer 2 (residual) has last pooling within, which leaves other steps; put it above.");
    assertThatThrownBy(() -> Model.of(1, input, lstm, Layer.transitions(5)))
        .hasMessage(
            "Layer 3 (transitions) expects the scores of 5 tags, but layer 2 (recurrent lstm)"
                + " produces 4.");
    assertThatThrownBy(() -> Model.of(1, input, lstm, Layer.residual(input)))
        .hasMessage("Layer 3 is an input; only layer 1 can be one.");
    Model flat = Model.of(1, input, Layer.flatten(4));
    Batch batch = new Batch();
    batch.shape(5, 1);
    batch.features(3);
    Pass pass = Pass.inference(flat, Workers.single());
    assertThatThrownBy(() -> pass.run(batch, State.of(flat, 1)))
        .hasMessage("Layer 2 (flatten) takes sequences of 4 steps; this one has 5.");
    batch.shape(4, 1);
    assertThatThrownBy(() -> pass.run(batch, State.of(flat, 1)))
        .hasMessage("The model reads 3 numbers at each step; this batch has symbols.");
  }

  @ParameterizedTest
  @EnumSource
  void rowsWithoutStepsTakeNoPart(Structure structure) {
    if (structure == Structure.FLATTEN) {
      return; // all its rows have the same length
    }
    Model model = structure.model(false);
    Batch batch = new Batch();
    batch.shape(4, 2);
    int[] lengths = batch.ragged();
    lengths[0] = 4;
    lengths[1] = 0;
    float[] features = batch.features(SIZE);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < features.length; i++) {
      features[i] = i / SIZE % 2 == 0 ? (float) random.nextDouble(-1, 1) : Float.NaN;
    }
    if (structure == Structure.DECODER) {
      Arrays.fill(batch.decoding(3).inputs(), 1);
    }
    int[] targets = structure.isPooled() ? batch.targetSteps(1) : batch.targets();
    for (int i = 0; i < batch.targetSteps() * 2; i++) {
      targets[i] = i % 2 == 0 ? i % 4 : -1;
    }
    Gradients gradients = gradients(structure, model, batch, Workers.single());
    for (Tensor gradient : gradients.tensors()) {
      for (float value : gradient.values()) {
        assertThat(value).describedAs(gradient.name()).isFinite();
      }
    }
  }

  @Test
  void theLastStepNeedsDirectionsThatAreApart() {
    Layer input = Layer.input(4);
    Layer.Recurrent gru = Layer.recurrent(Cell.named("gru"), 4);
    assertThatThrownBy(
            () ->
                Model.of(
                    1,
                    input,
                    Layer.bidirectional(gru, Layer.Join.ADD),
                    Layer.dropout(0.1),
                    Layer.last()))
        .hasMessage(
            "Layer 4 (last pooling) cannot tell the directions of layer 2 (bidirectional gru)"
                + " apart; pool by mean, max or attention.");
    assertThatThrownBy(
            () ->
                Model.of(
                    1,
                    input,
                    Layer.residual(Layer.bidirectional(Cell.named("gru"), 2)),
                    Layer.last()))
        .hasMessageStartingWith("Layer 3 (last pooling) cannot tell the directions of layer 2");
  }
}
