package dev.sluice.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Interpreter;
import dev.sluice.cell.Moment;
import dev.sluice.cell.Shapes;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Initialization;
import dev.sluice.model.Initializer;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientFlowTest {
  private static final Cell LINEAR =
      Cell.parse("linear(x; h)\n  h' = W_h @ x + U_h @ h\n  init U_h = orthogonal\n");

  static Stream<String> catalogue() {
    return Cell.catalogue().stream();
  }

  private static Batch noise(int steps, int rows, int size) {
    Batch batch = new Batch();
    batch.shape(steps, rows);
    float[] features = batch.features(size);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < steps * rows * size; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return batch;
  }

  private static Model model(Cell cell, int size) {
    return Model.of(3, Layer.input(size), Layer.recurrent(cell, size));
  }

  /** The last state as a function of an earlier one, in double, by central differences. */
  private static double[][] byDifferences(Model model, Trajectory read, int lag) {
    Recurrence layer = read.layer();
    Interpreter interpreter = new Interpreter(layer.cell(), layer.sizes());
    Map<String, double[]> parameters = new HashMap<>();
    for (Shapes.Parameter p : layer.cell().shapes().parameters()) {
      parameters.put(
          p.name(), doubles(model.parameters().tensor(layer.name() + "." + p.name()).values()));
    }
    List<String> carried = GradientFlow.carried(layer);
    int from = read.steps() - 1 - lag;
    double[] start = new double[StepBack.width(layer, carried)];
    int at = 0;
    for (String state : carried) {
      for (float value : read.state(state, from)) {
        start[at++] = value;
      }
    }
    double[][] jacobian = new double[start.length][start.length];
    for (int j = 0; j < start.length; j++) {
      for (int side = -1; side <= 1; side += 2) {
        double[] moved = start.clone();
        moved[j] += side * 1e-5;
        Map<String, double[]> states = interpreter.starts();
        int next = 0;
        for (String state : carried) {
          for (int u = 0; u < states.get(state).length; u++) {
            states.get(state)[u] = moved[next++];
          }
        }
        for (int step = from + 1; step < read.steps(); step++) {
          Map<String, double[]> inputs = new HashMap<>();
          for (int i = 0; i < layer.cell().inputs().size(); i++) {
            inputs.put(layer.cell().inputs().get(i).name(), doubles(read.inputs().get(step)[i]));
          }
          Map<String, double[]> values =
              interpreter.step(new Moment(null, 0, step, step), parameters, inputs, states);
          for (Cell.State state : layer.cell().states()) {
            states.put(state.name(), values.get(state.name() + "'"));
          }
        }
        int i = 0;
        for (String state : carried) {
          for (double value : states.get(state)) {
            jacobian[i++][j] += side * value / 2e-5;
          }
        }
      }
    }
    return jacobian;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void productsAreThoseOfCentralDifferences(String name) {
    Model model = model(Cell.named(name), 4);
    productsAreThoseOfCentralDifferences(model, model.recurrences().getFirst());
  }

  @Test
  void soAreThoseOfALayerAboveAnother() {
    Model model =
        Model.of(
            3,
            Layer.input(4),
            Layer.recurrent(Cell.named("gru"), 5),
            Layer.recurrent(Cell.named("lstm"), 3));
    productsAreThoseOfCentralDifferences(model, model.recurrences().getLast());
  }

  private static void productsAreThoseOfCentralDifferences(Model model, Recurrence layer) {
    List<String> states = GradientFlow.carried(layer);
    Trajectory read = Trajectory.of(model, layer, noise(9, 1, 4)).getFirst();
    int width = StepBack.width(layer, states);
    double[][] identity = new double[width][width];
    for (int i = 0; i < width; i++) {
      identity[i][i] = 1;
    }
    StepBack back = new StepBack(model, layer, states, width, Workers.single());
    back.set(identity);
    for (int lag = 1; lag <= 6; lag++) {
      back.over(read, read.steps() - lag);
      double[][] expected = byDifferences(model, read, lag);
      double[][] product = back.matrix();
      double largest = Spectrum.largest(expected);
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          assertThat(Math.scalb(product[i][j], (int) back.log2()))
              .describedAs("lag %s, %s by %s", lag, i, j)
              .isCloseTo(expected[i][j], within(1e-5 + 2e-4 * largest));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, -0.301", "1, -0.136", "5, -0.0029"})
  void anLstmAtItsStartKeepsTheShareOfItsForgetGate(double bias, double perStep) {
    Cell cell = Cell.named("lstm").with("init b_f = " + bias);
    Model model =
        Model.of(
            3,
            Initialization.STANDARD
                .withInput(new Initializer.Normal(0, 0.05))
                .withRecurrent(new Initializer.Normal(0, 0.02)),
            List.of(Layer.input(8), Layer.recurrent(cell, 24)));

    GradientFlow flow = GradientFlow.of(model, "layer0", noise(101, 1, 8), 80, Workers.single());

    GradientFlow.Path memory =
        flow.paths().stream().filter(p -> p.name().equals("c")).findFirst().orElseThrow();
    assertThat(memory.perStep()).isCloseTo(perStep, within(0.02 * Math.abs(perStep) + 0.002));
    assertThat(memory.largest()[0]).isEqualTo(0);
    assertThat(memory.verdict())
        .isEqualTo(bias == 5 ? GradientFlow.Verdict.REMEMBERS : GradientFlow.Verdict.FORGETS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 1, 1.1})
  void aLinearNetworkKeepsItsSpectralRadius(double radius) {
    Model model = model(LINEAR, 12);
    float[] matrix = model.parameters().tensor("layer0.U_h").values();
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] *= (float) radius;
    }
    model.parameters().changed();

    GradientFlow flow = GradientFlow.of(model, "layer0", noise(301, 2, 12), 300, Workers.single());

    GradientFlow.Path all = flow.paths().getFirst();
    assertThat(flow.paths()).hasSize(1);
    assertThat(all.perStep()).isCloseTo(Math.log10(radius), within(1e-5));
    assertThat(all.largest()[300]).isCloseTo(300 * Math.log10(radius), within(1e-3));
    assertThat(all.mean()[300]).isCloseTo(300 * Math.log10(radius), within(1e-3));
    assertThat(all.verdict())
        .isEqualTo(
            radius < 1
                ? GradientFlow.Verdict.FORGETS
                : radius > 1 ? GradientFlow.Verdict.EXPLODES : GradientFlow.Verdict.REMEMBERS);
    assertThat(Lyapunov.of(model, "layer0", noise(1000, 1, 12)).mean())
        .isCloseTo(Math.log(radius), within(1e-5));
  }

  /** 0.5 to the 400th is far below the smallest float. */
  @Test
  void productsThatLeaveTheRangeOfFloatsAreMeasured() {
    Model model = model(LINEAR, 3);
    float[] matrix = model.parameters().tensor("layer0.U_h").values();
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] *= 0.5f;
    }
    model.parameters().changed();
    GradientFlow flow = GradientFlow.of(model, "layer0", noise(402, 1, 3), 400, Workers.single());
    assertThat(flow.paths().getFirst().largest()[400])
        .isCloseTo(400 * Math.log10(0.5), within(1e-3));
  }

  @Test
  void directionsDrawnAtRandomHaveTheSameMeanAndNoMoreAtMost() {
    Model model = model(Cell.named("lstm"), 20);
    Batch batch = noise(40, 1, 20);
    GradientFlow whole = GradientFlow.of(model, "layer0", batch, 20, Workers.single());
    GradientFlow some = GradientFlow.of(model, "layer0", batch, 20, 16, Workers.single());
    assertThat(some.paths().getFirst().mean()[20])
        .isCloseTo(whole.paths().getFirst().mean()[20], within(0.3));
    assertThat(some.paths().getFirst().largest()[20])
        .isLessThanOrEqualTo(whole.paths().getFirst().largest()[20] + 1e-6);
  }

  /** As a layer that reads forward does on the same sequence turned round. */
  @Test
  void aLayerThatReadsBackwardsFlowsToo() {
    Model both = Model.of(3, Layer.input(5), Layer.bidirectional(Cell.named("gru"), 6));
    Model forward = Model.of(3, Layer.input(5), Layer.recurrent(Cell.named("gru"), 6));
    for (Tensor parameter : forward.parameters().tensors()) {
      String name = parameter.name().replace("layer0.", "layer0.reverse.");
      float[] from = both.parameters().tensor(name).values();
      System.arraycopy(from, 0, parameter.values(), 0, from.length);
    }
    forward.parameters().changed();
    Batch batch = noise(20, 1, 5);
    float[] turned = new float[20 * 5];
    for (int step = 0; step < 20; step++) {
      System.arraycopy(batch.features(), step * 5, turned, (19 - step) * 5, 5);
    }
    double[] one =
        GradientFlow.of(both, "layer0.reverse", batch, 50, Workers.single())
            .paths()
            .getFirst()
            .largest();
    double[] other =
        GradientFlow.of(forward, "layer0", Batch.ofFeatures(5, turned), 50, Workers.single())
            .paths()
            .getFirst()
            .largest();
    assertThat(one).hasSize(20).containsExactly(other, within(1e-6));
  }

  /** Behind units that are off nothing is left, which has no logarithm. */
  @Test
  void whereNothingComesThroughTheRateIsInfinite() {
    Cell off = Cell.parse("off(x; h)\n  h' = relu(W_h @ x + U_h @ h + b_h)\n  init b_h = -50\n");
    GradientFlow.Path path =
        GradientFlow.of(model(off, 3), "layer0", noise(9, 1, 3), 5, Workers.single())
            .paths()
            .getFirst();
    assertThat(path.largest()).startsWith(0, Double.NEGATIVE_INFINITY);
    assertThat(path.perStep()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(path.verdict()).isEqualTo(GradientFlow.Verdict.FORGETS);
    assertThat(Lyapunov.of(model(off, 3), "layer0", noise(30, 2, 3)).mean())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** A direction that overtakes another is seen when it does. */
  @Test
  void theLargestIsFoundWhereDirectionsCross() {
    Cell cell = Cell.parse("shares(x[hidden]; h)\n  h' = sigmoid(x + b_h) * h\n");
    Model model = Model.of(3, Layer.input(64), Layer.recurrent(cell, 64));
    int steps = 61;
    float[] numbers = new float[steps * 64];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextDouble(0, 4);
    }
    double[] largest =
        GradientFlow.of(model, "layer0", Batch.ofFeatures(64, numbers), 60, Workers.single())
            .paths()
            .getFirst()
            .largest();
    double[] logarithms = new double[64];
    for (int lag = 1; lag <= 60; lag++) {
      for (int unit = 0; unit < 64; unit++) {
        double x = numbers[(steps - lag) * 64 + unit];
        logarithms[unit] -= Math.log10(1 + Math.exp(-x));
      }
      assertThat(largest[lag])
          .describedAs("lag %s", lag)
          .isCloseTo(Arrays.stream(logarithms).max().orElseThrow(), within(2e-3));
    }
  }

  @Test
  void whatCannotFlowIsTold() {
    Model model = model(LINEAR, 3);
    assertThatThrownBy(() -> GradientFlow.of(model, "layer1", noise(5, 1, 3), 3, Workers.single()))
        .hasMessage("There is no recurrent layer layer1. There are: layer0.");
    assertThatThrownBy(() -> GradientFlow.of(model, "layer0", noise(1, 1, 3), 3, Workers.single()))
        .hasMessage("A gradient flows from step to step: at least one sequence must have two.");
    assertThatThrownBy(() -> Lyapunov.of(model, "layer0", noise(19, 1, 3)))
        .hasMessage(
            "A Lyapunov exponent is the rate of many steps: at least 20, better a thousand; this"
                + " sequence has 19.");
  }
}
