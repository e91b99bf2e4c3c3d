package dev.sluice.kernel;

import dev.sluice.cell.Draws;
import dev.sluice.cell.Expr;
import dev.sluice.kernel.Layout.Place;
import dev.sluice.kernel.Plan.Matrix;
import dev.sluice.kernel.Plan.Piece;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one cell in the order and padding that its kernels read. Shared by threads once
 * packed.
 */
public final class Weights {
  private static final float[][] NONE = {};

  /** A vector parameter and its padded copy. */
  private record Vector(int parameter, float[] copy) {}

  final Kernel kernel;

  /** Whether the last {@link #pack} made what the way back needs. */
  boolean forBackward;

  /** What runs with these weights draw; null for nothing, noise being its expectation then. */
  @Nullable Draws draws;

  private final Plan plan;
  private final Gemm gemm;

  /** By matrix of the plan, from {@link CacheLines#START} on. */
  final float[][] packed;

  /** For each matrix room for one masked piece of it. */
  private final float[][] staged;

  /** By buffer: vector parameters, padded, and one over each count. */
  final float[][] constants;

  private final Vector[] vectors;
  private float[][] parameters = NONE;
  private int matrices;
  private final Workers.Task pack = this::packPart;

  Weights(Kernel kernel) {
    this.kernel = kernel;
    plan = kernel.plan;
    gemm = kernel.gemm;
    packed = new float[plan.matrices.size()][];
    staged = new float[plan.matrices.size()][0];
    constants = new float[plan.strides.length][];
    for (Map.Entry<Expr, Place> e : plan.layout.constants.entrySet()) {
      int buffer = e.getValue().buffer().index;
      constants[buffer] =
          e.getKey() instanceof Expr.Count(var size)
              ? new float[] {1f / plan.sizes.of(size)}
              : new float[Plan.pad(plan.units(e.getKey()))];
    }
    vectors =
        plan.layout.constants.entrySet().stream()
            .filter(e -> e.getKey() instanceof Expr.Parameter)
            .map(
                e -> {
                  String name = ((Expr.Parameter) e.getKey()).name();
                  return new Vector(plan.parameter(name), constants[e.getValue().buffer().index]);
                })
            .toArray(Vector[]::new);
  }

  /** The same without noise: what the cell's text says of inference. */
  public void pack(float[][] parameters, Workers workers, boolean backward) {
    pack(parameters, workers, backward, null);
  }

  /**
   * Copies the parameters in; call it after every change.
   *
   * @param parameters in the order of {@code cell.shapes().parameters()}; matrices {@code [rows,
   *     columns]}
   * @param backward whether {@link Kernel#backward} will be called: it needs transposed copies
   * @param draws what the next {@link Kernel#run} and its way back draw, read until then; pack
   *     again for the next draws. Null for none: noise is replaced by its expectation
   */
  public void pack(float[][] parameters, Workers workers, boolean backward, @Nullable Draws draws) {
    kernel.check(parameters);
    this.draws = draws;
    this.parameters = parameters;
    matrices = backward ? packed.length : plan.forwardMatrices;
    for (Vector v : vectors) {
      float[] values = parameters[v.parameter];
      System.arraycopy(values, 0, v.copy, 0, values.length);
    }
    for (int i = 0; i < matrices; i++) {
      if (packed[i] == null) {
        packed[i] = CacheLines.allocate(RunMemory.packedLength(kernel, plan.matrices.get(i)));
      }
    }
    workers.run(pack);
    forBackward = backward;
    this.parameters = NONE;
  }

  /** Each thread packs the columns that it multiplies, if threads share the units. */
  private void packPart(int part, int parts) {
    for (int i = 0; i < matrices; i++) {
      Matrix m = plan.matrices.get(i);
      int from = column(m, part, parts);
      int to = column(m, part + 1, parts);
      for (int k = 0; k < m.pieces().size(); k++) {
        Piece p = m.pieces().get(k);
        int n = m.transposed() ? p.columns() : p.rows();
        if (p.mask().isPlain(draws)) {
          int begin = Math.max(from, p.at());
          int end = Math.min(to, p.at() + n);
          pack(i, m, p, parameters[p.parameter()], p.from(), p.stride(), begin, end);
        } else if (i % parts == part) {
          pack(i, m, p, masked(i, p), 0, p.columns(), p.at(), p.at() + n);
        }
      }
    }
  }

  /** A panel of short vectors is narrower than what is padded to whole ones. */
  private int column(Matrix m, int part, int parts) {
    return gemm.column(Plan.pad(m.n()), part, parts) & -Plan.PAD;
  }

  /** Columns {@code [begin, end)} of a matrix, which are of one piece of it. */
  private void pack(
      int index, Matrix m, Piece p, float[] source, int from, int stride, int begin, int end) {
    if (begin < end) {
      // Forward, rows are multiplied by the transposed matrix; on the way back, by the matrix.
      boolean transposed = !m.transposed();
      int at = from + (begin - p.at()) * (transposed ? stride : 1);
      float[] to = packed[index];
      gemm.pack(
          source, at, stride, transposed, m.k(), end - begin, to, CacheLines.START, begin, m.n());
    }
  }

  /** {@code [rows, columns]} of a piece, each entry kept, scaled or dropped. */
  private float[] masked(int index, Piece p) {
    float[] source = parameters[p.parameter()];
    int length = Math.multiplyExact(p.rows(), p.columns());
    if (staged[index].length < length) {
      staged[index] = new float[length];
    }
    float[] stage = staged[index];
    boolean drawn = draws != null;
    long key = p.mask().key(draws);
    for (int row = 0; row < p.rows(); row++) {
      for (int j = 0; j < p.columns(); j++) {
        float factor = p.mask().factor(drawn, key, row, p.from() + j);
        // A choice, not a product: what is masked may hold anything.
        float value = factor == 0 ? 0 : source[row * p.stride() + p.from() + j] * factor;
        stage[row * p.columns() + j] = value;
      }
    }
    return stage;
  }
}
