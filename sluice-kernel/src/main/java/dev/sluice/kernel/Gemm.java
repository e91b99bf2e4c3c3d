package dev.sluice.kernel;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matrix products. Every element of a result is one chain of fused multiply-adds over ascending k,
 * in one accumulator: so its bits do not depend on the width of vectors, on which rows are computed
 * together, nor on how rows, columns or threads share the work.
 *
 * <p>All matrices are row-major. A list of row numbers says which rows take part, so ragged batches
 * need no copying. Nothing is allocated per call, except when a {@link Scratch} grows.
 */
abstract sealed class Gemm permits VectorGemm, ScalarGemm {

  /** Entries of a row list whose products {@link #outer} adds in one chain, at most. */
  static final int CHUNK = 512;

  /** Floats that the second cache does not hold together with their packed copy. */
  private static final int LARGE = 1 << 17;

  private static final Map<Integer, Gemm> BY_LANES = new ConcurrentHashMap<>();
  private static final Map<Integer, Gemm> AT_ONCE = new ConcurrentHashMap<>();

  /**
   * The products for vectors of {@code lanes} floats; 1 for plain loops, which also stand in for
   * vector code until it is compiled.
   */
  static Gemm of(int lanes) {
    return BY_LANES.computeIfAbsent(
        lanes, l -> l == 1 ? new ScalarGemm() : new VectorGemm(l, true));
  }

  /** The same without that beginning: for tests of the vector code. */
  static Gemm atOnce(int lanes) {
    return AT_ONCE.computeIfAbsent(lanes, l -> l == 1 ? of(1) : new VectorGemm(l, false));
  }

  /** Columns of a left operand that {@link #left} packs side by side. */
  final int lanes;

  Gemm(int lanes) {
    this.lanes = lanes;
  }

  /** Columns per panel of a packed matrix; the last panels may be narrower. */
  abstract int panel();

  /** The width of the panel that starts at column j of n, a multiple of 16. */
  int panelWidth(int n, int j) {
    return Math.min(panel(), n - j);
  }

  /**
   * Where thread {@code part} of {@code parts} starts when they share the n columns of a product:
   * it multiplies {@code column(n, part + 1, parts) - column} columns, starting at {@code column}
   * of the result and {@code column * k} of the packed matrix. Other cuts would disagree with the
   * panels.
   */
  final int column(int n, int part, int parts) {
    return part == parts ? n : (int) ((long) n * part / parts / panel()) * panel();
  }

  /** Floats that {@link #pack} writes for a {@code [k, n]} matrix: n is padded to 16 columns. */
  static long packedLength(int k, int n) {
    return (long) k * ((n + 15) & -16);
  }

  /**
   * Packs columns {@code [at, at + n)} of a right operand that has {@code all} in all, {@code at} a
   * multiple of 16; element (i, at + j) is {@code src[srcOff + i * stride + j]}, or, if the operand
   * is the source transposed, {@code src[srcOff + j * stride + i]}. Columns up to the next multiple
   * of 16 become zero.
   */
  final void pack(
      float[] src,
      int srcOff,
      int stride,
      boolean transposed,
      int k,
      int n,
      float[] dst,
      int dstOff,
      int at,
      int all) {
    int padded = (all + 15) & -16;
    int end = (at + n + 15) & -16;
    // A row at once where another panel's part of it would have left the cache again.
    int band = !transposed && (long) k * n > LARGE ? 1 : k;
    for (int i = 0; i < k; i += band) {
      int source = srcOff + i * stride;
      for (int start = at; start < end; ) {
        int panel = start / panel() * panel();
        int width = panelWidth(padded, panel);
        int wide = Math.min(panel + width, end) - start;
        int columns = Math.clamp(at + n - start, 0, wide);
        int to = dstOff + panel * k + start - panel + i * width;
        if (transposed) {
          transpose(src, source + (start - at) * stride, stride, columns, k, dst, to, width);
        } else {
          for (int r = 0; r < band && columns > 0; r++) {
            System.arraycopy(src, source + r * stride + start - at, dst, to + r * width, columns);
          }
        }
        for (int r = 0; r < band && columns < wide; r++) {
          Arrays.fill(dst, to + r * width + columns, to + r * width + wide, 0);
        }
        start += wide;
      }
    }
  }

  /** {@code depth} floats of each of {@code columns} rows as columns of a panel. */
  void transpose(
      float[] src, int from, int stride, int columns, int depth, float[] dst, int to, int width) {
    int j = 0;
    for (; j + 8 <= columns; j += 8) {
      transpose8(src, from + j * stride, stride, depth, dst, to + j, width);
    }
    for (; j < columns; j++) {
      for (int i = 0; i < depth; i++) {
        dst[to + j + i * width] = src[from + i + j * stride];
      }
    }
  }

  /** Eight columns: more rows of a power-of-two size would not stay in the first cache together. */
  private static void transpose8(
      float[] src, int s, int stride, int depth, float[] dst, int d, int width) {
    int s4 = s + 4 * stride;
    for (int i = 0; i < depth; i++) {
      int from = s + i;
      int from4 = s4 + i;
      int to = d + i * width;
      dst[to] = src[from];
      dst[to + 1] = src[from + stride];
      dst[to + 2] = src[from + 2 * stride];
      dst[to + 3] = src[from + 3 * stride];
      dst[to + 4] = src[from4];
      dst[to + 5] = src[from4 + stride];
      dst[to + 6] = src[from4 + 2 * stride];
      dst[to + 7] = src[from4 + 3 * stride];
    }
  }

  /**
   * For each r in {@code rows[from .. to)}: row r of C is (or, accumulating, adds) row r of A times
   * B. Row r of C starts at {@code cOff + r * ldc}, of A at {@code aOff + r * lda}; no row stands
   * twice in the list.
   *
   * @param packedB {@code [k, n]} as {@link #pack} left it
   * @param n a multiple of 16
   */
  abstract void multiply(
      float[] a,
      int aOff,
      int lda,
      float[] packedB,
      int bOff,
      int k,
      int n,
      float[] c,
      int cOff,
      int ldc,
      int[] rows,
      int from,
      int to,
      boolean accumulate);

  /**
   * The left operand of {@link #outer}, packed for all right operands that it is multiplied with:
   * columns {@code [i0, i1)} of D, of the entries {@code [from, to)} of the row list, which are at
   * most {@link #CHUNK}. Row r of D starts at {@code off + r * ld}. In the packed operand {@link
   * #lanes} columns of an entry stand side by side, and {@code [group, entry, lane]} is the order.
   */
  abstract void left(
      float[] d, int off, int ld, int[] rows, int from, int to, int i0, int i1, Scratch scratch);

  /** Floats that {@link #left} writes for so many columns of so many entries. */
  final long leftLength(long columns, long entries) {
    return (columns + lanes - 1) / lanes * lanes * entries;
  }

  /** Where {@link #left} puts column i of the first of {@code count} entries. */
  final int leftAt(int i, int count, Scratch scratch) {
    int column = i - scratch.first;
    return CacheLines.START + column / lanes * lanes * count + column % lanes;
  }

  /**
   * The gradient of a weight matrix: adds to C[i, j] the sum of D[r, i] V[r, j] over the entries r
   * that {@link #left} packed, in one chain from zero, for i in {@code i0 .. i1} and j in {@code 0
   * .. n}. Row r of V starts at {@code off + rows[r] * ld}, row i of C at {@code cOff + i * ldc}.
   * The columns of D are those packed, or a part that begins a multiple of 16 after the first of
   * them, and ends so or with the last.
   *
   * @param n a multiple of 16; rows of V and C have at least as many floats
   * @param rows the row list of V; its entries may differ from those of D
   */
  abstract void outer(
      float[] v,
      int off,
      int ld,
      int n,
      int[] rows,
      int from,
      int to,
      float[] c,
      int cOff,
      int ldc,
      int i0,
      int i1,
      Scratch scratch);

  /** Packed operands, which grow and are reused. Belongs to one thread at a time. */
  static final class Scratch {

    float[] left = {};
    float[] right = {};

    /** The first column of the left operand. */
    private int first;

    void reserveLeft(int first, long length) {
      this.first = first;
      left = atLeast(left, Math.toIntExact(length));
    }

    void reserveRight(int length) {
      right = atLeast(right, length);
    }

    private static float[] atLeast(float[] floats, int length) {
      return floats.length < CacheLines.START + length ? CacheLines.allocate(length) : floats;
    }
  }
}
