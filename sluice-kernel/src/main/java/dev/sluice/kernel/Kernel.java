package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Init;
import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cell compiled for one set of sizes: forward over a sequence, and back. Immutable and shared by
 * threads; what is learned is in {@link Weights}, what one run needs again in {@link Tape}.
 *
 * <p>Arrays are dense, row-major {@code [step, batch, size]}, and belong to the caller.
 */
public final class Kernel {
  final Plan plan;
  final CompiledCell compiled;
  final Gemm gemm;
  final Output[] outputs;
  private final Sizes sizes;
  private final long[] parameterLengths;
  private final int[] stateSizes;
  private final float[] stateStarts;
  private final boolean mayRepeat;

  /** After how many steps the clocks are where they began; 0 without clocks. */
  final int clockCycle;

  /** A part of what leaves the cell, at column {@code at} of {@code size} columns. */
  record Output(Plan.Operand value, Plan.Operand gradient, int at, int size) {}

  private Kernel(CompiledCell compiled, Sizes sizes) {
    this.compiled = compiled;
    this.sizes = sizes;
    Steps steps = compiled.layout().steps;
    Shapes shapes = compiled.cell().shapes();
    plan = new Plan(shapes, compiled.layout(), sizes, compiled.forward(), compiled.backward());
    gemm = compiled.gemm();
    mayRepeat = Repetition.isPossible(steps, compiled.cell().inputs().getFirst().name());
    parameterLengths =
        shapes.parameters().stream()
            .mapToLong(
                p -> {
                  long columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
                  return Math.multiplyExact(columns, sizes.of(p.rows()));
                })
            .toArray();
    List<Carried> states = steps.derivative().forward().states();
    clockCycle = compiled.cell().clockCycle();
    int clock = clockCycle > 0 ? 1 : 0;
    stateSizes = new int[states.size() + clock];
    Arrays.setAll(stateSizes, i -> i < states.size() ? sizes.of(states.get(i).size()) : 1);
    stateStarts = new float[stateSizes.length];
    for (Init init : compiled.cell().inits()) {
      for (int i = 0; i < states.size(); i++) {
        if (init.value() instanceof Init.Value.Number(double value)
            && init.target().equals(states.get(i).old())) {
          stateStarts[i] = (float) value;
        }
      }
    }
    List<String> names = steps.derivative().forward().outputs();
    outputs = new Output[names.size()];
    int at = 0;
    for (int k = 0; k < outputs.length; k++) {
      int size = sizes.of(shapes.outputSizes().get(k));
      outputs[k] = new Output(plan.operand(names.get(k)), plan.operand("d.out." + k), at, size);
      at = Math.addExact(at, size);
    }
  }

  /** The kernel of {@code cell}, generated on first use and shared by all with the same text. */
  public static Kernel of(Cell cell, Sizes sizes) {
    return of(cell, sizes, CompiledCell.of(cell, Vectors.lanes(), true));
  }

  /**
   * The same for vectors of {@code lanes} floats from the first operation on, 1 for plain loops.
   * All give the same bits, so this is for comparing them.
   */
  static Kernel of(Cell cell, Sizes sizes, int lanes) {
    return of(cell, sizes, CompiledCell.of(cell, lanes, false));
  }

  private static Kernel of(Cell cell, Sizes sizes, CompiledCell compiled) {
    try {
      return new Kernel(compiled, sizes);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s is too large: all its values at one step are more than 2,147,483,647 numbers. Use a"
                  .formatted(cell.name())
              + " smaller hidden size.",
          e);
    }
  }

  /** What to tell the user once, where this JVM runs kernels as plain loops; else nothing. */
  public static Optional<String> advice() {
    return Vectors.advice();
  }

  /** The cell. */
  public Cell cell() {
    return compiled.cell();
  }

  /** The numbers of its sizes. */
  public Sizes sizes() {
    return sizes;
  }

  /** The size of what leaves the cell at each step. */
  public int outputSize() {
    Output last = outputs[outputs.length - 1];
    return last.at + last.size;
  }

  /**
   * The names of the carried states, in the order of the header. A state whose previous value
   * nobody reads is not carried. A cell with a clock carries each row's step counter besides, as
   * the last, under the name {@code clock}.
   */
  public List<String> stateNames() {
    List<String> names = new ArrayList<>();
    compiled.layout().steps.derivative().forward().states().forEach(s -> names.add(s.old()));
    if (clockCycle > 0) {
      names.add("clock");
    }
    return names;
  }

  /** The sizes of the carried states. */
  public int[] stateSizes() {
    return stateSizes.clone();
  }

  /** The values that carried states have at the start, by {@code init} or 0. */
  public float[] stateStarts() {
    return stateStarts.clone();
  }

  /**
   * Whether nothing is done to the first input but to multiply it by matrices, for all steps at
   * once: equal rows then need to be multiplied only once.
   */
  public boolean mayRepeat() {
    return mayRepeat;
  }

  /**
   * The bytes that {@link #weights} take once packed; nothing is allocated to find out.
   *
   * @param training whether {@link #backward} will be called, and noise drawn
   * @throws IllegalArgumentException if an array of more than 2³¹−1 numbers is needed
   */
  public long weightBytes(boolean training) {
    return RunMemory.weights(this, training);
  }

  /**
   * The bytes that a {@link #tape} holds after a run, and after the way back where there is one;
   * nothing is allocated to find out. The caller's arrays are not among them.
   *
   * @param repeated how many rows of the first input differ, where it is given as {@link Repeats};
   *     0 where it is not
   * @throws IllegalArgumentException if an array of more than 2³¹−1 numbers is needed
   */
  public long tapeBytes(boolean training, int steps, int batch, int repeated, int threads) {
    return RunMemory.tape(this, training, steps, batch, mayRepeat ? repeated : 0, threads);
  }

  /** Memory for packed weights; {@link Weights#pack} fills it. */
  public Weights weights() {
    return new Weights(this);
  }

  /** Memory for one run; it grows on demand and is reused. Belongs to one thread at a time. */
  public Tape tape() {
    return new Tape(this);
  }

  /**
   * Runs the cell over a sequence.
   *
   * @param training whether {@link #backward} may follow; without it less memory is used
   * @param lengths valid steps of each row, or null where all rows have {@code steps}; past its
   *     length a row outputs 0, keeps its state, and its input is not read
   * @param inputs for each input of the header {@code [step, batch, size]}, {@code x} first; left
   *     as they are until {@link #backward} has been called
   * @param states {@code [batch, size]} for each carried state; read at the start, overwritten with
   *     the state after each row's last step
   * @param output {@code [step, batch, output]}, overwritten
   * @throws IllegalArgumentException if an array is missing or too short, a length is no number of
   *     steps, or the run needs an array of more than 2³¹−1 numbers
   */
  public void run(
      Weights weights,
      Tape tape,
      Workers workers,
      boolean training,
      int steps,
      int batch,
      int @Nullable [] lengths,
      float[][] inputs,
      float[][] states,
      float[] output) {
    run(weights, tape, workers, training, steps, batch, lengths, null, inputs, states, output);
  }

  /**
   * The same where many rows of the first input are equal: {@code inputs[0]} has each different row
   * once, {@code [repeats.count(), size]}, and {@link #backward} gives its gradient so.
   *
   * @param repeats which of them stands at each step and batch row; left as it is until {@link
   *     #backward} has been called; null for none
   * @throws IllegalArgumentException where the cell does not {@link #mayRepeat}
   */
  public void run(
      Weights weights,
      Tape tape,
      Workers workers,
      boolean training,
      int steps,
      int batch,
      int @Nullable [] lengths,
      @Nullable Repeats repeats,
      float[][] inputs,
      float[][] states,
      float[] output) {
    if (steps < 0 || batch < 0) {
      throw new IllegalArgumentException(
          "A run has at least 0 steps and rows, not %d steps of %d rows.".formatted(steps, batch));
    }
    check(weights, tape);
    long rows = Math.multiplyExact((long) steps, batch);
    if (lengths != null) {
      check("the array of lengths", lengths.length, batch);
    }
    count("inputs", tape.inputSizes.length, inputs.length);
    if (repeats != null) {
      if (!mayRepeat) {
        throw new IllegalArgumentException(
            "%s does more to its input than multiply it, and needs every row of it."
                .formatted(cell().name()));
      }
      check("the repetition of rows", repeats.length(), rows);
    }
    for (int i = 0; i < inputs.length; i++) {
      long count = i == 0 && repeats != null ? repeats.count() : rows;
      check("the input", inputs[i].length, count * tape.inputSizes[i]);
    }
    check("the output", output.length, rows * outputSize());
    count("carried states", stateSizes.length, states.length);
    for (int i = 0; i < stateSizes.length; i++) {
      check("a state", states[i].length, (long) batch * stateSizes[i]);
    }
    tape.run(weights, workers, training, steps, batch, lengths, repeats, inputs, states, output);
  }

  /**
   * Backpropagation through time over what {@link #run} left on the tape; it uses that up.
   *
   * @param outputGradient {@code [step, batch, output]}
   * @param inputGradients for each input {@code [step, batch, size]}, or as its rows were given,
   *     overwritten, zero past a row's length; null where nobody needs them
   * @param parameterGradients for each parameter in the order of {@code cell().shapes()}; added to;
   *     null where nobody needs them
   * @param stateGradients for each carried state, {@code [batch, size]}: the gradient of the final
   *     state on entry, of the initial state on return; null for zero and not wanted (truncated
   *     backpropagation through time)
   * @throws IllegalArgumentException if an array is missing or too short
   * @throws IllegalStateException if {@link #run} with {@code training} was not the last call
   */
  public void backward(
      Weights weights,
      Tape tape,
      Workers workers,
      float[] outputGradient,
      float[] @Nullable [] inputGradients,
      float[] @Nullable [] parameterGradients,
      float[] @Nullable [] stateGradients) {
    check(weights, tape);
    if (!weights.forBackward) {
      throw new IllegalStateException("backward needs weights that were packed for it.");
    }
    if (parameterGradients != null) {
      check(parameterGradients);
    }
    long rows = tape.rows();
    check("the output's gradient", outputGradient.length, rows * outputSize());
    if (inputGradients != null) {
      count("inputs", tape.inputSizes.length, inputGradients.length);
      for (int i = 0; i < tape.inputSizes.length; i++) {
        long count = i == 0 && tape.repetition != null ? tape.repetition.count : rows;
        check("an input's gradient", inputGradients[i].length, count * tape.inputSizes[i]);
      }
    }
    if (stateGradients != null) {
      count("carried states", stateSizes.length, stateGradients.length);
      for (int i = 0; i < stateSizes.length; i++) {
        check("a state's gradient", stateGradients[i].length, (long) tape.batch() * stateSizes[i]);
      }
    }
    tape.backward(
        weights, workers, outputGradient, inputGradients, parameterGradients, stateGradients);
  }

  private void check(Weights weights, Tape tape) {
    if (weights.kernel != this || tape.kernel != this) {
      throw new IllegalArgumentException(
          "Weights and tape belong to another kernel; take them from this one.");
    }
  }

  private void count(String what, int needed, int given) {
    if (given != needed) {
      throw new IllegalArgumentException(
          "%s has %d %s, but %d were given.".formatted(cell().name(), needed, what, given));
    }
  }

  private static void check(String what, int length, long needed) {
    if (length < needed) {
      throw new IllegalArgumentException(
          "%s has %,d numbers, but %,d are needed.".formatted(what, length, needed));
    }
  }

  /** One array of the right length for each parameter. */
  void check(float[][] parameters) {
    count("parameters", parameterLengths.length, parameters.length);
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].length != parameterLengths[i]) {
        String name = cell().shapes().parameters().get(i).name();
        throw new IllegalArgumentException(
            "%s has %,d numbers, but %,d are needed."
                .formatted(name, parameters[i].length, parameterLengths[i]));
      }
    }
  }
}
