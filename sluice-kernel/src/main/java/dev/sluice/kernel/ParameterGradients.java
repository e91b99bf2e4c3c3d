package dev.sluice.kernel;

import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Draws;
import dev.sluice.kernel.Plan.Operand;
import dev.sluice.kernel.Plan.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of the parameters, after the way back: one product over all rows and steps for the
 * matrices, sums for the vectors ({@link VectorGradients}). Threads divide the rows of the result,
 * never the sum, so that its bits do not depend on them. Products that are alone with their
 * parameters are added to the gradients as they are computed. The others are added when all are
 * done: a parameter that stands several times has several results, and each of its rows is one
 * thread's.
 */
final class ParameterGradients {

  /** Gradients of several matrices that multiply the same operand, one below the other. */
  private record Outer(Operand delta, int rows, Operand operand, int columns, List<Piece> pieces) {
    boolean hasDeltaOf(Outer other) {
      return delta.equals(other.delta) && rows == other.rows;
    }
  }

  /**
   * Floats of a gradient that the second cache does not hold: it is read and written once for each
   * chunk of entries, so chunks are as long as they may be then.
   */
  private static final int LARGE = 1 << 18;

  /** Entries of a chunk otherwise: what is packed of them stays in that cache. */
  private static final int SHORT_CHUNK = 128;

  private final Kernel kernel;
  private final Plan plan;
  private final VectorGradients vectors;
  private final List<Outer> outers = new ArrayList<>();

  /** Entries whose products are added in one chain, at most. */
  private final int chunk;

  /** Which products are added to the gradients as they are computed: always, and in this run. */
  private final boolean[] mayBeDirect;

  private final boolean[] direct;

  /** The other products. */
  private final float[][] products;

  private Gemm.Scratch[] scratch = {};
  private float[][] into = {};
  private @Nullable Draws draws;

  ParameterGradients(Kernel kernel) {
    this.kernel = kernel;
    plan = kernel.plan;
    vectors = new VectorGradients(kernel);
    // Those with the same operand, in the order of their memory.
    Map<Operand, List<Gradient.Outer>> byOperand = new LinkedHashMap<>();
    for (Gradient g : plan.layout.steps.derivative().gradients()) {
      if (g instanceof Gradient.Outer o) {
        byOperand.computeIfAbsent(plan.vector(o.operand()), _ -> new ArrayList<>()).add(o);
      }
    }
    for (List<Gradient.Outer> same : byOperand.values()) {
      same.sort(Comparator.comparingLong(o -> plan.operand(o.delta()).place()));
      same.forEach(this::add);
    }
    // One packed delta serves all its products.
    outers.sort(
        Comparator.comparingLong((Outer o) -> o.delta.place()).thenComparingInt(Outer::rows));
    long largest = outers.stream().mapToLong(o -> (long) o.rows * o.columns).max().orElse(0);
    chunk = largest > LARGE ? Gemm.CHUNK : SHORT_CHUNK;
    products = new float[outers.size()][];
    direct = new boolean[products.length];
    mayBeDirect = new boolean[products.length];
    for (int i = 0; i < products.length; i++) {
      mayBeDirect[i] = mayBeDirect(outers.get(i));
    }
  }

  /**
   * Whether whole vectors and blocks fit the gradients, and no other product adds to them: one
   * thread has each of their rows then.
   */
  private boolean mayBeDirect(Outer outer) {
    return outer.pieces.stream()
        .allMatch(
            piece ->
                piece.columns() == outer.columns
                    && piece.rows() % Plan.PAD == 0
                    && outers.stream()
                            .flatMap(o -> o.pieces.stream())
                            .filter(o -> o.parameter() == piece.parameter())
                            .count()
                        == 1);
  }

  private void add(Gradient.Outer g) {
    Operand delta = plan.operand(g.delta());
    Operand operand = plan.vector(g.operand());
    Piece piece = plan.piece(g.matrix(), 0);
    int width = Plan.pad(piece.columns());
    if (!outers.isEmpty()) {
      Outer last = outers.getLast();
      boolean below =
          last.operand.equals(operand)
              && last.delta.isBeside(last.rows, delta)
              && last.columns == width;
      if (below) {
        List<Piece> pieces = new ArrayList<>(last.pieces);
        pieces.add(plan.piece(g.matrix(), last.rows));
        int rows = last.rows + Plan.pad(piece.rows());
        outers.set(outers.size() - 1, new Outer(last.delta, rows, operand, width, pieces));
        return;
      }
    }
    outers.add(new Outer(delta, Plan.pad(piece.rows()), operand, width, List.of(piece)));
  }

  /**
   * Before {@link #part}: {@code into} has one array for each parameter, {@code draws} is what the
   * run drew.
   */
  void start(float[][] into, @Nullable Draws draws, int threads) {
    this.into = into;
    this.draws = draws;
    if (scratch.length != threads) {
      scratch = new Gemm.Scratch[threads];
      Arrays.setAll(scratch, _ -> new Gemm.Scratch());
    }
    for (int i = 0; i < products.length; i++) {
      Outer o = outers.get(i);
      direct[i] = isDirect(i, draws);
      if (!direct[i] && products[i] == null) {
        products[i] = new float[RunMemory.productLength(kernel, o.rows, o.columns)];
      }
    }
  }

  /**
   * How many floats all of this takes.
   *
   * @param rows over all steps
   * @param repetition of the first input, if only {@code repeated} of its rows differ
   * @param draws what may be drawn
   */
  long floats(
      long rows,
      @Nullable Repetition repetition,
      int repeated,
      int threads,
      @Nullable Draws draws) {
    long all = vectors.floats();
    for (int i = 0; i < products.length; i++) {
      if (!isDirect(i, draws)) {
        all += RunMemory.productLength(kernel, outers.get(i).rows, outers.get(i).columns);
      }
    }
    for (int part = 0; part < threads; part++) {
      long left = 0;
      long right = 0;
      for (Outer o : outers) {
        long entries = repetition != null && repetition.isInput(o.operand) ? repeated : rows;
        long together = Math.min(entries, chunk);
        long mine = to(o.rows, part, threads) - from(o.rows, part, threads);
        if (mine > 0) {
          left = Math.max(left, kernel.gemm.leftLength(mine, together));
          right = Math.max(right, o.columns * together);
        }
      }
      all += left > 0 ? CacheLines.length(left) + CacheLines.length(right) : 0;
    }
    return all;
  }

  private boolean isDirect(int product, @Nullable Draws draws) {
    List<Piece> pieces = outers.get(product).pieces;
    boolean plain = mayBeDirect[product];
    for (int k = 0; k < pieces.size(); k++) {
      plain &= pieces.get(k).mask().isPlain(draws);
    }
    return plain;
  }

  /** The share of one thread; {@link #add} follows when all have done theirs. */
  void part(int part, int parts, Rows rows, Tape tape) {
    for (int i = 0; i < products.length; i++) {
      Outer o = outers.get(i);
      if (!direct[i]) {
        int from = from(o.rows, part, parts) * o.columns;
        Arrays.fill(products[i], from, to(o.rows, part, parts) * o.columns, 0);
      }
    }
    vectors.clear(part, parts);
    // A chunk stays cached while everybody who reads it does.
    for (int first = 0; first < rows.count; first += chunk) {
      int end = Math.min(first + chunk, rows.count);
      outers(false, part, parts, rows.all, first, end, tape);
      vectors.add(false, part, parts, rows.all, first, end, tape);
    }
    for (int first = 0; first < rows.batch; first += chunk) {
      int end = Math.min(first + chunk, rows.batch);
      vectors.add(true, part, parts, rows.ofBatch, first, end, tape);
    }
    Repetition repetition = tape.repetition;
    for (int first = 0; repetition != null && first < repetition.count; first += chunk) {
      int end = Math.min(first + chunk, repetition.count);
      outers(true, part, parts, repetition.all, first, end, tape);
    }
  }

  /** The products of entries {@code [first, end)} of a list, with a repeated input or without. */
  private void outers(
      boolean repeated, int part, int parts, int[] list, int first, int end, Tape tape) {
    Outer before = null;
    for (int i = 0; i < products.length; i++) {
      Outer o = outers.get(i);
      if (repeated == (tape.repetition != null && tape.repetition.isInput(o.operand))) {
        boolean packed = before != null && o.hasDeltaOf(before);
        outer(i, repeated, packed, part, parts, list, first, end, tape);
        before = o;
      }
    }
  }

  /** Adds the results to the gradients: the share of one thread. */
  void add(int part, int parts) {
    for (int i = 0; i < products.length; i++) {
      if (!direct[i]) {
        add(outers.get(i), products[i], part, parts);
      }
    }
    vectors.addTo(into, part, parts);
  }

  /** Threads divide the rows of a result. */
  private static int from(int rows, int part, int parts) {
    return Plan.share(rows, part, parts);
  }

  private static int to(int rows, int part, int parts) {
    return Plan.share(rows, part + 1, parts);
  }

  private void outer(
      int index,
      boolean repeated,
      boolean packed,
      int part,
      int parts,
      int[] list,
      int first,
      int end,
      Tape tape) {
    Outer o = outers.get(index);
    int from = from(o.rows, part, parts);
    int to = to(o.rows, part, parts);
    if (from == to) {
      return;
    }
    if (!packed) {
      float[] deltas = repeated ? tape.repetition.sums(o.delta) : tape.array(o.delta.buffer());
      int start = repeated ? o.delta.offset() : tape.base(o.delta, 0, 0);
      int stride = plan.strides[o.delta.buffer()];
      kernel.gemm.left(deltas, start, stride, list, first, end, from, to, scratch[part]);
    }
    float[] operands = repeated ? tape.repetition.rows() : tape.array(o.operand.buffer());
    int start = repeated ? 0 : tape.base(o.operand, 0, 0);
    if (!direct[index]) {
      outer(o, operands, start, list, first, end, products[index], 0, o.columns, from, to, part);
      return;
    }
    for (int k = 0; k < o.pieces.size(); k++) {
      Piece p = o.pieces.get(k);
      int i0 = Math.max(from, p.at());
      int i1 = Math.min(to, p.at() + p.rows());
      if (i0 < i1) {
        float[] c = into[p.parameter()];
        int at = p.from() - p.at() * p.stride();
        outer(o, operands, start, list, first, end, c, at, p.stride(), i0, i1, part);
      }
    }
  }

  /** Rows {@code [i0, i1)} of a product, the first of which would begin at {@code c[at]}. */
  private void outer(
      Outer o,
      float[] operands,
      int start,
      int[] list,
      int first,
      int end,
      float[] c,
      int at,
      int stride,
      int i0,
      int i1,
      int part) {
    kernel.gemm.outer(
        operands,
        start,
        plan.strides[o.operand.buffer()],
        o.columns,
        list,
        first,
        end,
        c,
        at,
        stride,
        i0,
        i1,
        scratch[part]);
  }

  /** From where all matrices of a product stand to where the caller wants each. */
  private void add(Outer o, float[] product, int part, int parts) {
    for (int k = 0; k < o.pieces.size(); k++) {
      Piece p = o.pieces.get(k);
      float[] gradient = into[p.parameter()];
      int rows = Plan.pad(p.rows());
      int end = Math.min(to(rows, part, parts), p.rows());
      for (int row = from(rows, part, parts); row < end; row++) {
        int target = row * p.stride() + p.from();
        int source = (p.at() + row) * o.columns;
        if (p.mask().isPlain(draws)) {
          for (int j = 0; j < p.columns(); j++) {
            gradient[target + j] += product[source + j];
          }
        } else {
          masked(p, row, gradient, target, product, source);
        }
      }
    }
  }

  private void masked(Piece p, int row, float[] gradient, int target, float[] product, int source) {
    boolean drawn = draws != null;
    long key = p.mask().key(draws);
    for (int j = 0; j < p.columns(); j++) {
      float factor = p.mask().factor(drawn, key, row, p.from() + j);
      if (factor != 0) {
        gradient[target + j] += product[source + j] * factor;
      }
    }
  }
}
