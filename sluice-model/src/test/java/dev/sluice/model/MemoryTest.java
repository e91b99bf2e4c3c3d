package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.train.Repeated;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said before is what is held afterwards. */
class MemoryTest {
  private static final int[] TEXT = Repeated.letters("thequickbrownfoxjumpsoverthelazydog");

  private static List<Layer> layers(Cell cell, int hidden, int vocabulary) {
    return List.of(
        Layer.embedding(vocabulary, hidden),
        Layer.recurrent(cell, hidden),
        Layer.dropout(0.1),
        Layer.recurrent(cell, hidden),
        Layer.linear(vocabulary));
  }

  private static List<String> cells() {
    return Cell.catalogue();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCellHoldsWhatWasSaid(String cell) throws Exception {
    holdsInTraining(layers(Cell.named(cell), 80, 26), Optimizer.adamW(1e-3), 40, 9, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "lstm, 26, 16, 300, 30, 1", // a long sequence
    "lstm, 26, 512, 2, 2, 2", // wide, and threads that share units
    "gru, 9000, 40, 8, 6, 3", // many symbols
    "lstm, 26, 50, 2000, 1, 2",
    "mingru, 26, 33, 60, 60, 1",
  })
  void everySizeHoldsWhatWasSaid(
      String cell, int vocabulary, int hidden, int steps, int batch, int threads) throws Exception {
    List<Layer> layers = layers(Cell.named(cell), hidden, vocabulary);
    holdsInTraining(layers, Optimizer.sgd(0.01), steps, batch, threads);
    holdsInTraining(layers, Optimizer.rmsProp(1e-3, 0.9), steps, batch, threads);
  }

  @Test
  void noiseOnMatricesNeedsCopies() throws Exception {
    Cell cell = Cell.named("lstm").withDropConnect(0.5);
    holdsInTraining(layers(cell, 150, 26), Optimizer.adamW(1e-3), 20, 8, 2);
  }

  @Test
  void bothDirectionsAndWaysAroundHoldWhatWasSaid() throws Exception {
    List<Layer> layers =
        List.of(
            Layer.embedding(26, 60),
            Layer.bidirectional(Cell.named("lstm"), 50),
            Layer.residual(
                Layer.variationalDropout(0.2), Layer.bidirectional(Cell.named("gru"), 50)),
            Layer.linear(26));
    holdsInTraining(layers, Optimizer.adamW(1e-3), 40, 16, 2);
  }

  /** Above a layer that pools there is one step of each row. */
  @Test
  void whatStandsAboveALayerThatPoolsIsSmall() {
    List<Layer> layers =
        List.of(
            Layer.input(1),
            Layer.recurrent(Cell.named("lstm"), 128),
            Layer.flatten(784),
            Layer.linear(10));
    Memory memory = Memory.ofTraining(layers, 2, 784, 64, 2);
    assertThat(memory.total()).isBetween(100_000_000L, 500_000_000L);
  }

  private static void holdsInTraining(
      List<Layer> layers, Optimizer optimizer, int steps, int batch, int threads) throws Exception {
    Trainer trainer =
        new Trainer(Model.of(1, layers), Loss.crossEntropy(), optimizer, Clip.norm(1))
            .withThreads(threads);
    Batches batches = new Repeated(TEXT, batch, steps, 2);
    try (Training training = trainer.start(batches, batches, 1)) {
      assertThat(training.step()).isTrue();
      assertThat(training.step()).isTrue();
      close(training.memory(), Held.bytes(training));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "50, 20", "400, 3"})
  void soDoesInference(int steps, int batch) throws Exception {
    List<Layer> layers = layers(Cell.named("lstm"), 120, 26);
    Model model = Model.of(1, layers);
    Pass pass = Pass.inference(model, Workers.single());
    Batch symbols = new Batch();
    symbols.shape(steps, batch);
    pass.run(symbols, State.of(model, batch));
    close(Memory.ofInference(layers, steps, batch, 1), Held.bytes(pass));
  }

  /** Within a twentieth, and what a few objects take. */
  private static void close(Memory said, long held) {
    if (Math.abs(said.total() - held) > 50_000) {
      assertThat(said.total()).isCloseTo(held, withinPercentage(5));
    }
  }

  @Test
  void partsAreWhatTheyAreCalled() {
    List<Layer> layers = List.of(Layer.embedding(30, 20), Layer.linear(10));
    Memory memory = Memory.ofTraining(layers, 2, 4, 5, 1);
    assertThat(memory.parameters()).isEqualTo(4 * (30 * 20 + 20 * 10 + 10));
    assertThat(memory.learning()).isEqualTo(3 * memory.parameters());
    assertThat(memory.total())
        .isEqualTo(memory.parameters() + memory.learning() + memory.weights() + memory.run());
    assertThat(Memory.ofInference(layers, 4, 5, 1).learning()).isZero();
    assertThat(Memory.in(85_400_000)).isEqualTo("85 MB");
    assertThat(Memory.in(1_300_000_000)).isEqualTo("1.3 GB");
    assertThat(Memory.option(8L << 30)).isEqualTo("-Xmx9g");
  }

  @Test
  void whatNoArrayHoldsIsNamed() {
    List<Layer> layers = layers(Cell.named("lstm"), 100, 100_000);
    refuses(
        layers,
        100_000,
        50_000,
        "100,000 steps of 50,000 rows are 5,000,000,000; an array holds at most 2,147,483,639."
            + " Use fewer steps or a smaller batch.");
    refuses(
        layers,
        1_000,
        50,
        "layer 5 (linear) has 50,000 rows (steps × batch) of 100,000 values, 5,000,000,000; an"
            + " array holds at most 2,147,483,639. Use fewer steps or a smaller batch.");
    refuses(
        layers,
        300_000,
        20,
        "lstm needs an array of 2,688,000,000 numbers for 300,000 steps of 20 rows; at most"
            + " 2,147,483,615 are possible. Use fewer steps or a smaller batch.");
    refuses(
        List.of(Layer.embedding(26, 10), Layer.recurrent(Cell.named("lstm"), 40_000)),
        1,
        1,
        "lstm needs an array of 6,400,000,000 numbers for its packed weights; at most"
            + " 2,147,483,627 are possible. Use a smaller hidden size.");
    refuses(
        List.of(Layer.embedding(26, 1), Layer.recurrent(Cell.named("mingru"), 1_900_000_000)),
        1,
        1,
        "mingru is too large: all its values at one step are more than 2,147,483,647 numbers. Use a"
            + " smaller hidden size.");
  }

  private static void refuses(List<Layer> layers, int steps, int batch, String sentence) {
    assertThatThrownBy(() -> Memory.ofTraining(layers, 2, steps, batch, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void whatThisMachineDoesNotHaveIsRefusedAtOnce() {
    List<Layer> layers = layers(Cell.named("lstm"), 15_000, 26);
    Memory memory = Memory.ofTraining(layers, 2, 8, 4, 2);
    assertThat(memory.total()).isBetween(80L << 30, 100L << 30);
    Memory all = new Memory(1L << 40, 3L << 40, 2L << 40, 1L << 40);
    assertThat(all.fits()).isFalse();
    assertThatThrownBy(all::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "This needs about 7,696\\.6 GB, 6,597\\.1 GB of it for the model's size and 1,099\\.5"
                + " GB for steps and batch; this JVM may use .*B\\. Use smaller layers, or give it"
                + " more: -Xmx7965g\\.");
  }
}
