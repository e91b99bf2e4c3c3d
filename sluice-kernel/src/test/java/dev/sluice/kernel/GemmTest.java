package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products against one chain of fused multiply-adds per element, bit by bit, in every width. */
class GemmTest {

  private static final int[] ROWS = {1, 2, 3, 5, 7, 8, 9, 16, 25, 33, 100, 300};
  private static final int[] DEPTHS = {1, 3, 8, 33, 100};
  private static final int[] COLUMNS = {1, 7, 16, 31, 33, 64, 100, 129, 260};

  private final Random random = new Random(5);

  /** In every width: vector code from the first product on, and where plain loops come before. */
  static Stream<Gemm> gemms() {
    return Emitted.lanes()
        .boxed()
        .flatMap(lanes -> Stream.of(Gemm.atOnce(lanes), Gemm.of(lanes)))
        .distinct();
  }

  static IntStream lanes() {
    return Emitted.lanes();
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void multiplyIsOneChainPerElement(Gemm gemm) {
    for (int m : ROWS) {
      for (int k : DEPTHS) {
        int n = COLUMNS[random.nextInt(COLUMNS.length)];
        multiply(gemm, m, k, n, false, 1);
        multiply(gemm, m, k, n, true, 1);
      }
    }
    for (int n : COLUMNS) {
      multiply(gemm, 8, 13, n, true, 1);
      multiply(gemm, 1, 64, n, false, 1);
    }
    for (int i = 0; i < 8; i++) {
      multiply(gemm, 2, 1200 + i, 260, false, 1); // more than is packed panel by panel
    }
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void columnsMayBeShared(Gemm gemm) {
    for (int n : new int[] {16, 48, 64, 96, 112, 256, 512, 528}) {
      for (int parts : new int[] {2, 3, 7}) {
        multiply(gemm, 5, 9, n, true, parts);
      }
    }
  }

  /** Rows 0, 2, 4 … in a shuffled order, cut at random; the rows between must stay as they are. */
  private void multiply(Gemm gemm, int m, int k, int n, boolean accumulate, int parts) {
    int padded = (n + 15) & -16;
    int lda = k + random.nextInt(3);
    int ldc = padded + 16 * random.nextInt(2);
    float[] a = floats(2 + 2 * m * lda);
    float[] b = floats(k * n + 1);
    float[] c = floats(3 + 2 * m * ldc);
    boolean transposed = random.nextBoolean();
    int rowStride = transposed ? 1 : n;
    int colStride = transposed ? k : 1;
    int[] rows = new int[m + 2];
    for (int r = 0; r < m; r++) {
      rows[r + 1] = 2 * r;
    }
    for (int r = m; r > 1; r--) {
      int other = 1 + random.nextInt(r);
      int swap = rows[r];
      rows[r] = rows[other];
      rows[other] = swap;
    }

    float[] expected = c.clone();
    for (int r = 1; r <= m; r++) {
      for (int j = 0; j < padded; j++) {
        int at = 3 + rows[r] * ldc + j;
        float sum = accumulate ? c[at] : 0;
        for (int i = 0; i < k; i++) {
          float right = j < n ? b[1 + i * rowStride + j * colStride] : 0;
          sum = Math.fma(a[2 + rows[r] * lda + i], right, sum);
        }
        expected[at] = sum;
      }
    }

    float[] packed = floats(4 + Math.toIntExact(Gemm.packedLength(k, n)));
    int first = random.nextInt(n / 16 + 1) * 16;
    int rest = 1 + first * colStride;
    int stride = transposed ? k : n;
    gemm.pack(b, 1, stride, transposed, k, first, packed, 4, 0, n);
    gemm.pack(b, rest, stride, transposed, k, n - first, packed, 4, first, n);
    int cut = 1 + random.nextInt(m + 1);
    for (int part = 0; part < parts; part++) {
      int j = gemm.column(padded, part, parts);
      int width = gemm.column(padded, part + 1, parts) - j;
      int at = 4 + j * k;
      gemm.multiply(a, 2, lda, packed, at, k, width, c, 3 + j, ldc, rows, 1, cut, accumulate);
      gemm.multiply(a, 2, lda, packed, at, k, width, c, 3 + j, ldc, rows, cut, m + 1, accumulate);
    }
    assertThat(Arrays.equals(c, expected))
        .withFailMessage(
            "%s, %d x %d x %d, accumulate %b, transposed %b, %d parts: other bits",
            gemm, m, k, n, accumulate, transposed, parts)
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void outerIsOneChainPerChunk(Gemm gemm) {
    Gemm.Scratch scratch = new Gemm.Scratch();
    for (int count : new int[] {0, 1, 5, Gemm.CHUNK - 1, Gemm.CHUNK, 2 * Gemm.CHUNK + 9}) {
      for (int height : new int[] {1, 3, 4, 8, 13, 33, 150}) {
        for (int n : new int[] {16, 48, 64}) {
          outer(gemm, count, height, n, scratch);
        }
      }
    }
  }

  /** V is one row behind D, and the list is descending. */
  private void outer(Gemm gemm, int count, int height, int n, Gemm.Scratch scratch) {
    int ldd = height + 3;
    int ldv = n + random.nextInt(2);
    int ldc = n + random.nextInt(2);
    float[] d = floats(2 + (count + 1) * ldd);
    float[] v = floats(3 + count * ldv);
    float[] c = floats(1 + height * ldc);
    int[] rowsD = new int[count];
    int[] rowsV = new int[count];
    for (int r = 0; r < count; r++) {
      rowsD[r] = count - r;
      rowsV[r] = count - r - 1;
    }
    float[] expected = c.clone();
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < n; j++) {
        for (int start = 0; start < count; start += Gemm.CHUNK) {
          float sum = 0;
          for (int r = start; r < Math.min(count, start + Gemm.CHUNK); r++) {
            sum = Math.fma(d[2 + rowsD[r] * ldd + i], v[3 + rowsV[r] * ldv + j], sum);
          }
          expected[1 + i * ldc + j] += sum;
        }
      }
    }
    int cut = random.nextInt(height + 1);
    for (int first = 0; first < count; first += Gemm.CHUNK) {
      int end = Math.min(count, first + Gemm.CHUNK);
      gemm.left(d, 2, ldd, rowsD, first, end, 0, cut, scratch);
      gemm.outer(v, 3, ldv, n, rowsV, first, end, c, 1, ldc, 0, cut, scratch);
      gemm.left(d, 2, ldd, rowsD, first, end, cut, height, scratch);
      int part = Math.min(height, cut + 16);
      gemm.outer(v, 3, ldv, n, rowsV, first, end, c, 1, ldc, cut, part, scratch);
      gemm.outer(v, 3, ldv, n, rowsV, first, end, c, 1, ldc, part, height, scratch);
    }
    assertThat(Arrays.equals(c, expected))
        .withFailMessage("%s, %d rows, %d x %d: other bits", gemm, count, height, n)
        .isTrue();
  }

  /** A vector that crosses a call is boxed, which is slow; so this guards the speed as well. */
  @ParameterizedTest
  @MethodSource("lanes")
  @Timeout(120)
  void compiledProductsAllocateNothing(int lanes) {
    if (lanes * 4 * 8 > preferredBits()) {
      return; // the JVM emulates such vectors with objects
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] a = floats(9 * 64);
    float[] packed = floats(64 * 64);
    float[] c = floats(9 * 64);
    int[] rows = IntStream.range(0, 9).toArray();
    Gemm gemm = Gemm.atOnce(lanes);
    Gemm.Scratch scratch = new Gemm.Scratch();
    long allocated;
    do { // until it is compiled
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        gemm.multiply(a, 0, 64, packed, 0, 64, 64, c, 0, 64, rows, 0, 9, false);
        gemm.multiply(a, 0, 64, packed, 0, 64, 64, c, 0, 64, rows, 0, 1, true);
        gemm.left(a, 0, 64, rows, 0, 9, 0, 33, scratch);
        gemm.outer(c, 0, 64, 64, rows, 0, 9, packed, 0, 64, 0, 33, scratch);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    } while (allocated > 1000);
    assertThat(allocated).isLessThanOrEqualTo(1000);
  }

  /** Plain loops work first, and vector code takes over. */
  @Test
  @Timeout(120)
  void vectorCodeTakesOverOnceItIsCompiled() {
    int lanes = Vectors.lanes();
    if (lanes == 1) {
      return;
    }
    int height = lanes == 4 ? 8 : 6;
    GemmBlock block = GemmBlock.of(lanes, height, GemmBlock.perPanel(lanes));
    GemmBlock copies = GemmBlock.of(lanes, 1, 1);
    float[] a = floats(height * 64);
    float[] packed = floats(64 * 64);
    float[] c = floats(height * 64);
    int[] rows = IntStream.range(0, height).toArray();
    Gemm gemm = Gemm.of(lanes);
    Gemm.Scratch scratch = new Gemm.Scratch();
    while (!block.multiplies.isOver() || !copies.outers.isOver() || !copies.copies.isOver()) {
      gemm.multiply(a, 0, 64, packed, 0, 64, 64, c, 0, 64, rows, 0, height, false);
      gemm.left(a, 0, 64, rows, 0, height, 0, 1, scratch);
      gemm.outer(c, 0, 64, lanes, rows, 0, height, packed, 0, 64, 0, 1, scratch);
    }
  }

  private static int preferredBits() {
    return Vectors.lanes() * 32;
  }

  private float[] floats(int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = random.nextFloat() - 0.5f;
    }
    return floats;
  }
}
