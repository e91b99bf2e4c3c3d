package dev.sluice.kernel;

import org.jspecify.annotations.Nullable;

/** Products with vectors: blocks of results that stay in registers. */
final class VectorGemm extends Gemm {

  /** Vectors of one k side by side in a packed matrix. */
  private static final int PER_PANEL = Integer.getInteger("PP", 2);

  private final int lanes;

  /** Rows of the largest block. */
  private final int tallest;

  /** By height and vectors, made when first wanted. */
  private final @Nullable GemmBlock[][] blocks;

  VectorGemm(int lanes) {
    this.lanes = lanes;
    tallest = 8;
    blocks = new GemmBlock[tallest + 1][13];
  }

  @Override
  int panel() {
    return PER_PANEL * lanes;
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
    int count = to - from;
    if (count <= 0) {
      return;
    }
    // Blocks of nearly equal height: 25 rows are 7 + 6 + 6 + 6.
    int blockCount = (count + tallest - 1) / tallest;
    int height = count / blockCount;
    int higher = count % blockCount;
    int split = from + higher * (height + 1);
    int wide = PER_PANEL * sideBySide(height);
    int step = panel();
    int j = 0;
    if (higher == 0) {
      int groups = n / (wide * lanes);
      block(height, wide)
          .multiply(
              a, aOff, lda, packedB, bOff, step * k, k, c, cOff, ldc, rows, from, to, groups,
              accumulate);
      j = groups * wide * lanes;
    }
    for (; j < n; j += step) {
      int vectors = Math.min(PER_PANEL, (n - j) / lanes);
      int b = bOff + j * k;
      if (higher > 0) {
        block(height + 1, vectors)
            .multiply(
                a, aOff, lda, packedB, b, step * k, k, c, cOff + j, ldc, rows, from, split, 1,
                accumulate);
      }
      block(height, vectors)
          .multiply(
              a, aOff, lda, packedB, b, step * k, k, c, cOff + j, ldc, rows, split, to, 1,
              accumulate);
    }
  }

  /** Panels that a low block takes at once, for enough independent sums to hide the latency. */
  private static int sideBySide(int height) {
    return switch (height) {
      case 1 -> 4;
      case 2, 3 -> 2;
      default -> 1;
    };
  }

  @Override
  void outer(
      float[] d,
      int dOff,
      int ldd,
      float[] v,
      int vOff,
      int ldv,
      int n,
      int[] rowsD,
      int[] rowsV,
      int from,
      int to,
      float[] c,
      int cOff,
      int ldc,
      int i0,
      int i1,
      Scratch scratch) {
    int height = i1 - i0;
    int blockCount = (height + tallest - 1) / tallest;
    scratch.reserve((long) blockCount * tallest * CHUNK, (long) n * CHUNK);
    for (int start = from; start < to; start += CHUNK) {
      int count = Math.min(CHUNK, to - start);
      packRows(v, vOff, ldv, n, panel(), rowsV, start, count, scratch.v);
      packRows(d, dOff + i0, ldd, height, tallest, rowsD, start, count, scratch.d);
      int full = height / tallest;
      int rest = height % tallest;
      int dNext = count * tallest;
      for (int j = 0; j < n; j += panel()) {
        int vectors = Math.min(PER_PANEL, (n - j) / lanes);
        int at = cOff + i0 * ldc + j;
        block(tallest, vectors)
            .outer(
                scratch.d, 0, tallest, dNext, scratch.v, j * count, count, c, at, ldc, full);
        if (rest > 0) {
          block(rest, vectors)
              .outer(
                  scratch.d, full * dNext, rest, dNext, scratch.v, j * count, count, c,
                  at + full * tallest * ldc, ldc, 1);
        }
      }
    }
  }

  /** Copies columns of listed rows into panels {@code [panel, count, width]}; the last narrower. */
  private static void packRows(
      float[] src,
      int srcOff,
      int ld,
      int n,
      int width,
      int[] rows,
      int start,
      int count,
      float[] dst) {
    for (int j = 0; j < n; j += width) {
      int columns = Math.min(width, n - j);
      int to = j * count;
      for (int r = start; r < start + count; r++) {
        int from = srcOff + rows[r] * ld + j;
        for (int l = 0; l < columns; l++) {
          dst[to + l] = src[from + l];
        }
        to += columns;
      }
    }
  }

  private GemmBlock block(int height, int vectors) {
    GemmBlock block = blocks[height][vectors];
    return block != null ? block : generate(height, vectors);
  }

  private synchronized GemmBlock generate(int height, int vectors) {
    GemmBlock block = blocks[height][vectors];
    if (block == null) {
      block = GemmBlock.generate(lanes, height, vectors, PER_PANEL);
      blocks[height][vectors] = block;
    }
    return block;
  }
}
