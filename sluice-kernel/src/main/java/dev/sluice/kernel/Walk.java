package dev.sluice.kernel;

import dev.sluice.kernel.Plan.Apply;
import dev.sluice.kernel.Plan.Block;
import dev.sluice.kernel.Plan.Copy;
import dev.sluice.kernel.Plan.Draw;
import dev.sluice.kernel.Plan.Multiply;
import dev.sluice.kernel.Plan.Op;
import dev.sluice.kernel.Plan.Operand;
import dev.sluice.kernel.Plan.Part;
import dev.sluice.kernel.Plan.Ticks;
import dev.sluice.kernel.generated.Passes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one thread through time, forward and back. Threads divide the batch rows, and then
 * never wait for each other; or each does its share of the units of all rows, and they meet where
 * one reads what another wrote. Which of both changes no bit of the result.
 *
 * <p>A sequence is walked in tiles of steps: what a stage leaves for all steps of a tile is still
 * cached when the next stage reads it.
 */
final class Walk {

  /** Floats of a matrix that are multiplied before the next so many: a part of the cache. */
  private static final int RUN = 1 << 17;

  private final Tape tape;
  private final Kernel kernel;
  private final Plan plan;
  private final Rows rows;
  private final Ports ports;

  /** For each generated run, how it is called. */
  private final Call[] calls;

  /** Of the rows: part {@link #part}; of the units: share {@code share} of {@code shares}. */
  private int part;

  private int share;
  private int shares;

  /** The batch rows whose states this thread carries in and out. */
  private int fromRow;

  private int toRow;

  /** The first step of the tile. */
  private int first;

  Walk(Tape tape) {
    this.tape = tape;
    kernel = tape.kernel;
    plan = kernel.plan;
    rows = tape.rows;
    ports = tape.ports;
    calls = new Call[plan.applies];
    float[] scratch = Reduction.scratch();
    for (Block[] blocks : List.of(plan.forward, plan.backward)) {
      for (Block block : blocks) {
        for (Op op : block.ops()) {
          if (op instanceof Apply a) {
            calls[a.number()] = new Call(a, scratch);
          }
        }
      }
    }
  }

  /** Says what this thread, number {@code thread} of {@code threads}, has to do. */
  private void start(int thread, int threads) {
    part = tape.sharesUnits ? 0 : thread;
    share = tape.sharesUnits ? thread : 0;
    shares = tape.sharesUnits ? threads : 1;
    fromRow = shares > 1 ? cut(0, rows.batch, share) : rows.split[part];
    toRow = shares > 1 ? cut(0, rows.batch, share + 1) : rows.split[part + 1];
  }

  // ---------------------------------------------------------------------------------- both ways

  /** Runs the share of {@code thread}, of {@code threads}. */
  void forward(int thread, int threads) {
    start(thread, threads);
    for (int i = 0; i < tape.stateStarts.length; i++) {
      ports.carryIn(tape.states[i], tape.stateStarts[i], tape.stateSizes[i], fromRow, toRow, false);
    }
    Passes passes = kernel.compiled.forward().passes();
    prepare(plan.forward);
    for (first = 0; first < rows.steps; first += tape.tile) {
      int end = Math.min(first + tape.tile, rows.steps);
      tape.copyInputs(first, mine(first, end, share), mine(first, end, share + 1));
      meet();
      tile(plan.forward, passes, end, false);
      tape.copyOutputs(first, end, fromRow, toRow);
      meet();
    }
    for (int i = 0; i < tape.stateStarts.length; i++) {
      ports.carryOut(tape.stateStarts[i], tape.states[i], tape.stateSizes[i], fromRow, toRow, true);
    }
    if (kernel.clockCycle > 0) {
      float[] clock = tape.states[tape.stateStarts.length];
      for (int b = fromRow; b < toRow; b++) {
        clock[b] = time(clock[b], rows.lengths[b]);
      }
    }
  }

  /** The same for the way back. */
  void backward(int thread, int threads) {
    start(thread, threads);
    float[] @Nullable [] ends = tape.stateGradients;
    for (int i = 0; i < tape.gradientStarts.length; i++) {
      float[] gradient = ends == null ? null : ends[i];
      ports.carryIn(gradient, tape.gradientStarts[i], tape.stateSizes[i], fromRow, toRow, true);
    }
    tape.clearSums(fromRow, toRow);
    Passes passes = kernel.compiled.backward().passes();
    prepare(plan.backward);
    int tiles = Math.ceilDiv(rows.steps, tape.tile);
    for (int t = tiles - 1; t >= 0; t--) {
      first = t * tape.tile;
      int end = Math.min(first + tape.tile, rows.steps);
      tape.copyOutputGradients(first, mine(first, end, share), mine(first, end, share + 1));
      meet();
      tile(plan.backward, passes, end, true);
      tape.copyInputGradients(first, end, fromRow, toRow);
    }
    meet();
    if (ends != null) {
      for (int i = 0; i < tape.gradientStarts.length; i++) {
        ports.carryOut(tape.gradientStarts[i], ends[i], tape.stateSizes[i], fromRow, toRow, false);
      }
      if (kernel.clockCycle > 0) {
        Arrays.fill(ends[tape.gradientStarts.length], fromRow, toRow, 0);
      }
    }
  }

  /** Before the first tile of one direction. */
  private void prepare(Block[] blocks) {
    for (Block block : blocks) {
      for (Op op : block.ops()) {
        if (op instanceof Apply a) {
          calls[a.number()].prepare();
        }
      }
    }
  }

  /** The blocks of one direction over the steps of this tile, the last of which is before end. */
  private void tile(Block[] blocks, Passes passes, int end, boolean back) {
    for (Block block : blocks) {
      for (Op op : block.ops()) {
        if (op instanceof Apply a) {
          calls[a.number()].turnTo(first);
        }
      }
      if (block.loop()) {
        for (int i = first; i < end; i++) {
          int step = back ? end - 1 - (i - first) : i;
          block(block, passes, step, entry(step), entry(step + 1));
        }
      } else {
        together(block, passes, end);
      }
      meet();
    }
  }

  /** Where the rows of a step begin in the list of this part. */
  private int entry(int step) {
    return rows.from[part * (rows.steps + 1) + step];
  }

  /** Where the share of a thread begins in the list of the rows of a tile. */
  private int mine(int first, int end, int share) {
    return cut(entry(first), entry(end), share);
  }

  private int cut(int from, int to, int share) {
    return from + (int) ((long) (to - from) * share / shares);
  }

  private void meet() {
    if (shares > 1) {
      tape.meeting.await(share);
    }
  }

  /** A step counter, {@code steps} later. */
  private int time(float counter, int steps) {
    return (int) Math.floorMod((long) counter + steps, (long) kernel.clockCycle);
  }

  // ---------------------------------------------------------------------------------- the stages

  /** All steps of a tile at once, some rows after the other. */
  private void together(Block block, Passes passes, int end) {
    int last = entry(end);
    for (int from = entry(first); from < last; from += Tape.TOGETHER) {
      block(block, passes, 0, from, Math.min(from + Tape.TOGETHER, last));
    }
  }

  private void block(Block block, Passes passes, int step, int from, int to) {
    if (from == to) {
      return;
    }
    for (int i = 0; i < block.ops().length; i++) {
      if (block.meets()[i]) {
        meet();
      }
      execute(block.ops()[i], passes, step, from, to);
    }
    if (block.meetsAtEnd()) {
      meet();
    }
  }

  private void execute(Op op, Passes passes, int step, int from, int to) {
    switch (op) {
      case Multiply m -> multiply(m, step, from, to);
      case Apply a when a.byUnit() -> calls[a.number()].run(passes, step, from, to);
      case Apply a -> {
        calls[a.number()].run(passes, step, cut(from, to, share), cut(from, to, share + 1));
      }
      case Draw d -> draw(d, step, cut(from, to, share), cut(from, to, share + 1));
      case Ticks t -> ticks(t, step, cut(from, to, share), cut(from, to, share + 1));
      case Copy c -> copy(c, step, cut(from, to, share), cut(from, to, share + 1));
    }
  }

  /**
   * Odd steps go through the columns from the last to the first: they find in the cache what the
   * step before them read last. The matrix as a whole may be larger than the cache.
   */
  private void multiply(Multiply m, int step, int from, int to) {
    Repetition repetition = tape.repetition;
    if (repetition != null && repetition.replaces(m)) {
      float[] c = tape.array(m.c().buffer());
      repetition.copy(m, rows.ofPart, from, to, c, base(m.c(), step), share, shares);
      return;
    }
    int runs = (int) Math.max(1, (long) m.n() * m.parts()[0].k() / shares / RUN);
    for (int i = 0; i < runs; i++) {
      int run = share * runs + ((step & 1) == 0 ? i : runs - 1 - i);
      int begin = kernel.gemm.column(m.n(), run, shares * runs);
      int end = kernel.gemm.column(m.n(), run + 1, shares * runs);
      if (begin < end) {
        multiply(m, step, begin, end, from, to);
      }
    }
  }

  private void multiply(Multiply m, int step, int begin, int end, int from, int to) {
    Operand c = m.c();
    boolean accumulate = m.accumulate();
    for (Part p : m.parts()) {
      Operand a = p.a();
      kernel.gemm.multiply(
          tape.array(a.buffer()),
          base(a, step),
          plan.strides[a.buffer()],
          tape.weights.packed[p.matrix()],
          CacheLines.START + begin * p.k(),
          p.k(),
          end - begin,
          tape.array(c.buffer()),
          base(c, step) + begin,
          plan.strides[c.buffer()],
          rows.ofPart,
          from,
          to,
          accumulate);
      accumulate = true;
    }
  }

  /** The arguments of a generated run. */
  private final class Call {
    private final Apply apply;
    private final float[][] arrays;
    private final int[] bases;
    private final int[] strides;
    private final int[] units;

    /** The operands that are found in another place in each tile, and how many they are. */
    private final int[] tiled;

    private int tilings;

    /** Those that are at each step. */
    private final int[] moving;

    private int movings;

    /** For each of them its base at steps 0 and 1, and how much more it is two steps later. */
    private final int[] even;

    private final int[] odd;
    private final int[] pace;

    /** The first unit. */
    private int begin;

    Call(Apply apply, float[] scratch) {
      this.apply = apply;
      int n = apply.operands().length;
      arrays = new float[n + 1][];
      arrays[n] = scratch;
      bases = new int[n];
      strides = new int[n];
      tiled = new int[n];
      moving = new int[n];
      even = new int[n];
      odd = new int[n];
      pace = new int[n];
      units = apply.units().clone();
      for (int k = 0; k < n; k++) {
        strides[k] = plan.strides[apply.operands()[k].buffer()];
      }
    }

    /** Finds the operands of a run. */
    void prepare() {
      if (apply.byUnit()) {
        int width = apply.units()[0];
        begin = Plan.share(width, share, shares);
        units[0] = Plan.share(width, share + 1, shares) - begin;
      }
      movings = 0;
      tilings = 0;
      for (int k = 0; k < bases.length; k++) {
        int buffer = apply.operands()[k].buffer();
        arrays[k] = tape.array(buffer);
        bases[k] = base(k, 0, 0);
        if (tape.kept[buffer] == Tape.Kept.TILE) {
          tiled[tilings++] = k;
        }
        if (tape.kept[buffer] == Tape.Kept.ONE || tape.kept[buffer] == Tape.Kept.TWO) {
          moving[movings] = k;
          even[movings] = base(k, 0, 0);
          odd[movings] = base(k, 1, 0);
          pace[movings++] = base(k, 2, 0) - base(k, 0, 0);
        }
      }
    }

    private int base(int k, int step, int first) {
      return tape.base(apply.operands()[k], step, first) + (apply.widths()[k] == 1 ? 0 : begin);
    }

    /** Before the steps of the tile that begins with {@code first}. */
    void turnTo(int first) {
      for (int i = 0; i < tilings; i++) {
        bases[tiled[i]] = base(tiled[i], first, first);
      }
    }

    void run(Passes passes, int step, int from, int to) {
      int[] at = (step & 1) == 0 ? even : odd;
      int pairs = step >> 1;
      for (int i = 0; i < movings; i++) {
        bases[moving[i]] = at[i] + pairs * pace[i];
      }
      passes.run(apply.run(), arrays, bases, strides, rows.ofPart, from, to, units);
    }
  }

  private void draw(Draw d, int step, int from, int to) {
    float[] out = tape.array(d.to().buffer());
    int base = base(d.to(), step);
    for (int e = from; e < to; e++) {
      int row = rows.ofPart[e];
      int at = base + row * plan.strides[d.to().buffer()];
      Masks.draw(d, tape.weights.draws, row % rows.batch, row / rows.batch, out, at);
    }
  }

  private void ticks(Ticks t, int step, int from, int to) {
    float[] out = tape.array(t.to().buffer());
    float[] clock = tape.states[tape.stateStarts.length];
    int base = base(t.to(), step);
    for (int e = from; e < to; e++) {
      int row = rows.ofPart[e];
      int at = base + row * plan.strides[t.to().buffer()];
      Masks.ticks(t, time(clock[row % rows.batch], row / rows.batch), out, at);
    }
  }

  private void copy(Copy c, int step, int from, int to) {
    float[] in = tape.array(c.from().buffer());
    float[] out = tape.array(c.to().buffer());
    int inBase = base(c.from(), step);
    int outBase = base(c.to(), step);
    for (int e = from; e < to; e++) {
      int row = rows.ofPart[e];
      int at = inBase + row * plan.strides[c.from().buffer()];
      System.arraycopy(in, at, out, outBase + row * plan.strides[c.to().buffer()], c.n());
    }
  }

  private int base(Operand o, int step) {
    return tape.base(o, step, first);
  }
}
