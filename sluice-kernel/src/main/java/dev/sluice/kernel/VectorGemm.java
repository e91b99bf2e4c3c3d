package dev.sluice.kernel;

import org.jspecify.annotations.Nullable;

/** Products with vectors: blocks of results that stay in registers, see {@link GemmBlock}. */
final class VectorGemm extends Gemm {

  /** Rows that one pass over the panels takes: they and their results stay in the second cache. */
  private static final int ROWS = 256;

  /** Groups of columns of D that are packed together. */
  private static final int DEALT = 4;

  private final int lanes;

  /** Vectors of one k side by side in a panel. */
  private final int perPanel;

  /** Rows of the largest block of {@link #multiply}. */
  private final int tallest;

  /** Vectors of the largest block of {@link #outer}: its operands have one address each. */
  private final int outerVectors;

  /** Rows of the largest block of {@link #outer}: a part of the lanes of a vector. */
  private final int outerHeight;

  /** By height and vectors, made when first wanted. */
  private final @Nullable GemmBlock[][] blocks = new GemmBlock[9][13];

  VectorGemm(int lanes) {
    this.lanes = lanes;
    perPanel = GemmBlock.perPanel(lanes);
    tallest = lanes == 4 ? 8 : 6;
    outerVectors = lanes == 16 ? 3 : 2; // 256 bits mean sixteen registers, not 32
    outerHeight = lanes == 16 ? 8 : 4;
  }

  @Override
  int panel() {
    return perPanel * lanes;
  }

  /**
   * Columns that {@link #outer} takes at once; at the end rather two and two than three and one.
   */
  private int outerWidth(int n, int j) {
    int vectors = (n - j) / lanes;
    return Math.min(vectors == 4 ? 2 : outerVectors, vectors) * lanes;
  }

  @Override
  void multiply(
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
      boolean accumulate) {
    int next = panel() * k;
    for (int start = from; start < to; start += ROWS) {
      int end = Math.min(start + ROWS, to);
      // Blocks of nearly equal height: 16 rows are 6 + 5 + 5.
      int count = (end - start + tallest - 1) / tallest;
      int height = (end - start) / count;
      int higher = (end - start) % count;
      int split = start + higher * (height + 1);
      int j = 0;
      if (higher == 0) {
        int panels = sideBySide(height);
        int groups = n / panel() / panels;
        block(height, panels * perPanel)
            .multiply(
                a,
                aOff,
                lda,
                packedB,
                bOff,
                next,
                k,
                c,
                cOff,
                ldc,
                rows,
                start,
                end,
                groups,
                accumulate);
        j = groups * panels * panel();
      }
      while (j < n) {
        int width = panelWidth(n, j);
        int b = bOff + j * k;
        if (higher > 0) {
          block(height + 1, width / lanes)
              .multiply(
                  a,
                  aOff,
                  lda,
                  packedB,
                  b,
                  next,
                  k,
                  c,
                  cOff + j,
                  ldc,
                  rows,
                  start,
                  split,
                  1,
                  accumulate);
        }
        block(height, width / lanes)
            .multiply(
                a,
                aOff,
                lda,
                packedB,
                b,
                next,
                k,
                c,
                cOff + j,
                ldc,
                rows,
                split,
                end,
                1,
                accumulate);
        j += width;
      }
    }
  }

  /** Panels that a low block takes at once: enough independent sums to hide the latency. */
  private int sideBySide(int height) {
    return height == 1 ? 12 / perPanel : height == 2 && perPanel == 2 ? 2 : 1;
  }

  // Both operands are packed: loads with a stride of a power of two find the same few sets of the
  // first cache.

  /**
   * Groups of as many columns as a vector has lanes, one after the other: {@code [group, entry,
   * lane]}. Vectors of one width are all that is used, here too: where a JVM has seen two, it boxes
   * them in what it compiles while it runs.
   */
  @Override
  void left(
      float[] d, int off, int ld, int[] rows, int from, int to, int i0, int i1, Scratch scratch) {
    int groups = (i1 - i0) / lanes;
    int rest = (i1 - i0) % lanes;
    int count = to - from;
    scratch.reserveLeft(i0, i1, (groups + 1) * lanes * count);
    float[] packed = scratch.left;
    int next = lanes * count;
    for (int g = 0; g < groups; g += DEALT) {
      block(1, Math.min(DEALT, groups - g))
          .deal(
              d,
              off + i0 + g * lanes,
              ld,
              rows,
              from,
              count,
              packed,
              CacheLines.START + g * next,
              next);
    }
    int at = CacheLines.START + groups * next;
    copyRest(d, off + i1 - rest, ld, rows, from, count, packed, at, rest);
  }

  @Override
  void outer(
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
      Scratch scratch) {
    int full = (i1 - i0) / outerHeight;
    int rest = (i1 - i0) % outerHeight;
    int count = to - from;
    int next = lanes * count;
    int left = CacheLines.START + (i0 - scratch.first) * count;
    int done = full * outerHeight;
    int leftRest = left + done / lanes * next + done % lanes;
    scratch.reserveRight(n * count);
    for (int j = 0; j < n; j += outerWidth(n, j)) {
      int vectors = outerWidth(n, j) / lanes;
      int right = CacheLines.START + j * count;
      block(1, vectors).copy(v, off + j, ld, rows, from, count, scratch.right, right);
      int at = cOff + i0 * ldc + j;
      block(outerHeight, vectors)
          .outer(scratch.left, left, next, scratch.right, right, count, c, at, ldc, full);
      if (rest > 0) {
        int atRest = at + done * ldc;
        block(rest, vectors)
            .outer(scratch.left, leftRest, next, scratch.right, right, count, c, atRest, ldc, 1);
      }
    }
  }

  private void copyRest(
      float[] src,
      int srcOff,
      int ld,
      int[] rows,
      int start,
      int count,
      float[] dst,
      int dstOff,
      int columns) {
    for (int r = 0; r < count; r++) {
      for (int l = 0; l < columns; l++) {
        dst[dstOff + r * lanes + l] = src[srcOff + rows[start + r] * ld + l];
      }
    }
  }

  private GemmBlock block(int height, int vectors) {
    GemmBlock block = blocks[height][vectors];
    if (block == null) {
      block = GemmBlock.of(lanes, height, vectors);
      blocks[height][vectors] = block; // a race would only write the same object twice
    }
    return block;
  }
}
