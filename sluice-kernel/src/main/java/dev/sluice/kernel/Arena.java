package dev.sluice.kernel;

import java.util.stream.LongStream;

/**
 * The buffers of a {@link Tape}, one after the other in one array, each at the start of a cache
 * line (see {@link CacheLines}): a vector then costs one access, and threads that share the units
 * of a row do not share its lines. It grows on demand and is reused.
 */
final class Arena {
  private static final int LINE = 16;
  private static final long MOST = Integer.MAX_VALUE - 4 * LINE;

  /** Floats that one array may have. */
  private final long most;

  private float[] floats = {};

  Arena() {
    this(MOST);
  }

  Arena(long most) {
    this.most = most;
  }

  /**
   * Makes room; what was there before is lost.
   *
   * @param lengths how many floats each buffer needs
   * @param arrays where each is then; where all together are too many for one array, one of its own
   * @param starts and from where on
   */
  void place(long[] lengths, float[][] arrays, int[] starts) {
    long total = padded(lengths);
    boolean together = total <= most;
    float[] before = floats;
    if (!together) {
      floats = new float[0];
    } else if (floats.length < CacheLines.START + total) {
      floats = CacheLines.allocate(total);
    }
    int at = CacheLines.START;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] == 0) {
        starts[i] = 0; // of constants, whose arrays are elsewhere
      } else if (together) {
        arrays[i] = floats;
        starts[i] = at;
        at += (int) padded(lengths[i]);
      } else {
        starts[i] = 0;
        if (arrays[i] == before || arrays[i].length < lengths[i]) {
          arrays[i] = new float[(int) lengths[i]];
        }
      }
    }
  }

  /** How many floats there are in all where the buffers have these lengths. */
  static long floats(long[] lengths) {
    long total = padded(lengths);
    return total <= MOST ? CacheLines.length(total) : LongStream.of(lengths).sum();
  }

  private static long padded(long[] lengths) {
    long total = 0;
    for (long length : lengths) {
      total += padded(length);
    }
    return total;
  }

  /** Whole lines, and one more, so that the same unit of several buffers is not in one set. */
  private static long padded(long length) {
    return length == 0 ? 0 : (length + 2 * LINE - 1) / LINE * LINE;
  }
}
