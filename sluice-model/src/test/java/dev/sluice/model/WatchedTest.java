package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Backpropagation;
import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Interpreter;
import dev.sluice.cell.Moment;
import dev.sluice.cell.Shapes;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every cell must show where someone watches; the interpreter judges. */
class WatchedTest {
  private static final int STEPS = 5;
  private static final int SIZE = 6;

  static Stream<String> cells() {
    return Stream.concat(Cell.catalogue().stream(), Stream.of("noisy", "numbers"));
  }

  private static Cell cell(String name) {
    return switch (name) {
      case "noisy" -> Cell.named("lstm").with("c' = zoneout(f * c + i * g, c, 0.5)");
      case "numbers" ->
          Cell.parse(
              """
              numbers(x; probe, c[p])
                k = 3
                a[p] = tanh(W_a @ x + U_a @ probe)
                c' = k * a - 0.5 * c
                probe' = tanh(V_probe @ c' + U_probe @ probe + b_probe)
              """);
      default -> Cell.named(name);
    };
  }

  private static Model model(Cell cell) {
    return Model.of(
        5, Layer.input(SIZE), Layer.recurrent(cell, SIZE), Layer.dropout(0.3), Layer.linear(3));
  }

  private static Batch batch() {
    Batch batch = new Batch();
    batch.shape(STEPS, 2);
    float[] features = batch.features(SIZE);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < STEPS * 2 * SIZE; i++) {
      features[i] = (float) random.nextDouble(-1, 1);
    }
    int[] lengths = batch.ragged();
    lengths[0] = STEPS;
    lengths[1] = 3;
    return batch;
  }

  /** Row 0 in double, forward and back; the loss is the sum of all outputs. */
  private static Backpropagation.Result judged(Model model, Batch batch) {
    Model.Recurrence layer = model.recurrences().getFirst();
    Cell cell = layer.cell();
    Map<String, double[]> parameters = new HashMap<>();
    for (Shapes.Parameter p : cell.shapes().parameters()) {
      float[] values = model.parameters().tensor(layer.name() + "." + p.name()).values();
      parameters.put(p.name(), doubles(values, 0, values.length));
    }
    List<Map<String, double[]>> inputs = new ArrayList<>();
    List<double[]> ones = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      Map<String, double[]> given = new HashMap<>();
      cell.inputs()
          .forEach(
              i -> given.put(i.name(), new double[layer.sizes().of(cell.shapes().size(i.name()))]));
      given.put("x", doubles(batch.features(), step * 2 * SIZE, SIZE));
      inputs.add(given);
      double[] one = new double[layer.sizes().of(cell.shapes().outputSize())];
      Arrays.fill(one, 1);
      ones.add(one);
    }
    Map<String, double[]> starts = new Interpreter(cell, layer.sizes()).starts();
    return new Backpropagation(cell, layer.sizes())
        .run(Moment.START, parameters, inputs, starts, ones, Map.of());
  }

  private static double[] doubles(float[] values, int from, int count) {
    double[] doubles = new double[count];
    for (int i = 0; i < count; i++) {
      doubles[i] = values[from + i];
    }
    return doubles;
  }

  private static Tensor named(List<Tensor> tensors, String name) {
    return tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void valuesAreThoseOfTheEquations(String name) {
    Model model = model(cell(name));
    Batch batch = batch();
    Pass pass = Pass.inference(model.watched(), Workers.single());
    float[] scores = pass.run(batch, State.of(model, 2)).clone();

    assertThat(scores)
        .isEqualTo(Pass.inference(model, Workers.single()).run(batch, State.of(model, 2)));
    Backpropagation.Result judged = judged(model, batch);
    for (Equation equation : cell(name).equations()) {
      if (!equation.next() && cell(name).shapes().isNumber(equation.name())) {
        continue;
      }
      Tensor shown = named(pass.values(), "layer0." + equation.name());
      int size = shown.shape().get(2);
      assertThat(shown.shape()).containsExactly(STEPS, 2, size);
      for (int step = 0; step < STEPS; step++) {
        assertThat(doubles(shown.values(), step * 2 * size, size))
            .describedAs("%s at step %s", equation.target(), step)
            .containsExactly(judged.values().get(step).get(equation.target()), within(2e-5));
      }
      assertThat(doubles(shown.values(), (3 * 2 + 1) * size, size))
          .describedAs("past the end")
          .containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void stateGradientsAreThoseOfTheEquations(String name) {
    Cell cell = cell(name);
    Model model = Model.of(5, Layer.input(SIZE), Layer.recurrent(cell, SIZE));
    Batch batch = batch();
    Pass pass = Pass.training(model.probed(), Workers.single());
    float[] output = pass.trace(batch, State.of(model, 2));
    Arrays.fill(output, 1); // the loss is the sum of all outputs
    pass.backward(output, Gradients.of(model.parameters()));

    Backpropagation.Result judged = judged(model, batch);
    for (Cell.State state : cell.states()) {
      Tensor shown = named(pass.stateGradients(), "layer0." + state.name());
      int size = shown.shape().get(2);
      for (int step = 0; step < STEPS; step++) {
        double[] expected =
            judged.gradients().get(step).getOrDefault("d." + state.name() + "'", new double[size]);
        assertThat(doubles(shown.values(), step * 2 * size, size))
            .describedAs("%s' at step %s", state.name(), step)
            .containsExactly(expected, within(1e-4));
      }
    }
  }

  @Test
  void aLayerThatReadsBackwardsShowsItsValuesWhereTheyBelong() {
    Model model = Model.of(5, Layer.input(SIZE), Layer.bidirectional(Cell.named("gru"), 4));
    Batch batch = batch();
    Pass pass = Pass.inference(model.watched(), Workers.single());
    float[] output = pass.run(batch, State.of(model, 2));

    Tensor behind = named(pass.values(), "layer0.reverse.h");
    for (int row = 0; row < 2; row++) {
      for (int step = 0; step < batch.length(row); step++) {
        int at = step * 2 + row;
        assertThat(doubles(behind.values(), at * 4, 4))
            .containsExactly(doubles(output, at * 8 + 4, 4));
      }
    }
    assertThat(model.recurrences().stream().map(Model.Recurrence::name))
        .containsExactly("layer0", "layer0.reverse");
  }

  /** Where symbols repeat, their vectors are multiplied once, and still shown at every step. */
  @Test
  void whatEntersIsShownAtEveryStep() {
    Model model = Model.of(5, Layer.embedding(4, SIZE), Layer.recurrent(Cell.named("lstm"), SIZE));
    Batch batch = new Batch();
    batch.shape(9, 2);
    for (int i = 0; i < 18; i++) {
      batch.inputs()[i] = i * i % 4;
    }
    int[] lengths = batch.ragged();
    lengths[0] = 9;
    lengths[1] = 5;
    Pass pass = Pass.inference(model.watched(), Workers.single());
    float[] output = pass.run(batch, State.of(model, 2)).clone();
    assertThat(output)
        .isEqualTo(Pass.inference(model, Workers.single()).run(batch, State.of(model, 2)));
    float[] table = model.parameters().tensor("embedding.table").values();
    for (String name : List.of("input", "layer0.x")) {
      float[] shown = named(pass.values(), name).values();
      for (int i = 0; i < 18; i++) {
        boolean there = i / 2 < lengths[i % 2];
        double[] expected =
            there ? doubles(table, batch.inputs()[i] * SIZE, SIZE) : new double[SIZE];
        assertThat(doubles(shown, i * SIZE, SIZE)).containsExactly(expected);
      }
    }
  }

  @Test
  void aLearningModelIsWatchedBitByBit() {
    Model model = model(Cell.named("lstm-peephole"));
    Gradients plain = Gradients.of(model.parameters());
    Gradients watched = Gradients.of(model.parameters());
    Pass one = Pass.training(model, Workers.single());
    Pass other = Pass.training(model.watched(), Workers.single());
    for (int update = 0; update < 3; update++) {
      one.backward(one.train(batch(), State.of(model, 2), 7, update), plain);
      other.backward(other.train(batch(), State.of(model, 2), 7, update), watched);
    }
    assertThat(watched.tensors()).isEqualTo(plain.tensors());
  }
}
