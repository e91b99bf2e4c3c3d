package dev.sluice.kernel;

import dev.sluice.cell.Derivative;
import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Expr.Name;
import dev.sluice.cell.Steps;
import dev.sluice.cell.Steps.Products;
import dev.sluice.cell.Steps.Stage;
import dev.sluice.kernel.Plan.Multiply;
import dev.sluice.kernel.Plan.Operand;
import dev.sluice.kernel.Plan.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first input of a run where few of its rows differ ({@link Repeats}). Each product with it is
 * computed once for each different row, and copied to where that row stands. On the way back the
 * deltas of equal rows are added up, in the order of steps and batch rows, and it is these sums
 * that are multiplied.
 */
final class Repetition {
  private final Plan plan;
  private final Gemm gemm;
  private final ColumnSums columnSums;
  private final Operand input;
  private final int size;

  /** The products with the input, and what they are for each different row. */
  private final Multiply[] products;

  private final float[][] results;

  /** The product that gives the input's gradient, and what that is for each different row. */
  private final @Nullable Multiply back;

  private float[] gradients = {};

  /** Columns of a buffer with deltas. */
  private record Columns(int buffer, int from, int width) {}

  /** An array: the iterator of a list would be an object in each run. */
  private final Columns[] deltas;

  /** By buffer, as wide as that: the deltas of each different row, added up. */
  private final float[][] sums;

  /** The different rows, as wide as the input's buffer. */
  private float[] rows = {};

  /** Their numbers. */
  int[] all = {};

  int count;
  private int[] rowAt = {};

  Repetition(Kernel kernel) {
    plan = kernel.plan;
    gemm = kernel.gemm;
    columnSums = ColumnSums.of(kernel.compiled.lanes());
    String x = kernel.cell().inputs().getFirst().name();
    input = plan.operand(x);
    size = plan.sizes.of(kernel.cell().shapes().size(x));
    Derivative derivative = plan.layout.steps.derivative();
    String d = derivative.inputs().get(x);
    products =
        multiplies(plan.forward)
            .filter(m -> m.parts()[0].a().equals(input))
            .toArray(Multiply[]::new);
    results = new float[products.length][0];
    back =
        d == null
            ? null
            : multiplies(plan.backward)
                .filter(m -> m.c().equals(plan.operand(d)))
                .findFirst()
                .orElseThrow();
    deltas = deltas(derivative.gradients(), x);
    sums = new float[plan.strides.length][0];
  }

  /** Whether the steps do nothing to an input but multiply it, for all steps at once. */
  static boolean isPossible(Steps steps, String x) {
    Derivative derivative = steps.derivative();
    String d = derivative.inputs().get(x);
    return stages(steps.forward())
            .filter(stage -> stage.reads().contains(x))
            .allMatch(
                stage ->
                    stage instanceof Products p
                        && p.chains().stream()
                            .allMatch(c -> c.start() == null && c.parts().size() == 1))
        && steps.forward().stream()
            .filter(Steps.Block::loop)
            .flatMap(block -> block.stages().stream())
            .noneMatch(stage -> stage.reads().contains(x))
        && stages(steps.backward())
            .noneMatch(stage -> stage.reads().contains(x) || stage.reads().contains(d))
        && (d == null
            || steps.backward().stream()
                .filter(block -> !block.loop())
                .flatMap(block -> block.stages().stream())
                .filter(stage -> stage.defines().equals(List.of(d)))
                .anyMatch(
                    stage -> stage instanceof Products p && p.chains().getFirst().start() == null));
  }

  private static Stream<Stage> stages(List<Steps.Block> blocks) {
    return blocks.stream().flatMap(block -> block.stages().stream());
  }

  private static Stream<Multiply> multiplies(Plan.Block[] blocks) {
    return Arrays.stream(blocks)
        .flatMap(block -> Arrays.stream(block.ops()))
        .filter(Multiply.class::isInstance)
        .map(Multiply.class::cast);
  }

  /** What the input's products leave on the way back, each column once. */
  private Columns[] deltas(List<Gradient> gradients, String x) {
    Map<Integer, BitSet> needed = new TreeMap<>();
    for (Gradient g : gradients) {
      if (g instanceof Gradient.Outer o && o.operand().equals(new Name(x))) {
        Operand delta = plan.operand(o.delta());
        int end = delta.offset() + Plan.pad(plan.piece(o.matrix(), 0).rows());
        needed.computeIfAbsent(delta.buffer(), _ -> new BitSet()).set(delta.offset(), end);
      }
    }
    List<Columns> columns = new ArrayList<>();
    needed.forEach(
        (buffer, bits) -> {
          for (int from = bits.nextSetBit(0), to; from >= 0; from = bits.nextSetBit(to)) {
            to = bits.nextClearBit(from);
            columns.add(new Columns(buffer, from, to - from));
          }
        });
    return columns.toArray(Columns[]::new);
  }

  /** The floats that {@code count} different rows take. */
  long floats(int count, boolean training) {
    long width = Plan.pad(size) + Arrays.stream(products).mapToLong(Multiply::n).sum();
    if (training) {
      width += back == null ? 0 : back.n();
      width +=
          Arrays.stream(deltas)
              .mapToInt(Columns::buffer)
              .distinct()
              .mapToLong(b -> plan.strides[b])
              .sum();
    }
    return count * width;
  }

  /** Before the way forward: {@code x} has {@code repeats.count()} rows. */
  void start(Repeats repeats, float[] x) {
    count = repeats.count();
    rowAt = repeats.rowAt();
    int width = Plan.pad(size);
    rows = room(rows, width);
    for (int i = 0; i < count; i++) {
      System.arraycopy(x, i * size, rows, i * width, size);
    }
    for (int i = 0; i < results.length; i++) {
      results[i] = room(results[i], products[i].n());
    }
    if (all.length < count) {
      all = IntStream.range(0, Math.max(count, 2 * all.length)).toArray();
    }
  }

  private float[] room(float[] array, int width) {
    long floats = (long) count * width;
    return array.length < floats ? new float[Math.toIntExact(floats)] : array;
  }

  /** The share of a thread of all products. */
  void multiply(Weights weights, int part, int parts) {
    for (int i = 0; i < products.length; i++) {
      Multiply m = products[i];
      Part p = m.parts()[0];
      multiply(weights, p, m.n(), rows, 0, Plan.pad(size), results[i], part, parts, false);
    }
  }

  private void multiply(
      Weights weights,
      Part p,
      int n,
      float[] a,
      int aOff,
      int lda,
      float[] c,
      int part,
      int parts,
      boolean accumulate) {
    int begin = gemm.column(n, part, parts);
    int end = gemm.column(n, part + 1, parts);
    if (begin < end) {
      float[] packed = weights.packed[p.matrix()];
      int at = CacheLines.START + begin * p.k();
      gemm.multiply(
          a, aOff, lda, packed, at, p.k(), end - begin, c, begin, n, all, 0, count, accumulate);
    }
  }

  /** Whether {@link #copy} takes the place of a product, on the way forward. */
  boolean replaces(Multiply m) {
    return m.parts()[0].a().equals(input) || m == back;
  }

  /**
   * What a product would give for entries {@code [from, to)} of a list of rows: the columns of one
   * share. Nothing on the way back, where {@link #gradients} follows.
   *
   * @param base where row 0 would be
   */
  void copy(Multiply m, int[] list, int from, int to, float[] c, int base, int share, int shares) {
    if (m == back) {
      return;
    }
    int i = 0;
    while (products[i] != m) {
      i++;
    }
    int begin = gemm.column(m.n(), share, shares);
    int width = gemm.column(m.n(), share + 1, shares) - begin;
    int stride = plan.strides[m.c().buffer()];
    for (int e = from; e < to; e++) {
      int row = list[e];
      int source = rowAt[row] * m.n() + begin;
      System.arraycopy(results[i], source, c, base + row * stride + begin, width);
    }
  }

  /** After the way back, before any thread adds up its share with {@link #addDeltas}. */
  void startBack() {
    for (Columns c : deltas) {
      sums[c.buffer] = room(sums[c.buffer], plan.strides[c.buffer]);
    }
    gradients = back == null ? gradients : room(gradients, back.n());
  }

  /** The share of a thread, of the columns. */
  void addDeltas(Tape tape, int part, int parts) {
    for (Columns c : deltas) {
      int from = c.from + Plan.share(c.width, part, parts);
      int n = c.from + Plan.share(c.width, part + 1, parts) - from;
      int stride = plan.strides[c.buffer];
      float[] sum = sums[c.buffer];
      for (int i = 0; i < count; i++) {
        Arrays.fill(sum, i * stride + from, i * stride + from + n, 0);
      }
      float[] delta = tape.array(c.buffer);
      int base = tape.base(new Operand(c.buffer, from, 0), 0, 0);
      int[] list = tape.rows.all;
      for (int e = 0; e < tape.rows.count; e++) {
        int at = rowAt[list[e]] * stride + from;
        columnSums.add(delta, base, stride, list, e, e + 1, sum, at, n);
      }
    }
  }

  /** Whether an operand is the input. */
  boolean isInput(Operand operand) {
    return operand.equals(input);
  }

  /** The sums of deltas: row i begins at {@code i * stride + offset}, as in their buffer. */
  float[] sums(Operand delta) {
    return sums[delta.buffer()];
  }

  /** The different rows, each padded to whole vectors. */
  float[] rows() {
    return rows;
  }

  /**
   * The share of a thread, of the columns of the input's gradient, when all have added up theirs.
   *
   * @param into {@code [count, size]}, overwritten
   */
  void gradients(Weights weights, float[] into, int part, int parts) {
    if (back == null) {
      if (part == 0) {
        Arrays.fill(into, 0, count * size, 0);
      }
      return;
    }
    int n = back.n();
    boolean accumulate = false;
    for (Part p : back.parts()) {
      int buffer = p.a().buffer();
      int stride = plan.strides[buffer];
      multiply(
          weights, p, n, sums[buffer], p.a().offset(), stride, gradients, part, parts, accumulate);
      accumulate = true;
    }
    int begin = Math.min(size, gemm.column(n, part, parts));
    int end = Math.min(size, gemm.column(n, part + 1, parts));
    for (int i = 0; i < count; i++) {
      System.arraycopy(gradients, i * n + begin, into, i * size + begin, end - begin);
    }
  }
}
