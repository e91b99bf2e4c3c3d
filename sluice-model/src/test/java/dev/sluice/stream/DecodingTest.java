package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.kernel.VectorMath;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecodingTest {
  private static final int SYMBOLS = 6;

  private static Model model(long seed) {
    return Model.of(
        seed,
        Layer.embedding(SYMBOLS, 12),
        Layer.bidirectional(Cell.named("gru"), 24),
        Layer.decoder(SYMBOLS, 12, Layer.recurrent(Cell.named("gru"), 32)),
        Layer.linear(SYMBOLS));
  }

  /** Sequences of 1 to 6 symbols, to be written backwards. */
  private static Examples backwards(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] read = random.ints(random.nextInt(1, 7), 1, SYMBOLS).toArray();
      int[] written = new int[read.length];
      for (int j = 0; j < read.length; j++) {
        written[j] = read[read.length - 1 - j];
      }
      examples.add(new Example(new Example.Symbols(read), new Example.Sequence(written)));
    }
    return Examples.of(examples);
  }

  private static int[] written(Examples examples, int index) {
    return ((Example.Sequence) examples.get(index).target()).ids();
  }

  @Test
  void learnsToWriteBackwards() {
    Model model = model(1);
    new Trainer(model, Loss.crossEntropy(), Optimizer.adam(5e-3), Clip.norm(1))
        .fit(backwards(2000, 1).batches(32), null, 20, _ -> {});
    Examples test = backwards(100, 2);
    Decoding decoding = Decoding.of(model);
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      int[] greedy = decoding.greedy(test.get(i).input(), 12);
      right += Arrays.equals(greedy, written(test, i)) ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(95);
    // A wider search is no worse.
    int wide = 0;
    for (int i = 0; i < test.count(); i++) {
      wide += Arrays.equals(decoding.beam(test.get(i).input(), 6, 4), written(test, i)) ? 1 : 0;
    }
    assertThat(wide).isGreaterThanOrEqualTo(right - 1);
  }

  /** What is written step by step has the probability that teacher forcing gives it. */
  @Test
  void goesOnAsIfItHadReadAllAtOnce() {
    Model model = model(3);
    Example.Input input = new Example.Symbols(new int[] {3, 1, 4, 1, 5});
    int[] written = Decoding.of(model).greedy(input, 5);
    Examples one = Examples.of(List.of(new Example(input, new Example.Sequence(written))));
    Batch batch = new Batch();
    one.read(new int[1], 0, 1, batch);
    float[] scores = Pass.inference(model, Workers.single()).run(batch, State.of(model, 1)).clone();
    for (int step = 0; step < written.length; step++) {
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        assertThat(scores[step * SYMBOLS + symbol])
            .isLessThanOrEqualTo(scores[step * SYMBOLS + written[step]]);
      }
    }
  }

  /** Over all sequences of two symbols, none is more probable than what a wide beam finds. */
  @Test
  void aWideBeamFindsTheBest() {
    Model model = model(5);
    Example.Input input = new Example.Symbols(new int[] {2, 3});
    int[] found = Decoding.of(model).beam(input, 2, SYMBOLS * SYMBOLS);
    double best = perSymbol(model, input);
    for (int a = 1; a < SYMBOLS; a++) {
      best = Math.max(best, perSymbol(model, input, a));
      for (int b = 1; b < SYMBOLS; b++) {
        best = Math.max(best, perSymbol(model, input, a, b));
      }
    }
    assertThat(perSymbol(model, input, found)).isCloseTo(best, within(1e-6));
  }

  private static double perSymbol(Model model, Example.Input input, int... written) {
    Examples one = Examples.of(List.of(new Example(input, new Example.Sequence(written))));
    Batch batch = new Batch();
    one.read(new int[1], 0, 1, batch);
    float[] scores = Pass.inference(model, Workers.single()).run(batch, State.of(model, 1));
    double sum = 0;
    for (int step = 0; step <= written.length; step++) {
      VectorMath.softmax(scores, step * SYMBOLS, SYMBOLS);
      sum += Math.log(scores[step * SYMBOLS + (step < written.length ? written[step] : 0)]);
    }
    return sum / (written.length + 1);
  }

  @Test
  void refusesWhatDoesNotWrite() {
    Model reads =
        Model.of(1, Layer.input(2), Layer.recurrent(Cell.named("gru"), 3), Layer.linear(2));
    assertThatThrownBy(() -> Decoding.of(reads))
        .hasMessageStartingWith("The model does not write sequences: it needs a decoder,");
    Layer decoder = Layer.decoder(4, 3, Layer.recurrent(Cell.named("gru"), 3));
    assertThatThrownBy(() -> Model.of(1, Layer.input(2), Layer.last(), decoder))
        .hasMessage(
            "Layer 3 (decoder gru) is above last pooling, which leaves one step of many to attend"
                + " to; leave that out.");
    assertThatThrownBy(() -> Model.of(1, Layer.input(2), decoder, decoder))
        .hasMessage("Layer 3 (decoder gru) is a second decoder; a model writes one sequence.");
    Layer above = Layer.recurrent(Cell.named("gru"), 3);
    assertThatThrownBy(() -> Model.of(1, Layer.input(2), decoder, above))
        .hasMessage(
            "Layer 3 (recurrent gru) is above a decoder, which writes step by step; put it below,"
                + " or use another cell there.");
    assertThatThrownBy(() -> Decoding.of(model(1)).beam(new Example.Symbols(new int[] {1}), 0, 1))
        .hasMessage("A search needs at least one symbol and one sequence; 0 and 1 were asked for.");
  }
}
