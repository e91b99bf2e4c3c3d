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
    workers.run(pack);
    forBackward = backward;
    this.parameters = NONE;
  }

  private void packPart(int part, int parts) {
    for (int i = part; i < matrices; i += parts) {
      Matrix m = plan.matrices.get(i);
      if (packed[i] == null) {
        packed[i] = CacheLines.allocate(RunMemory.packedLength(kernel, m));
      }
      pack(i, m);
    }
  }

  private void pack(int index, Matrix m) {
    for (int part = 0; part < m.pieces().size(); part++) {
      Piece p = m.pieces().get(part);
      int n = m.transposed() ? p.columns() : p.rows();
      float[] source = parameters[p.parameter()];
      int from = p.from();
      int stride = p.stride();
      if (!p.mask().isPlain(draws)) {
        source = masked(index, p, source);
        from = 0;
        stride = p.columns();
      }
      // Element (k, j) of the right operand: row k of the matrix on the way back, else row j.
      int row = m.transposed() ? stride : 1;
      int column = m.transposed() ? 1 : stride;
      gemm.pack(
          source, from, row, column, m.k(), n, packed[index], CacheLines.START, p.at(), m.n());
    }
  }

  /** {@code [rows, columns]} of a piece, each entry kept, scaled or dropped. */
  private float[] masked(int index, Piece p, float[] source) {
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
