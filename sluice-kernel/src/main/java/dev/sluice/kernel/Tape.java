package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Program.Carried;
import dev.sluice.kernel.Layout.Buffer;
import dev.sluice.kernel.Plan.Operand;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
  static final int TOGETHER = 128;

  /** Floats of all matrices from which on threads share units: of single rows, and of any. */
  private static final int WORTH_MEETING = 100_000;

  private static final int CACHED = 1_000_000;

  /** What threads divide among them; whichever it is, the bits are the same. */
  enum Division {
    BEST,
    ROWS,
    UNITS
  }

  /** Other than {@code BEST} for comparing. */
  Division division = Division.BEST;

  final Kernel kernel;
  private final Plan plan;
  final Rows rows = new Rows();

  /** Where the buffers are, by number. */
  final float[][] buffers;

  final int[] starts;
  private final long[] room;
  private final Arena arena = new Arena();
  final Kept[] kept;

  final Operand[] stateStarts;
  final Operand[] gradientStarts;
  private final ParameterGradients gradients;
  final int[] stateSizes;
  final int[] inputSizes;
  final Operand[] inputs;

  /** For each input; null where it has no gradient. */
  private final @Nullable Operand[] inputGradientsAt;

  /**
   * For each buffer the caller's array that takes its place, with no copying, where it has the same
   * layout: an input, the output's gradient, an input's gradient.
   */
  private final float @Nullable [][] borrowed;

  final Ports ports;
  private Walk[] walks = {};
  final Meeting meeting = new Meeting();

  /** Threads of the last run. */
  private int threads;

  /** Whether they share the units of all rows, instead of the rows. */
  boolean sharesUnits;

  /** Steps that one tile of the last run has. */
  int tile;

  // What the current call works on.
  Weights weights;
  private boolean trained;

  /** Whether the gradients of parameters are wanted. */
  private boolean learns;

  private float[][] x = {};

  /** What is done to an input of which rows repeat; null where they do not in this run. */
  @Nullable Repetition repetition;

  private @Nullable Repetition lastRepetition;
  private float[] outputGradient = {};

  float[][] states = {};
  private float[] output = {};
  private float[] @Nullable [] inputGradients;
  float[] @Nullable [] stateGradients;

  private final Workers.Task forwardTask = this::forwardPart;
  private final Workers.Task backwardTask = this::backwardPart;
  private final Workers.Task gradientTask = this::gradientPart;
  private final Workers.Task additionTask = this::additionPart;
  private final Workers.Task repeatTask = this::repeatPart;
  private final Workers.Task sumTask = this::sumPart;

  /** How much of the sequence a buffer keeps in this run. */
  enum Kept {
    /** Nothing: it is the same for all steps. */
    CONSTANT,
    /** The current step alone. */
    ONE,
    /** Two steps in turn. */
    TWO,
    /** The steps of the current tile. */
    TILE,
    ALL
  }

  Tape(Kernel kernel) {
    this.kernel = kernel;
    plan = kernel.plan;
    buffers = new float[plan.strides.length][0];
    starts = new int[buffers.length];
    room = new long[buffers.length];
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
    borrowed = new float @Nullable [buffers.length][];
    for (int i = 0; i < inputs.length; i++) {
      String name = declared.get(i).name();
      inputs[i] = plan.operand(name);
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

  private boolean sharesUnits(int batch) {
    return switch (division) {
      case ROWS -> false;
      case UNITS -> threads > 1;
      case BEST -> sharesUnits(plan, threads, batch);
    };
  }

  /**
   * Rows need no waiting. Units are better where there are too few rows, if a step is worth meeting
   * for it; and where the matrices outgrow the cache of a core, as each thread then reads only its
   * share of them.
   */
  static boolean sharesUnits(Plan plan, int threads, int batch) {
    boolean meets = threads > 1 && threads <= Runtime.getRuntime().availableProcessors();
    return meets && plan.forwardFloats >= (batch < threads ? WORTH_MEETING : CACHED);
  }

  /** Steps of one tile where {@code parts} threads divide the rows. */
  static int tile(int batch, int parts) {
    return Math.max(1, TOGETHER / Math.max(1, Math.ceilDiv(batch, parts)));
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
    threads = workers.threads();
    sharesUnits = sharesUnits(batch);
    rows.set(steps, batch, lengths, sharesUnits ? 1 : threads);
    tile = tile(batch, rows.parts);
    Arrays.fill(borrowed, null);
    // By number: an iterator would be an object in each run that C2 does not always see through.
    for (int i = 0; i < buffers.length; i++) {
      Buffer buffer = plan.layout.buffers.get(i);
      kept[i] = RunMemory.kept(buffer, training);
      room[i] = RunMemory.length(kernel, buffer, training, steps, batch, tile);
    }
    arena.place(room, buffers, starts);
    if (walks.length < threads) {
      walks = new Walk[threads];
      Arrays.setAll(walks, _ -> new Walk(this));
    }
  }

  float[] array(int buffer) {
    float[] array = borrowed[buffer];
    if (array != null) {
      return array;
    }
    return kept[buffer] == Kept.CONSTANT ? weights.constants[buffer] : buffers[buffer];
  }

  /** Lets dense {@code [step, batch, size]} take the place of an operand's buffer, if it can. */
  private void borrow(float[] dense, Operand operand, int size) {
    int buffer = operand.buffer();
    if (rows.isFull() && plan.strides[buffer] == size) {
      borrowed[buffer] = dense;
      starts[buffer] = 0;
      kept[buffer] = Kept.ALL; // the caller's array has all steps
    }
  }

  boolean isBorrowed(Operand operand) {
    return borrowed[operand.buffer()] != null;
  }

  /**
   * Where row 0 of an operand would be, so that row number {@code step * batch + b} is {@code
   * stride} floats further for each row; {@code step} is the current one, {@code first} that with
   * which its tile begins.
   */
  int base(Operand o, int step, int first) {
    int slot =
        switch (kept[o.buffer()]) {
          case CONSTANT -> 0;
          case ONE -> -step;
          case TWO -> ((step + o.shift()) & 1) - step;
          case TILE -> -first;
          case ALL -> o.shift();
        };
    return starts[o.buffer()] + o.offset() + slot * rows.batch * plan.strides[o.buffer()];
  }

  // ---------------------------------------------------------------------------------- forward

  void run(
      Weights weights,
      Workers workers,
      boolean training,
      int steps,
      int batch,
      int @Nullable [] lengths,
      @Nullable Repeats repeats,
      float[][] x,
      float[][] states,
      float[] output) {
    trained = false;
    prepare(workers, training, steps, batch, lengths);
    this.weights = weights;
    this.x = x;
    repeat(repeats, workers);
    for (int i = repetition == null ? 0 : 1; i < inputs.length; i++) {
      borrow(x[i], inputs[i], inputSizes[i]);
    }
    this.states = states;
    this.output = output;
    meeting.begin(threads);
    workers.run(forwardTask);
    trained = training;
  }

  private void repeat(@Nullable Repeats repeats, Workers workers) {
    repetition = null;
    if (repeats != null) {
      if (lastRepetition == null) {
        lastRepetition = new Repetition(kernel);
      }
      repetition = lastRepetition;
      repetition.start(repeats, x[0]);
      workers.run(repeatTask);
    }
  }

  private void repeatPart(int part, int parts) {
    Objects.requireNonNull(repetition).multiply(weights, part, parts);
  }

  private void forwardPart(int part, int parts) {
    try {
      walks[part].forward(part, parts);
    } catch (Meeting.Abandoned another) {
      // What went wrong in another thread is reported there.
    } catch (Throwable e) {
      meeting.abandon();
      throw e;
    }
  }

  /** Copies entries {@code [from, to)} of the rows' list in. */
  void copyInputs(int first, int from, int to) {
    for (int i = repetition == null ? 0 : 1; i < inputs.length; i++) {
      if (!isBorrowed(inputs[i])) {
        ports.copyIn(x[i], inputSizes[i], 0, inputSizes[i], inputs[i], first, from, to);
      }
    }
  }

  /** Copies what leaves the cell at steps {@code [first, end)}, of some batch rows. */
  void copyOutputs(int first, int end, int fromRow, int toRow) {
    for (Kernel.Output o : kernel.outputs) {
      int width = kernel.outputSize();
      ports.copyOut(o.value(), o.size(), output, width, o.at(), first, end, fromRow, toRow);
    }
  }

  // --------------------------------------------------------------------------------- backward

  void backward(
      Weights weights,
      Workers workers,
      float[] outputGradient,
      float[] @Nullable [] inputGradients,
      float[] @Nullable [] parameterGradients,
      float[] @Nullable [] stateGradients) {
    if (!trained) {
      throw new IllegalStateException("backward needs a run with training before each call.");
    }
    if (threads != workers.threads()) {
      throw new IllegalStateException("backward needs as many threads as the run before it.");
    }
    trained = false;
    this.weights = weights;
    this.outputGradient = outputGradient;
    if (kernel.outputs.length == 1) {
      borrow(outputGradient, kernel.outputs[0].gradient(), kernel.outputSize());
    }
    int repeated = repetition == null ? 0 : 1;
    for (int i = repeated; inputGradients != null && i < inputs.length; i++) {
      Operand gradient = inputGradientsAt[i];
      // Where it takes the place of a value of the way forward, that is still to be read there.
      if (gradient != null && plan.layout.buffers.get(gradient.buffer()).backward) {
        borrow(inputGradients[i], gradient, inputSizes[i]);
      }
    }
    this.inputGradients = inputGradients;
    this.stateGradients = stateGradients;
    meeting.begin(threads);
    workers.run(backwardTask);
    if (repetition != null) {
      repetition.startBack();
      workers.run(sumTask);
    }
    learns = parameterGradients != null;
    if (parameterGradients != null) {
      gradients.start(parameterGradients, weights.draws, workers.threads());
      workers.run(gradientTask);
    }
    workers.run(additionTask);
  }

  private void backwardPart(int part, int parts) {
    try {
      walks[part].backward(part, parts);
    } catch (Meeting.Abandoned another) {
      // What went wrong in another thread is reported there.
    } catch (Throwable e) {
      meeting.abandon();
      throw e;
    }
  }

  /** Sets the sums over steps to zero, of some batch rows. */
  void clearSums(int fromRow, int toRow) {
    for (int i = 0; i < buffers.length; i++) {
      if (plan.layout.buffers.get(i).kind == Layout.Kind.SUM) {
        int stride = plan.strides[i];
        Arrays.fill(buffers[i], starts[i] + fromRow * stride, starts[i] + toRow * stride, 0);
      }
    }
  }

  /** Copies entries {@code [from, to)} of the rows' list in. */
  void copyOutputGradients(int first, int from, int to) {
    for (Kernel.Output o : kernel.outputs) {
      if (!isBorrowed(o.gradient())) {
        int width = kernel.outputSize();
        ports.copyIn(outputGradient, width, o.at(), o.size(), o.gradient(), first, from, to);
      }
    }
  }

  /** Copies the gradients of the inputs at steps {@code [first, end)}, of some batch rows. */
  void copyInputGradients(int first, int end, int fromRow, int toRow) {
    int repeated = repetition == null ? 0 : 1;
    for (int i = repeated; inputGradients != null && i < inputs.length; i++) {
      Operand gradient = inputGradientsAt[i];
      if (gradient == null || !isBorrowed(gradient)) {
        int size = inputSizes[i];
        ports.copyOut(gradient, size, inputGradients[i], size, 0, first, end, fromRow, toRow);
      }
    }
  }

  private void gradientPart(int part, int parts) {
    gradients.part(part, parts, rows, this);
  }

  private void sumPart(int part, int parts) {
    Objects.requireNonNull(repetition).addDeltas(this, part, parts);
  }

  private void additionPart(int part, int parts) {
    if (learns) {
      gradients.add(part, parts);
    }
    if (repetition != null && inputGradients != null) {
      repetition.gradients(weights, inputGradients[0], part, parts);
    }
  }
}
