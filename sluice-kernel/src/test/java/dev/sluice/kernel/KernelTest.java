package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Shapes;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the contract of the cells does not cover: names, limits, memory, misuse. */
class KernelTest {

  /** A run forward and back on fixed numbers; parameters by position, not by name. */
  private static final class Run {
    final Kernel kernel;
    final Weights weights;
    final Tape tape;
    final float[][] inputs;
    final float[] output;
    final float[] outputGradient;
    final float[][] inputGradients;
    final float[][] parameters;
    final float[][] gradients;
    final float[][] states;
    final int steps = 9;
    final int batch = 5;

    Run(Cell cell) {
      kernel = Kernel.of(cell, cell.shapes().at(11, 20, Map.of()));
      SplittableRandom random = new SplittableRandom(1);
      var shapes = cell.shapes().parameters();
      parameters = new float[shapes.size()][];
      for (int i = 0; i < parameters.length; i++) {
        var p = shapes.get(i);
        int columns = p.isMatrix() ? kernel.sizes().of(p.columns()) : 1;
        parameters[i] = uniform(kernel.sizes().of(p.rows()) * columns, random);
      }
      gradients = Arrays.stream(parameters).map(p -> new float[p.length]).toArray(float[][]::new);
      inputs = new float[][] {uniform(steps * batch * 11, random)};
      outputGradient = uniform(steps * batch * 20, random);
      output = new float[outputGradient.length];
      inputGradients = new float[1][steps * batch * 11];
      states = new float[kernel.stateSizes().length][batch * 20];
      weights = kernel.weights();
      tape = kernel.tape();
    }

    private static float[] uniform(int n, SplittableRandom random) {
      float[] v = new float[n];
      for (int i = 0; i < n; i++) {
        v[i] = (float) random.nextDouble(-0.3, 0.3);
      }
      return v;
    }

    Run go() {
      weights.pack(parameters, Workers.single(), true);
      forward(null);
      backward();
      return this;
    }

    void forward(int @Nullable [] lengths) {
      kernel.run(
          weights, tape, Workers.single(), true, steps, batch, lengths, inputs, states, output);
    }

    void backward() {
      kernel.backward(
          weights, tape, Workers.single(), outputGradient, inputGradients, gradients, null);
    }
  }

  /** Also in a run after one that wanted them. */
  @Test
  void gradientsOfParametersAreLeftOutWhereNobodyNeedsThem() {
    Run all = new Run(Cell.named("gru")).go();
    float[] expected = all.inputGradients[0].clone();
    float[][] before = Arrays.stream(all.gradients).map(float[]::clone).toArray(float[][]::new);
    Arrays.fill(all.states[0], 0);
    all.forward(null);
    all.kernel.backward(
        all.weights,
        all.tape,
        Workers.single(),
        all.outputGradient,
        all.inputGradients,
        null,
        null);
    assertThat(all.inputGradients[0]).isEqualTo(expected);
    assertThat(all.gradients).isDeepEqualTo(before);
  }

  @Test
  void namesDoNotMatter() {
    String text = Cell.named("lstm").text();
    String renamed =
        text.replaceFirst("(?s).*lstm\\(", "other(")
            .replaceAll("\\bh\\b", "zz")
            .replaceAll("\\bc\\b", "aa")
            .replaceAll("_c\\b", "_aa")
            .replaceAll("(?<![a-z])i\\b(?!nit)", "yy")
            .replaceAll("\\bf\\b|(?<=_)f\\b", "bb")
            .replaceAll("\\bo\\b|(?<=_)o\\b", "q")
            .replaceAll("W_", "Kern_")
            .replaceAll("U_", "Rec_");
    Run a = new Run(Cell.named("lstm")).go();
    Run b = new Run(Cell.parse(renamed)).go();
    assertThat(b.output).isEqualTo(a.output);
    assertThat(b.inputGradients[0]).isEqualTo(a.inputGradients[0]);
    assertThat(b.gradients).isDeepEqualTo(a.gradients);
  }

  /**
   * All weights and x are 1, all biases and the state 0: c = σ(1) tanh(1), and as the output gate
   * sees it, h = σ(1 + c) tanh(c) = 0.417551.
   */
  @Test
  void peepholeLstmSeesTheNewCellState() {
    Cell cell = Cell.named("lstm-peephole");
    Kernel kernel = Kernel.of(cell, cell.shapes().at(1, 1, Map.of()));
    float[][] parameters =
        cell.shapes().parameters().stream()
            .map(p -> new float[] {p.kind() == Shapes.Kind.BIAS ? 0 : 1})
            .toArray(float[][]::new);
    Weights weights = kernel.weights();
    weights.pack(parameters, Workers.single(), false);
    float[][] x = {{1}};
    float[][] states = new float[2][1];
    float[] output = new float[1];
    kernel.run(weights, kernel.tape(), Workers.single(), false, 1, 1, null, x, states, output);
    assertThat(output[0]).isCloseTo(0.417551f, within(1e-6f));
  }

  @Test
  void columnsOfAConcatenationAreMatricesOfTheirOwn() {
    Cell one =
        Cell.parse(
            """
            one(x; h)
              h' = tanh(W_h @ [x, h] + b_h)
            """);
    Run split = new Run(Cell.named("elman")).go();
    Run joint = new Run(one);
    // elman's W_h and U_h, side by side.
    for (int row = 0; row < 20; row++) {
      System.arraycopy(split.parameters[0], row * 11, joint.parameters[0], row * 31, 11);
      System.arraycopy(split.parameters[1], row * 20, joint.parameters[0], row * 31 + 11, 20);
    }
    joint.parameters[1] = split.parameters[2];
    System.arraycopy(split.inputs[0], 0, joint.inputs[0], 0, split.inputs[0].length);
    System.arraycopy(split.outputGradient, 0, joint.outputGradient, 0, joint.outputGradient.length);
    joint.go();
    assertThat(joint.output).isEqualTo(split.output);
    assertThat(joint.inputGradients[0]).isEqualTo(split.inputGradients[0]);
  }

  @Test
  void gradientsAreAddedTo() {
    Run run = new Run(Cell.named("gru")).go();
    float[][] once = Arrays.stream(run.gradients).map(float[]::clone).toArray(float[][]::new);
    Arrays.stream(run.states).forEach(s -> Arrays.fill(s, 0));
    run.go();
    for (int i = 0; i < once.length; i++) {
      for (int j = 0; j < once[i].length; j++) {
        assertThat(run.gradients[i][j]).isEqualTo(once[i][j] + once[i][j]);
      }
    }
  }

  /** A fault inside generated code is found at the equation that it computes. */
  @Test
  void framesShowTheEquation() {
    Cell cell = Cell.named("lstm");
    var passes = Kernel.of(cell, cell.shapes().at(11, 20, Map.of())).compiled.forward().passes();
    float[][] tooShort = new float[32][0];
    assertThatThrownBy(
            () ->
                passes.run(
                    0, tooShort, new int[32], new int[32], new int[] {0}, 0, 1, new int[] {32}))
        .satisfies(
            e -> {
              StackTraceElement frame =
                  Arrays.stream(e.getStackTrace())
                      .filter(f -> f.getMethodName().equals("run0"))
                      .findFirst()
                      .orElseThrow();
              assertThat(frame.getClassName()).matches("lstm_[0-9a-f]+\\.Forward");
              assertThat(frame.getFileName()).isEqualTo("lstm.cell");
              assertThat(frame.getLineNumber()).isEqualTo(4);
            });
  }

  @Test
  void backwardNeedsATrainingRun() {
    Run run = new Run(Cell.named("elman"));
    run.weights.pack(run.parameters, Workers.single(), true);
    assertThatThrownBy(run::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("backward needs a run with training before each call.");
  }

  @Test
  void aLengthBeyondTheStepsIsRefused() {
    Run run = new Run(Cell.named("elman"));
    run.weights.pack(run.parameters, Workers.single(), true);
    int[] lengths = {9, 9, 10, 9, 9};
    assertThatThrownBy(() -> run.forward(lengths))
        .hasMessage("Row 2 has length 10, but the batch has 9 steps.");
  }

  @Test
  void memoryBeyondOneArrayIsRefusedWithItsFigure() {
    Cell cell = Cell.named("lstm");
    Kernel kernel = Kernel.of(cell, cell.shapes().at(1, 4096, Map.of()));
    Weights weights = kernel.weights();
    float[][] states = {new float[4096], new float[4096]};
    assertThatThrownBy(
            () ->
                kernel
                    .tape()
                    .run(
                        weights,
                        Workers.single(),
                        true,
                        1_000_000,
                        1,
                        null,
                        null,
                        new float[1][0],
                        states,
                        new float[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lstm needs an array of 4,096,004,096 numbers")
        .hasMessageContaining("Use fewer steps or a smaller batch.");
  }

  @Test
  void rowsMayNotRepeatWhereTheInputIsMoreThanMultiplied() {
    Cell cell = Cell.named("sru");
    Kernel kernel = Kernel.of(cell, cell.shapes().at(4, 4, Map.of()));
    Repeats repeats = new Repeats();
    repeats.find(new int[] {2, 2}, 2, 1, null, 3);
    assertThat(repeats.count()).isEqualTo(1);
    float[][] x = {new float[4]};
    float[][] states = {new float[4]};
    float[] output = new float[8];
    assertThat(kernel.mayRepeat()).isFalse();
    assertThatThrownBy(
            () ->
                kernel.run(
                    kernel.weights(),
                    kernel.tape(),
                    Workers.single(),
                    false,
                    2,
                    1,
                    null,
                    repeats,
                    x,
                    states,
                    output))
        .hasMessage("sru does more to its input than multiply it, and needs every row of it.");
    assertThatThrownBy(() -> repeats.find(new int[] {3}, 1, 1, null, 3))
        .hasMessage("There is no symbol 3 among 3; they count from 0.");
  }

  @Test
  void aKernelIsGeneratedOnce() {
    Cell cell = Cell.named("gru");
    Kernel a = Kernel.of(cell, cell.shapes().at(3, 4, Map.of()));
    Kernel b = Kernel.of(Cell.named("gru"), cell.shapes().at(5, 8, Map.of()));
    assertThat(b.compiled).isSameAs(a.compiled);
  }

  @Test
  void everyArgumentIsMeasured() {
    Run run = new Run(Cell.named("elman"));
    assertThatThrownBy(() -> run.weights.pack(new float[][] {{1}}, Workers.single(), false))
        .hasMessage("elman has 3 parameters, but 1 were given.");
    float[][] wrong = run.parameters.clone();
    wrong[1] = new float[7];
    assertThatThrownBy(() -> run.weights.pack(wrong, Workers.single(), false))
        .hasMessage("U_h has 7 numbers, but 400 are needed.");
    assertThat(run.kernel.stateNames()).containsExactly("h");
    assertThatThrownBy(() -> run.forward(new int[] {9, 9}))
        .hasMessage("the array of lengths has 2 numbers, but 5 are needed.");
  }

  /** A state that is left out, such as the step counter of a clock, is no matter of an index. */
  @Test
  void everyArrayIsCounted() {
    Cell cell = Cell.named("clockwork");
    Kernel kernel = Kernel.of(cell, cell.shapes().at(3, 8, Map.of()));
    assertThat(kernel.stateNames()).containsExactly("h", "clock");
    Weights weights = kernel.weights();
    float[][] parameters =
        cell.shapes().parameters().stream()
            .map(p -> new float[8 * (p.isMatrix() ? kernel.sizes().of(p.columns()) : 1)])
            .toArray(float[][]::new);
    weights.pack(parameters, Workers.single(), true);
    Tape tape = kernel.tape();
    float[][] x = {new float[3]};
    float[] output = new float[8];
    float[][] states = {new float[8], new float[1]};
    float[][] stateOnly = {new float[8]};
    String counted = "clockwork has 2 carried states, but 1 were given.";
    assertThatThrownBy(
            () ->
                kernel.run(weights, tape, Workers.single(), true, 1, 1, null, x, stateOnly, output))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(counted);
    kernel.run(weights, tape, Workers.single(), true, 1, 1, null, x, states, output);
    assertThatThrownBy(
            () ->
                kernel.backward(
                    weights, tape, Workers.single(), output, null, parameters, stateOnly))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(counted);
    assertThatThrownBy(
            () ->
                kernel.backward(
                    weights, tape, Workers.single(), output, new float[2][3], parameters, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clockwork has 1 inputs, but 2 were given.");
  }

  @Test
  void rowsThatNoArrayHoldsAreRefused() {
    Cell cell = Cell.named("mingru");
    assertThatThrownBy(() -> Kernel.of(cell, cell.shapes().at(1, 2_000_000_000, Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mingru is too large: all its values at one step are more than 2,147,483,647 numbers."
                + " Use a smaller hidden size.");
  }

  @Test
  void aFailedRunLeavesNothingForBackward() {
    Run run = new Run(Cell.named("elman")).go();
    run.forward(null);
    int[] lengths = {9, 9, 10, 9, 9};
    assertThatThrownBy(() -> run.forward(lengths)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(run::backward).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void weightsAndTapesOfAnotherKernelAreRefused() {
    Run run = new Run(Cell.named("elman")).go();
    Run other = new Run(Cell.named("gru")).go();
    assertThatThrownBy(
            () ->
                run.kernel.run(
                    other.weights,
                    run.tape,
                    Workers.single(),
                    false,
                    9,
                    5,
                    null,
                    run.inputs,
                    run.states,
                    run.output))
        .hasMessage("Weights and tape belong to another kernel; take them from this one.");
  }

  @Test
  void weightsPackedForInferenceDoNotGoBack() {
    Run run = new Run(Cell.named("elman")).go();
    run.weights.pack(run.parameters, Workers.single(), false);
    run.forward(null);
    assertThatThrownBy(run::backward).hasMessage("backward needs weights that were packed for it.");
  }

  @Test
  void aCellOfManyPassesRuns() {
    StringBuilder text = new StringBuilder("many(x[hidden]; h)\n  v0 = x + h\n");
    for (int i = 1; i <= 150; i++) {
      text.append("  v%d = layernorm(v%d)\n".formatted(i, i - 1));
    }
    Cell cell = Cell.parse(text + "  h' = v150\n");
    Kernel kernel = Kernel.of(cell, cell.shapes().at(8, 8, Map.of()));
    Weights weights = kernel.weights();
    weights.pack(new float[0][], Workers.single(), false);
    float[] output = new float[8];
    kernel.run(
        weights,
        kernel.tape(),
        Workers.single(),
        false,
        1,
        1,
        null,
        new float[][] {{1, 2, 3, 4, 5, 6, 7, 8}},
        new float[][] {new float[8]},
        output);
    assertThat(output[7]).isBetween(1.4f, 1.6f);
  }
}
