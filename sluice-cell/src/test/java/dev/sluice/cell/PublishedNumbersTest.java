package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers of weights that papers state. They pin the wiring of the first LSTMs down without any
 * training: only gates that see all cells and gates of the last step give them.
 *
 * <p>Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9; Gers, Schmidhuber
 * & Cummins 2000, Learning to forget: continual prediction with LSTM, Neural Computation 12. Which
 * units have biases is said in the text of each experiment. The output layer is no part of a cell
 * and is added here.
 */
class PublishedNumbersTest {

  private static long weights(Cell cell, int inputs, int blocks) {
    return cell.shapes().parameterCount(cell.shapes().at(inputs, blocks, Map.of()));
  }

  private static Cell changed(Cell cell, String... changes) {
    String text = cell.text();
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    return Cell.parse(text);
  }

  private static final Cell AS_PUBLISHED = Cell.named("lstm-1997");

  private static final Cell WITHOUT_BIAS = changed(AS_PUBLISHED, " + b_i", "", " + b_o", "");

  private static final Cell ALL_BIASES = changed(AS_PUBLISHED, "B_g @ o)", "B_g @ o + b_g)");

  /** Experiment 1, embedded Reber grammar: 4 blocks of one cell, biases for the gates. */
  @Test
  void embeddedReberGrammar() {
    assertThat(weights(AS_PUBLISHED, 7, 4) + 7 * 4).isEqualTo(264);
  }

  /**
   * Experiment 2a, long lags without noise: one cell, an input gate and no output gate, no
   * recurrent weights; the outputs see the inputs too.
   */
  @Test
  void longLagsWithoutNoise() {
    Cell cell =
        Cell.parse(
            """
            lstm-2a(x; c)
              i  = sigmoid(W_i @ x)
              g  = sigmoid(W_g @ x)
              c' = c + i * g
            """);
    assertThat(weights(cell, 101, 1) + 101 * (101 + 1)).isEqualTo(10_504);
  }

  /** Experiment 2c, long lags with noise: 2 blocks of one cell, no biases; inputs p + 4. */
  @ParameterizedTest
  @CsvSource({"50, 364", "100, 664", "200, 1264", "500, 3064", "1000, 6064"})
  void longLagsWithNoise(int p, long count) {
    assertThat(weights(WITHOUT_BIAS, p + 4, 2) + 2 * 2).isEqualTo(count);
  }

  /** Experiment 3a, noise and signal on one channel: 3 blocks of one cell, biases for all. */
  @Test
  void noiseAndSignalOnOneChannel() {
    assertThat(weights(ALL_BIASES, 1, 3) + 3).isEqualTo(102);
  }

  /**
   * Blocks of two cells that share their gates: a cell is a pair of states here, and the hidden
   * size is the number of blocks.
   */
  private static final Cell TWO_CELLS =
      Cell.parse(
          """
          lstm-1997-2(x; h, k, c, d, i, o)
            i' = sigmoid(W_i @ x + H_i @ h + K_i @ k + A_i @ i + B_i @ o + b_i)
            o' = sigmoid(W_o @ x + H_o @ h + K_o @ k + A_o @ i + B_o @ o + b_o)
            g  = 4 * sigmoid(W_g @ x + H_g @ h + K_g @ k + A_g @ i + B_g @ o) - 2
            u  = 4 * sigmoid(W_u @ x + H_u @ h + K_u @ k + A_u @ i + B_u @ o) - 2
            c' = c + i' * g
            d' = d + i' * u
            h' = o' * (2 * sigmoid(c') - 1)
            k' = o' * (2 * sigmoid(d') - 1)
            out [h', k']
          """);

  private static final Cell TWO_CELLS_ALL_BIASES =
      changed(TWO_CELLS, "B_g @ o)", "B_g @ o + b_g)", "B_u @ o)", "B_u @ o + b_u)");

  /** Inputs, blocks, outputs; the outputs see the cells. */
  @Test
  void blocksOfTwoCells() {
    // experiment 1, biases for the gates
    assertThat(weights(TWO_CELLS, 7, 3) + 7 * 6).isEqualTo(276);
    // experiment 4, adding; biases for all
    assertThat(weights(TWO_CELLS_ALL_BIASES, 2, 2) + 1 * (4 + 1)).isEqualTo(93);
    // experiment 6a and 6b, temporal order; biases for all
    assertThat(weights(TWO_CELLS_ALL_BIASES, 8, 2) + 4 * (4 + 1)).isEqualTo(156);
    assertThat(weights(TWO_CELLS_ALL_BIASES, 8, 3) + 8 * (6 + 1)).isEqualTo(308);
  }

  /**
   * Gers' continual Reber grammar: 4 blocks of two cells with forget gates, which see the cells but
   * no gates; the outputs see the inputs too.
   */
  @Test
  void continualReberGrammar() {
    Cell cell =
        Cell.parse(
            """
            lstm-2000(x; h, k, c, d)
              i  = sigmoid(W_i @ x + H_i @ h + K_i @ k + b_i)
              f  = sigmoid(W_f @ x + H_f @ h + K_f @ k + b_f)
              o  = sigmoid(W_o @ x + H_o @ h + K_o @ k + b_o)
              g  = 4 * sigmoid(W_g @ x + H_g @ h + K_g @ k) - 2
              u  = 4 * sigmoid(W_u @ x + H_u @ h + K_u @ k) - 2
              c' = f * c + i * g
              d' = f * d + i * u
              h' = o * (2 * sigmoid(c') - 1)
              k' = o * (2 * sigmoid(d') - 1)
              out [h', k']
            """);
    assertThat(weights(cell, 7, 4) + 7 * (7 + 8 + 1)).isEqualTo(424);
  }

  /**
   * All weights and x are 1, all biases and the state 0: c = σ(1) tanh(1), and the output gate sees
   * it, so h = σ(1 + c) tanh(c) = 0.417551. With a gate that sees the old state it would be
   * 0.369606.
   */
  @Test
  void peepholeLstmSeesTheNewCellState() {
    Cell cell = Cell.named("lstm-peephole");
    Map<String, double[]> given = new HashMap<>();
    cell.shapes()
        .parameters()
        .forEach(p -> given.put(p.name(), new double[] {p.kind() == Shapes.Kind.BIAS ? 0 : 1}));
    given.putAll(Map.of("x", new double[] {1}, "h", new double[] {0}, "c", new double[] {0}));
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 1, Map.of())).step(given, given, given);
    assertThat(values.get("h'")[0]).isCloseTo(0.417551, within(1e-6));
  }
}
