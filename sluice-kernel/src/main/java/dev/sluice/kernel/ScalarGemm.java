package dev.sluice.kernel;

import java.util.Arrays;

/**
 * Products without the Vector API, as loops over columns that C2 turns into vectors by itself. It
 * does so only for arrays indexed by the loop variable alone (with offsets it must fear that they
 * overlap), so rows of both matrices are copied to arrays of their own first.
 */
final class ScalarGemm extends Gemm {

  private static final int WIDEST = 256;

  private static final ThreadLocal<Tile> TILE = ThreadLocal.withInitial(Tile::new);

  private final int panel;

  ScalarGemm() {
    this(WIDEST, 16);
  }

  /** With the packed operands of a {@link VectorGemm}, in whose place it stands. */
  ScalarGemm(int panel, int lanes) {
    super(lanes);
    this.panel = panel;
  }

  @Override
  public String toString() {
    return "plain loops";
  }

  @Override
  int panel() {
    return panel;
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
    Tile tile = TILE.get();
    for (int j = 0; j < n; j += panel) {
      int width = Math.min(panel, n - j);
      for (int start = from; start < to; start += Tile.ROWS) {
        int height = Math.min(Tile.ROWS, to - start);
        for (int i = 0; i < height; i++) {
          if (accumulate) {
            System.arraycopy(c, cOff + rows[start + i] * ldc + j, tile.c[i], 0, width);
          } else {
            Arrays.fill(tile.c[i], 0, width, 0);
          }
        }
        for (int kk = 0; kk < k; kk += Tile.DEPTH) {
          int depth = Math.min(Tile.DEPTH, k - kk);
          for (int l = 0; l < depth; l++) {
            System.arraycopy(packedB, bOff + j * k + (kk + l) * width, tile.b[l], 0, width);
          }
          for (int i = 0; i < height; i++) {
            System.arraycopy(a, aOff + rows[start + i] * lda + kk, tile.a, i * Tile.DEPTH, depth);
          }
          tile.accumulate(height, depth, width);
        }
        for (int i = 0; i < height; i++) {
          System.arraycopy(tile.c[i], 0, c, cOff + rows[start + i] * ldc + j, width);
        }
      }
    }
  }

  @Override
  void left(
      float[] d, int off, int ld, int[] rows, int from, int to, int i0, int i1, Scratch scratch) {
    int count = to - from;
    scratch.reserveLeft(i0, leftLength(i1 - i0, count));
    for (int i = i0; i < i1; i += lanes) {
      int at = leftAt(i, count, scratch);
      for (int r = from; r < to; r++) {
        int width = Math.min(lanes, i1 - i);
        System.arraycopy(d, off + rows[r] * ld + i, scratch.left, at, width);
        at += lanes;
      }
    }
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
    Tile tile = TILE.get();
    int count = to - from;
    for (int j = 0; j < n; j += WIDEST) {
      int width = Math.min(WIDEST, n - j);
      for (int ii = i0; ii < i1; ii += Tile.ROWS) {
        int height = Math.min(Tile.ROWS, i1 - ii);
        for (int i = 0; i < height; i++) {
          Arrays.fill(tile.c[i], 0, width, 0);
        }
        for (int r = from; r < to; r += Tile.DEPTH) {
          int depth = Math.min(Tile.DEPTH, to - r);
          for (int l = 0; l < depth; l++) {
            System.arraycopy(v, off + rows[r + l] * ld + j, tile.b[l], 0, width);
            for (int group = 0; group < height; group += lanes) {
              int left = leftAt(ii + group, count, scratch) + (r + l - from) * lanes;
              for (int i = group; i < Math.min(group + lanes, height); i++) {
                tile.a[i * Tile.DEPTH + l] = scratch.left[left + i - group];
              }
            }
          }
          tile.accumulate(height, depth, width);
        }
        for (int i = 0; i < height; i++) {
          int row = cOff + (ii + i) * ldc + j;
          float[] sums = tile.c[i];
          for (int l = 0; l < width; l++) {
            c[row + l] += sums[l];
          }
        }
      }
    }
  }

  /** What one pass of the inner loops works on: C += A B, small enough for the first cache. */
  private static final class Tile {

    static final int ROWS = 32;
    static final int DEPTH = 4;

    /** {@code [ROWS, DEPTH]}. */
    final float[] a = new float[ROWS * DEPTH];

    final float[][] b = new float[DEPTH][WIDEST];
    final float[][] c = new float[ROWS][WIDEST];

    void accumulate(int height, int depth, int width) {
      if (depth < DEPTH) {
        for (int i = 0; i < height; i++) {
          for (int l = 0; l < depth; l++) {
            one(a[i * DEPTH + l], b[l], c[i], width);
          }
        }
        return;
      }
      int i = 0;
      for (; i + 4 <= height; i += 4) {
        sixteen(a, i * DEPTH, b[0], b[1], b[2], b[3], c[i], c[i + 1], c[i + 2], c[i + 3], width);
      }
      for (; i < height; i++) {
        four(a, i * DEPTH, b[0], b[1], b[2], b[3], c[i], width);
      }
    }

    private static void one(float a, float[] b, float[] c, int width) {
      for (int j = 0; j < width; j++) {
        c[j] = Math.fma(a, b[j], c[j]);
      }
    }

    private static void four(
        float[] a, int at, float[] b0, float[] b1, float[] b2, float[] b3, float[] c, int width) {
      float a0 = a[at];
      float a1 = a[at + 1];
      float a2 = a[at + 2];
      float a3 = a[at + 3];
      for (int j = 0; j < width; j++) {
        c[j] = chain(a0, a1, a2, a3, b0[j], b1[j], b2[j], b3[j], c[j]);
      }
    }

    /** Four rows by four columns: for each four loads of B and four of C, sixteen products. */
    private static void sixteen(
        float[] a,
        int at,
        float[] b0,
        float[] b1,
        float[] b2,
        float[] b3,
        float[] c0,
        float[] c1,
        float[] c2,
        float[] c3,
        int width) {
      float a00 = a[at];
      float a01 = a[at + 1];
      float a02 = a[at + 2];
      float a03 = a[at + 3];
      float a10 = a[at + 4];
      float a11 = a[at + 5];
      float a12 = a[at + 6];
      float a13 = a[at + 7];
      float a20 = a[at + 8];
      float a21 = a[at + 9];
      float a22 = a[at + 10];
      float a23 = a[at + 11];
      float a30 = a[at + 12];
      float a31 = a[at + 13];
      float a32 = a[at + 14];
      float a33 = a[at + 15];
      for (int j = 0; j < width; j++) {
        float x0 = b0[j];
        float x1 = b1[j];
        float x2 = b2[j];
        float x3 = b3[j];
        c0[j] = chain(a00, a01, a02, a03, x0, x1, x2, x3, c0[j]);
        c1[j] = chain(a10, a11, a12, a13, x0, x1, x2, x3, c1[j]);
        c2[j] = chain(a20, a21, a22, a23, x0, x1, x2, x3, c2[j]);
        c3[j] = chain(a30, a31, a32, a33, x0, x1, x2, x3, c3[j]);
      }
    }

    private static float chain(
        float a0, float a1, float a2, float a3, float x0, float x1, float x2, float x3, float sum) {
      return Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, sum))));
    }
  }
}
