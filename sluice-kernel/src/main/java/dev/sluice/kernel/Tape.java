package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Program.Carried;
import dev.sluice.kernel.Layout.Buffer;
import dev.sluice.kernel.Layout.Kind;
import dev.sluice.kernel.Plan.Apply;
import dev.sluice.kernel.Plan.Block;
import dev.sluice.kernel.Plan.Copy;
import dev.sluice.kernel.Plan.Draw;
import dev.sluice.kernel.Plan.Multiply;
import dev.sluice.kernel.Plan.Op;
import dev.sluice.kernel.Plan.Operand;
import dev.sluice.kernel.Plan.Part;
import dev.sluice.kernel.Plan.Reduce;
import dev.sluice.kernel.Plan.Ticks;
import dev.sluice.kernel.generated.Passes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one run of a {@link Kernel}: activations for the way back, and scratch. It grows on
 * demand and is reused, so that a steady caller allocates nothing.
 */
public final class Tape {
  /**
   * Rows that one stage treats before the next one does, where steps are independent: they stay
   * cached.
   */
  private static final int TOGETHER = 128;

  final Kernel kernel;
  private final Plan plan;
  final Rows rows = new Rows();
  final float[][] buffers;
  final Kept[] kept;

  private final Operand[] stateStarts;
  private final Operand[] gradientStarts;
  private final ParameterGradients gradients;
  private final int[] stateSizes;
  final int[] inputSizes;
  private final Operand[] inputs;

  /** For each input; null where it has no gradient. */
  private final @Nullable Operand[] inputGradientsAt;

  /** For each buffer the input that it holds, or −1. */
  private final int[] inputOf;

  private final Ports ports;
  private Scratch[] scratch = {};

  // What the current call works on.
  private Weights weights;
  private boolean trained;
  private float[][] x = {};

  private float[] outputGradient = {};

  /**
   * Whether the caller's inputs, or gradient, have the layout of their buffers: no copy is needed.
   */
  private final boolean[] readsInput;

  private boolean readsGradient;
  private float[][] states = {};
  private float[] output = {};
  private float[] @Nullable [] inputGradients;
  private float[] @Nullable [] stateGradients;

  private final Workers.Task forwardTask = this::forwardPart;
  private final Workers.Task backwardTask = this::backwardPart;
  private final Workers.Task gradientTask = this::gradientPart;
  private final Workers.Task additionTask = this::additionPart;

  /** How much of the sequence a buffer keeps in this run. */
  enum Kept {
    /** Nothing: it is the same for all steps. */
    CONSTANT,
    /** The current step alone. */
    ONE,
    /** Two steps in turn. */
    TWO,
    ALL
  }

  /** For each pass, the arguments of its call; one set a thread. */
  private static final class Scratch {
    final float[][][] arrays;
    final int[][] bases;
    final int[][] strides;

    Scratch(Plan plan) {
      int n = plan.applies.size();
      arrays = new float[n][][];
      bases = new int[n][];
      strides = new int[n][];
      for (int i = 0; i < n; i++) {
        arrays[i] = new float[plan.applies.get(i)][];
        bases[i] = new int[plan.applies.get(i)];
        strides[i] = new int[plan.applies.get(i)];
      }
    }
  }

  Tape(Kernel kernel) {
    this.kernel = kernel;
    plan = kernel.plan;
    buffers = new float[plan.strides.length][0];
    kept = new Kept[buffers.length];
    weights = kernel.weights();
    var derivative = plan.layout.steps.derivative();
    stateStarts = starts(derivative.forward().states());
    gradientStarts = starts(derivative.backward().states());
    stateSizes = kernel.stateSizes();
    gradients = new ParameterGradients(kernel);
    ports = new Ports(this);
    List<Cell.Input> declared = kernel.cell().inputs();
    inputs = new Operand[declared.size()];
    inputSizes = new int[inputs.length];
    inputGradientsAt = new @Nullable Operand[inputs.length];
    readsInput = new boolean[inputs.length];
    inputOf = new int[buffers.length];
    Arrays.fill(inputOf, -1);
    for (int i = 0; i < inputs.length; i++) {
      String name = declared.get(i).name();
      inputs[i] = plan.operand(name);
      inputOf[inputs[i].buffer()] = i;
      inputSizes[i] = plan.sizes.of(kernel.cell().shapes().size(name));
      String d = derivative.inputs().get(name);
      inputGradientsAt[i] = d == null ? null : plan.operand(d);
    }
  }

  private Operand[] starts(List<Carried> carried) {
    // Both a state and a carried gradient are found at step 0 of their buffer.
    return carried.stream()
        .map(s -> plan.operand(s.old()))
        .map(o -> new Operand(o.buffer(), o.offset(), 0))
        .toArray(Operand[]::new);
  }

  /** Rows of the last run, over all steps. */
  long rows() {
    return (long) rows.steps * rows.batch;
  }

  /** Batch rows of the last run. */
  int batch() {
    return rows.batch;
  }

  // ----------------------------------------------------------------------------------- memory

  private void prepare(
      Workers workers, boolean training, int steps, int batch, int @Nullable [] lengths) {
    rows.set(steps, batch, lengths, workers.threads());
    Arrays.fill(readsInput, false);
    readsGradient = false;
    // By number: an iterator would be an object in each run that C2 does not always see through.
    for (int i = 0; i < buffers.length; i++) {
      Buffer buffer = plan.layout.buffers.get(i);
      kept[i] =
          switch (buffer.kind) {
            case CONSTANT -> Kept.CONSTANT;
            case STATE -> Kept.ALL;
            case CARRY -> buffer.crosses ? Kept.ALL : Kept.TWO;
            case VALUE -> buffer.crosses || buffer.saved && training ? Kept.ALL : Kept.ONE;
          };
      long slots =
          switch (kept[i]) {
            case CONSTANT -> 0;
            case ONE -> 1;
            case TWO -> 2;
            case ALL -> buffer.kind == Kind.VALUE ? steps : steps + 1L;
          };
      boolean used = training || !buffer.backward;
      long length = used ? Math.multiplyExact(slots * batch, (long) plan.strides[i]) : 0;
      // Plain loops and vectors may read, never use, up to a vector beyond the last row.
      if (length > Integer.MAX_VALUE - 2 * Plan.PAD) {
        throw new IllegalArgumentException(
            ("%s needs an array of %,d numbers for %,d steps of %,d rows; at most 2,147,483,615 are"
                    + " possible. Use fewer steps or a smaller batch.")
                .formatted(kernel.cell().name(), length, steps, batch));
      }
      if (buffers[i].length < length) {
        buffers[i] = new float[(int) length];
      }
    }
    if (scratch.length < workers.threads()) {
      scratch = new Scratch[workers.threads()];
      Arrays.setAll(scratch, _ -> new Scratch(plan));
    }
  }

  float[] array(int buffer) {
    int i = inputOf[buffer];
    if (i >= 0 && readsInput[i]) {
      return x[i];
    }
    if (buffer == kernel.outputs[0].gradient().buffer() && readsGradient) {
      return outputGradient;
    }
    return kept[buffer] == Kept.CONSTANT ? weights.constants[buffer] : buffers[buffer];
  }

  /**
   * Where row 0 of an operand would be, so that row number {@code step * batch + b} is {@code
   * stride} floats further for each row; {@code step} is the current one.
   */
  int base(Operand o, int step) {
    int slot =
        switch (kept[o.buffer()]) {
          case CONSTANT -> 0;
          case ONE -> -step;
          case TWO -> ((step + o.shift()) & 1) - step;
          case ALL -> o.shift();
        };
    return o.offset() + slot * rows.batch * plan.strides[o.buffer()];
  }

  // ---------------------------------------------------------------------------------- forward

  void run(
      Weights weights,
      Workers workers,
      boolean training,
      int steps,
      int batch,
      int @Nullable [] lengths,
      float[][] x,
      float[][] states,
      float[] output) {
    trained = false;
    prepare(workers, training, steps, batch, lengths);
    this.weights = weights;
    this.x = x;
    for (int i = 0; i < inputs.length; i++) {
      readsInput[i] = lengths == null && plan.strides[inputs[i].buffer()] == inputSizes[i];
    }
    this.states = states;
    this.output = output;
    workers.run(forwardTask);
    trained = training;
  }

  private void forwardPart(int part, int parts) {
    for (int i = 0; i < inputs.length; i++) {
      if (!readsInput[i]) {
        ports.copyIn(x[i], inputSizes[i], 0, inputSizes[i], inputs[i], part);
      }
    }
    for (int i = 0; i < stateStarts.length; i++) {
      ports.carryIn(states[i], stateStarts[i], stateSizes[i], part, false);
    }
    for (Block block : plan.forward) {
      if (block.loop()) {
        for (int step = 0; step < rows.steps; step++) {
          step(block, kernel.compiled.forward().passes(), part, step);
        }
      } else {
        allSteps(block, kernel.compiled.forward().passes(), part);
      }
    }
    for (Kernel.Output o : kernel.outputs) {
      ports.copyOut(o.value(), o.size(), output, kernel.outputSize(), o.at(), part);
    }
    for (int i = 0; i < stateStarts.length; i++) {
      ports.carryOut(stateStarts[i], states[i], stateSizes[i], part, true);
    }
    if (kernel.clockCycle > 0) {
      float[] clock = states[stateStarts.length];
      for (int b = rows.split[part]; b < rows.split[part + 1]; b++) {
        clock[b] = time(clock[b], rows.lengths[b]);
      }
    }
  }

  /** A step counter, {@code steps} later. */
  private int time(float counter, int steps) {
    return (int) Math.floorMod((long) counter + steps, (long) kernel.clockCycle);
  }

  private void step(Block block, Passes passes, int part, int step) {
    int from = rows.from[part * (rows.steps + 1) + step];
    int to = rows.from[part * (rows.steps + 1) + step + 1];
    if (from < to) {
      for (Op op : block.ops()) {
        execute(op, passes, part, step, from, to);
      }
    }
  }

  private void allSteps(Block block, Passes passes, int part) {
    int first = rows.from[part * (rows.steps + 1)];
    int end = rows.from[part * (rows.steps + 1) + rows.steps];
    for (int from = first; from < end; from += TOGETHER) {
      int to = Math.min(from + TOGETHER, end);
      for (Op op : block.ops()) {
        execute(op, passes, part, 0, from, to);
      }
    }
  }

  private void execute(Op op, Passes passes, int part, int step, int from, int to) {
    int[] list = rows.ofPart;
    switch (op) {
      case Multiply m -> {
        Operand c = m.c();
        boolean accumulate = m.accumulate();
        for (Part p : m.parts()) {
          Operand a = p.a();
          kernel.gemm.multiply(
              array(a.buffer()),
              base(a, step),
              plan.strides[a.buffer()],
              weights.packed[p.matrix()],
              CacheLines.START,
              p.k(),
              m.n(),
              array(c.buffer()),
              base(c, step),
              plan.strides[c.buffer()],
              list,
              from,
              to,
              accumulate);
          accumulate = true;
        }
      }
      case Apply a -> {
        Scratch s = scratch[part];
        float[][] arrays = s.arrays[a.number()];
        int[] bases = s.bases[a.number()];
        int[] strides = s.strides[a.number()];
        for (int k = 0; k < arrays.length; k++) {
          Operand o = a.operands()[k];
          arrays[k] = array(o.buffer());
          bases[k] = base(o, step);
          strides[k] = plan.strides[o.buffer()];
        }
        passes.run(a.pass(), arrays, bases, strides, list, from, to, a.width());
      }
      case Reduce r -> {
        float[] in = array(r.a().buffer());
        float[] out = array(r.result().buffer());
        int inBase = base(r.a(), step);
        int outBase = base(r.result(), step);
        for (int e = from; e < to; e++) {
          int at = inBase + list[e] * plan.strides[r.a().buffer()];
          out[outBase + list[e] * plan.strides[r.result().buffer()]] =
              r.largest() ? Sums.largest(in, at, r.n()) : Sums.total(in, at, r.n());
        }
      }
      case Draw d -> {
        float[] out = array(d.to().buffer());
        int base = base(d.to(), step);
        for (int e = from; e < to; e++) {
          int row = list[e];
          int at = base + row * plan.strides[d.to().buffer()];
          Masks.draw(d, weights.draws, row % rows.batch, row / rows.batch, out, at);
        }
      }
      case Ticks t -> {
        float[] out = array(t.to().buffer());
        float[] clock = states[stateStarts.length];
        int base = base(t.to(), step);
        for (int e = from; e < to; e++) {
          int row = list[e];
          int at = base + row * plan.strides[t.to().buffer()];
          Masks.ticks(t, time(clock[row % rows.batch], row / rows.batch), out, at);
        }
      }
      case Copy c -> {
        float[] in = array(c.from().buffer());
        float[] out = array(c.to().buffer());
        int inBase = base(c.from(), step);
        int outBase = base(c.to(), step);
        for (int e = from; e < to; e++) {
          int at = inBase + list[e] * plan.strides[c.from().buffer()];
          System.arraycopy(in, at, out, outBase + list[e] * plan.strides[c.to().buffer()], c.n());
        }
      }
    }
  }

  // --------------------------------------------------------------------------------- backward

  void backward(
      Weights weights,
      Workers workers,
      float[] outputGradient,
      float[] @Nullable [] inputGradients,
      float[][] parameterGradients,
      float[] @Nullable [] stateGradients) {
    if (!trained) {
      throw new IllegalStateException("backward needs a run with training before each call.");
    }
    if (rows.parts != workers.threads()) {
      throw new IllegalStateException("backward needs as many threads as the run before it.");
    }
    trained = false;
    this.weights = weights;
    this.outputGradient = outputGradient;
    readsGradient =
        rows.isFull()
            && kernel.outputs.length == 1
            && plan.strides[kernel.outputs[0].gradient().buffer()] == kernel.outputSize();
    this.inputGradients = inputGradients;
    this.stateGradients = stateGradients;
    workers.run(backwardTask);
    gradients.start(parameterGradients, weights.draws, workers.threads());
    workers.run(gradientTask);
    workers.run(additionTask);
  }

  private void backwardPart(int part, int parts) {
    for (int k = 0; k < kernel.outputs.length && !readsGradient; k++) {
      Kernel.Output o = kernel.outputs[k];
      ports.copyIn(outputGradient, kernel.outputSize(), o.at(), o.size(), o.gradient(), part);
    }
    for (int i = 0; i < gradientStarts.length; i++) {
      float[] gradient = stateGradients == null ? null : stateGradients[i];
      ports.carryIn(gradient, gradientStarts[i], stateSizes[i], part, true);
    }
    for (Block block : plan.backward) {
      if (block.loop()) {
        for (int step = rows.steps - 1; step >= 0; step--) {
          step(block, kernel.compiled.backward().passes(), part, step);
        }
      } else {
        allSteps(block, kernel.compiled.backward().passes(), part);
      }
    }
    for (int i = 0; inputGradients != null && i < inputs.length; i++) {
      ports.copyOut(inputGradientsAt[i], inputSizes[i], inputGradients[i], inputSizes[i], 0, part);
    }
    if (stateGradients != null) {
      for (int i = 0; i < gradientStarts.length; i++) {
        ports.carryOut(gradientStarts[i], stateGradients[i], stateSizes[i], part, false);
      }
      if (kernel.clockCycle > 0) {
        int first = rows.split[part];
        Arrays.fill(stateGradients[gradientStarts.length], first, rows.split[part + 1], 0);
      }
    }
  }

  private void gradientPart(int part, int parts) {
    gradients.part(part, parts, rows, this);
  }

  private void additionPart(int part, int parts) {
    gradients.add(part, parts);
  }
}
