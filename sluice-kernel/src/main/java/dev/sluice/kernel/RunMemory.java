package dev.sluice.kernel;

import dev.sluice.cell.Draws;
import dev.sluice.kernel.Layout.Buffer;
import dev.sluice.kernel.Layout.Kind;
import dev.sluice.kernel.Plan.Matrix;
import dev.sluice.kernel.Plan.Piece;
import dev.sluice.kernel.Tape.Kept;
import java.util.List;

/**
 * How much memory {@link Weights} and a {@link Tape} take: they ask here how long their arrays have
 * to be, and whoever wants to know before they exist gets the same answers.
 */
final class RunMemory {

  /** The longest array that every JVM gives. */
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private RunMemory() {}

  /** The bytes of packed weights. */
  static long weights(Kernel kernel, boolean training) {
    Draws draws = training ? new Draws(0, 0) : null;
    Plan plan = kernel.plan;
    List<Matrix> matrices =
        training ? plan.matrices : plan.matrices.subList(0, plan.forwardMatrices);
    long floats = 0;
    for (Matrix m : matrices) {
      floats += CacheLines.length(packedLength(kernel, m));
      floats +=
          m.pieces().stream()
              .filter(p -> !p.mask().isPlain(draws))
              .mapToLong(RunMemory::length)
              .max()
              .orElse(0);
    }
    return floats * Float.BYTES;
  }

  private static long length(Piece p) {
    return (long) p.rows() * p.columns();
  }

  /** The bytes of a tape after a run, and in training after the way back. */
  static long tape(
      Kernel kernel, boolean training, int steps, int batch, int repeated, int threads) {
    Plan plan = kernel.plan;
    int parts = Tape.sharesUnits(plan, threads, batch) ? 1 : threads;
    int tile = Tape.tile(batch, parts);
    long[] lengths =
        plan.layout.buffers.stream()
            .mapToLong(b -> length(kernel, b, training, steps, batch, tile))
            .toArray();
    long rows = (long) steps * batch;
    long floats = Arena.floats(lengths);
    Repetition repetition = repeated > 0 ? new Repetition(kernel) : null;
    if (training) {
      floats +=
          new ParameterGradients(kernel)
              .floats(rows, repetition, repeated, threads, new Draws(0, 0));
    }
    if (repetition != null) {
      floats += repetition.floats(repeated, training);
    }
    long numbers = 2 * rows + 2L * batch + parts * (steps + 2L);
    return floats * Float.BYTES + numbers * Integer.BYTES;
  }

  /** How much of a sequence a buffer keeps. */
  static Kept kept(Buffer buffer, boolean training) {
    return switch (buffer.kind) {
      case CONSTANT -> Kept.CONSTANT;
      case STATE -> Kept.ALL;
      case CARRY -> buffer.crosses ? Kept.ALL : Kept.TWO;
      case SUM -> Kept.ONE;
      case VALUE -> training && buffer.saved ? Kept.ALL : buffer.crosses ? Kept.TILE : Kept.ONE;
    };
  }

  /**
   * The floats of a buffer.
   *
   * @throws IllegalArgumentException if no array is that long
   */
  static long length(
      Kernel kernel, Buffer buffer, boolean training, int steps, int batch, int tile) {
    if (buffer.backward && !training) {
      return 0;
    }
    long slots =
        switch (kept(buffer, training)) {
          case CONSTANT -> 0;
          case ONE -> 1;
          case TWO -> 2;
          case TILE -> Math.min(tile, steps);
          case ALL -> buffer.kind == Kind.VALUE ? steps : steps + 1L;
        };
    // Three factors below 2³¹ may exceed a long.
    double length = (double) slots * batch * kernel.plan.strides[buffer.index];
    // Plain loops and vectors may read, never use, up to a vector beyond the last row.
    if (length > Integer.MAX_VALUE - 2 * Plan.PAD) {
      throw new IllegalArgumentException(
          ("%s needs an array of %,.0f numbers for %,d steps of %,d rows; at most 2,147,483,615 are"
                  + " possible. Use fewer steps or a smaller batch.")
              .formatted(kernel.cell().name(), length, steps, batch));
    }
    return (long) length;
  }

  /**
   * The floats of a packed matrix.
   *
   * @throws IllegalArgumentException if no array is that long
   */
  static long packedLength(Kernel kernel, Matrix m) {
    return possible(kernel, "packed weights", Gemm.packedLength(m.k(), m.n()));
  }

  /**
   * The same for the gradients of matrices that multiply one operand, before they are added to the
   * caller's.
   */
  static int productLength(Kernel kernel, int rows, int columns) {
    return (int) possible(kernel, "gradients", (long) rows * columns);
  }

  private static long possible(Kernel kernel, String what, long length) {
    if (length > LONGEST - CacheLines.START) {
      throw new IllegalArgumentException(
          ("%s needs an array of %,d numbers for its %s; at most 2,147,483,627 are possible. Use a"
                  + " smaller hidden size.")
              .formatted(kernel.cell().name(), length, what));
    }
    return length;
  }
}
