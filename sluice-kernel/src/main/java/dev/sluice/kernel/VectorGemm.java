package dev.sluice.kernel;

import org.jspecify.annotations.Nullable;

/** Products with vectors: blocks of results that stay in registers, see {@link GemmBlock}. */
final class VectorGemm extends Gemm {

  /** Rows that one pass over the panels takes: they and their results stay in the second cache. */
  private static final int ROWS = 256;

  /** Rows of C that {@link #outer} computes before the next: they stay in the second cache, too. */
  private static final int OUTER_ROWS = 128;

  /** Groups of columns of D that are packed together. */
  private static final int DEALT = 4;

  /** Vectors of one k side by side in a panel. */
  private final int perPanel;

  /** Rows of the largest block of {@link #multiply}. */
  private final int tallest;

  /** Vectors of the largest block of {@link #outer}: its operands have one address each. */
  private final int outerVectors;

  /** Rows of the largest block of {@link #outer}: a part of the lanes of a vector. */
  private final int outerHeight;

  /** By height and vectors, made when first wanted. */
  private final @Nullable GemmBlock[][] blocks = new GemmBlock[9][9];

  private final Transposition transposition;

  /** What works until vector code is compiled; null if nothing is to. */
  private final @Nullable ScalarGemm plain;

  /**
   * With vectors of {@code lanes} floats.
   *
   * @param warmsUp whether plain loops work until vector code is compiled
   */
  VectorGemm(int lanes, boolean warmsUp) {
    super(lanes);
    perPanel = GemmBlock.perPanel(lanes);
    tallest = lanes == 4 ? 8 : 6;
    outerVectors = lanes == 16 ? 3 : 2; // 256 bits mean sixteen registers, not 32
    outerHeight = lanes == 16 ? 8 : 4;
    transposition = Transposition.of(lanes);
    plain = warmsUp ? new ScalarGemm(perPanel * lanes, lanes) : null;
  }

  @Override
  public String toString() {
    return "vectors of %d floats%s".formatted(lanes, plain == null ? "" : ", warming up");
  }

  @Override
  int panel() {
    return perPanel * lanes;
  }

  @Override
  void transpose(
      float[] src, int from, int stride, int columns, int depth, float[] dst, int to, int width) {
    int wide = columns - columns % lanes;
    int deep = depth - depth % lanes;
    for (int j = 0; j < wide && deep > 0; j += lanes) {
      transposeSquares(src, from + j * stride, stride, deep / lanes, dst, to + j, width);
    }
    super.transpose(src, from + deep, stride, wide, depth - deep, dst, to + deep * width, width);
    super.transpose(
        src, from + wide * stride, stride, columns - wide, depth, dst, to + wide, width);
  }

  /** {@code count} squares of as many rows and columns as a vector has lanes. */
  private void transposeSquares(
      float[] src, int from, int stride, int count, float[] dst, int to, int width) {
    if (plain == null || transposition.transposes.isOver()) {
      transposition.transpose(src, from, stride, count, dst, to, width);
      return;
    }
    long begin = System.nanoTime();
    super.transpose(src, from, stride, lanes, count * lanes, dst, to, width);
    long worked = System.nanoTime() - begin;
    int some = Math.min(count, WarmUp.STEPS);
    transposition.transposes.worked(
        worked,
        (long) some * Transposition.operations(lanes),
        () -> transposition.transpose(src, from, stride, some, WarmUp.WASTE, 0, 0));
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
        int width = panels * panel();
        multiply(
            a,
            aOff,
            lda,
            packedB,
            bOff,
            k,
            height,
            width,
            groups,
            c,
            cOff,
            ldc,
            rows,
            start,
            end,
            accumulate);
        j = groups * width;
      }
      while (j < n) {
        int width = panelWidth(n, j);
        int b = bOff + j * k;
        int to0 = cOff + j;
        if (higher > 0) {
          multiply(
              a,
              aOff,
              lda,
              packedB,
              b,
              k,
              height + 1,
              width,
              1,
              c,
              to0,
              ldc,
              rows,
              start,
              split,
              accumulate);
        }
        multiply(
            a,
            aOff,
            lda,
            packedB,
            b,
            k,
            height,
            width,
            1,
            c,
            to0,
            ldc,
            rows,
            split,
            end,
            accumulate);
        j += width;
      }
    }
  }

  /** Blocks of {@code height} rows by {@code groups} groups of {@code width} columns. */
  private void multiply(
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int k,
      int height,
      int width,
      int groups,
      float[] c,
      int cOff,
      int ldc,
      int[] rows,
      int from,
      int to,
      boolean accumulate) {
    int next = panel() * k;
    int vectors = width / lanes;
    GemmBlock block = block(height, vectors);
    if (plain == null || block.multiplies.isOver()) {
      block.multiply(
          a, aOff, lda, b, bOff, next, k, c, cOff, ldc, rows, from, to, groups, accumulate);
      return;
    }
    long begin = System.nanoTime();
    plain.multiply(
        a, aOff, lda, b, bOff, k, groups * width, c, cOff, ldc, rows, from, to, accumulate);
    long end = System.nanoTime();
    if (block.multiplies.worked(end - begin)) {
      int depth = Math.min(k, WarmUp.STEPS);
      int last = Math.min(to, from + 2 * height);
      int some = Math.min(groups, 2);
      block.multiply(
          a,
          aOff,
          lda,
          b,
          bOff,
          next,
          depth,
          WarmUp.WASTE,
          0,
          0,
          rows,
          from,
          last,
          some,
          accumulate);
      long operations = (long) (last - from) * some * vectors * (depth + 2);
      block.multiplies.rehearsed(operations, System.nanoTime() - end);
    }
  }

  /** Panels that a low block takes at once: enough independent sums to hide the latency. */
  private int sideBySide(int height) {
    return height == 1 ? 8 / perPanel : height == 2 && perPanel == 2 ? 2 : 1;
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
    scratch.reserveLeft(i0, leftLength(i1 - i0, count));
    for (int g = 0; g < groups; g += DEALT) {
      int some = Math.min(DEALT, groups - g);
      int i = i0 + g * lanes;
      deal(d, off + i, ld, rows, from, count, some, scratch.left, leftAt(i, count, scratch));
    }
    if (rest > 0) {
      int at = leftAt(i1 - rest, count, scratch);
      copy(d, off + i1 - rest, ld, rows, from, count, scratch.left, at, rest, lanes);
    }
  }

  /** {@code groups} groups of columns of the left operand. */
  private void deal(
      float[] d,
      int off,
      int ld,
      int[] rows,
      int from,
      int count,
      int groups,
      float[] packed,
      int at) {
    GemmBlock block = block(1, groups);
    int next = lanes * count;
    if (plain == null || block.deals.isOver()) {
      block.deal(d, off, ld, rows, from, count, packed, at, next);
      return;
    }
    long begin = System.nanoTime();
    for (int g = 0; g < groups; g++) {
      copy(d, off + g * lanes, ld, rows, from, count, packed, at + g * next, lanes, lanes);
    }
    long worked = System.nanoTime() - begin;
    int some = Math.min(count, WarmUp.STEPS);
    block.deals.worked(
        worked,
        2L * some * groups,
        () -> block.deal(d, off, ld, rows, from, some, WarmUp.WASTE, 0, lanes));
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
    int count = to - from;
    scratch.reserveRight(n * count);
    for (int j = 0; j < n; j += outerWidth(n, j)) {
      int vectors = outerWidth(n, j) / lanes;
      right(
          v, off + j, ld, rows, from, count, vectors, scratch.right, CacheLines.START + j * count);
    }
    for (int i = i0; i < i1; i += OUTER_ROWS) {
      int end = Math.min(i + OUTER_ROWS, i1);
      for (int j = 0; j < n; j += outerWidth(n, j)) {
        outer(v, off, ld, outerWidth(n, j), rows, from, to, c, cOff, ldc, i, end, j, scratch);
      }
    }
  }

  /** Rows {@code [i0, i1)} of columns {@code [j, j + width)} of C. */
  private void outer(
      float[] v,
      int off,
      int ld,
      int width,
      int[] rows,
      int from,
      int to,
      float[] c,
      int cOff,
      int ldc,
      int i0,
      int i1,
      int j,
      Scratch scratch) {
    int full = (i1 - i0) / outerHeight;
    int rest = (i1 - i0) % outerHeight;
    int done = full * outerHeight;
    int count = to - from;
    int vectors = width / lanes;
    int left = leftAt(i0, count, scratch);
    int leftRest = leftAt(i0 + done, count, scratch);
    int right = CacheLines.START + j * count;
    GemmBlock last = block(rest > 0 ? rest : outerHeight, vectors);
    GemmBlock most = full > 0 ? block(outerHeight, vectors) : last;
    if (plain == null || most.outers.isOver() && last.outers.isOver()) {
      int next = lanes * count;
      int at = cOff + i0 * ldc + j;
      if (full > 0) {
        most.outer(scratch.left, left, next, scratch.right, right, count, c, at, ldc, full);
      }
      if (rest > 0) {
        int atRest = at + done * ldc;
        last.outer(scratch.left, leftRest, next, scratch.right, right, count, c, atRest, ldc, 1);
      }
      return;
    }
    long begin = System.nanoTime();
    plain.outer(v, off + j, ld, width, rows, from, to, c, cOff + j, ldc, i0, i1, scratch);
    long nanoseconds = System.nanoTime() - begin;
    if (full > 0) {
      rehearse(most, outerHeight * vectors, scratch, left, right, count, full, nanoseconds);
    }
    if (rest > 0) {
      rehearse(last, rest * vectors, scratch, leftRest, right, count, 1, nanoseconds);
    }
  }

  private void rehearse(
      GemmBlock block,
      int sums,
      Scratch scratch,
      int left,
      int right,
      int count,
      int blocks,
      long worked) {
    if (!block.outers.isOver() && block.outers.worked(worked)) {
      int steps = Math.min(count, WarmUp.STEPS);
      int some = Math.min(blocks, 3); // two and three make up the lanes of a group
      long begin = System.nanoTime();
      block.outer(
          scratch.left, left, lanes * count, scratch.right, right, steps, WarmUp.WASTE, 0, 0, some);
      block.outers.rehearsed((long) some * sums * (steps + 2), System.nanoTime() - begin);
    }
  }

  /** Packs {@code vectors} vectors of columns of the right operand. */
  private void right(
      float[] v,
      int off,
      int ld,
      int[] rows,
      int from,
      int count,
      int vectors,
      float[] packed,
      int at) {
    GemmBlock block = block(1, vectors);
    if (plain == null || block.copies.isOver()) {
      block.copy(v, off, ld, rows, from, count, packed, at);
      return;
    }
    int width = vectors * lanes;
    long begin = System.nanoTime();
    copy(v, off, ld, rows, from, count, packed, at, width, width);
    long worked = System.nanoTime() - begin;
    int some = Math.min(count, WarmUp.STEPS);
    block.copies.worked(
        worked,
        2L * some * vectors,
        () -> block.copy(v, off, ld, rows, from, some, WarmUp.WASTE, 0));
  }

  /** Copies {@code columns} columns of listed rows, each {@code next} floats after the last. */
  private static void copy(
      float[] src,
      int srcOff,
      int ld,
      int[] rows,
      int start,
      int count,
      float[] dst,
      int dstOff,
      int columns,
      int next) {
    for (int r = 0; r < count; r++) {
      int from = srcOff + rows[start + r] * ld;
      System.arraycopy(src, from, dst, dstOff + r * next, columns);
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
