package dev.sluice.cell;

/**
 * Random bits as a function of where they are used: no order of execution can change a draw, and
 * the way back draws the same again.
 *
 * <p>A draw is named by (seed, update, layer, direction, occurrence, row, step, element). {@link
 * #draw} folds the first five into a key once per update, {@link #at} adds row and step, and {@link
 * #bits} costs two rounds of a 32-bit mixer per element: xor, shift and 32-bit multiplication,
 * which vectors of any width have.
 */
public final class Noise {

  /** The step of a draw that all steps of a sequence share, and the row of one that all rows do. */
  public static final int SHARED = -1;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int RESOLUTION = 24;

  private Noise() {}

  /**
   * The key of one occurrence of noise in one update.
   *
   * @param seed the seed of the whole run
   * @param update how many updates came before
   * @param layer the layer's place in the model, from 0
   * @param direction 0 from left to right, 1 from right to left
   * @param occurrence the place of the noise in the cell's text, from 0
   */
  public static long draw(long seed, long update, int layer, int direction, int occurrence) {
    return fold(fold(fold(fold(fold(0, seed), update), layer), direction), occurrence);
  }

  /** The key of one row at one step; either may be {@link #SHARED}. */
  public static long at(long draw, int row, int step) {
    return fold(draw, ((long) row << 32) | (step & 0xffffffffL));
  }

  /** 32 uniform bits for one element. Different elements at one place have different bits. */
  public static int bits(long at, int element) {
    return bits((int) at, (int) (at >>> 32), element);
  }

  /**
   * The same from the two halves of {@link #at}: in a loop over elements that takes the halves
   * outside, the compiler finds 32-bit numbers only and makes a vector loop.
   */
  public static int bits(int low, int high, int element) {
    return mix32(mix32(element ^ low) + high);
  }

  /**
   * What {@link #below} compares with, for an event of this probability: {@code probability × 2²⁴},
   * rounded.
   */
  public static int threshold(double probability) {
    return (int) Math.round(probability * (1 << RESOLUTION));
  }

  /** Whether an event of this probability never happens: too small for {@link #threshold}. */
  public static boolean isNever(double probability) {
    return threshold(probability) == 0;
  }

  /** Whether an event of this probability, below 1, always happens: too near to 1. */
  public static boolean isAlways(double probability) {
    return threshold(probability) == 1 << RESOLUTION;
  }

  /** A sentence about a probability that {@link #isAlways}. */
  public static String alwaysHappens(String what) {
    return what + " is so close to 1 that it would always happen. Write 0.9999999 or less.";
  }

  /** Whether the event with this {@link #threshold} happens. */
  public static boolean below(int bits, int threshold) {
    return notBelow(bits, threshold) == 0;
  }

  /** 0 where the event with this {@link #threshold} happens, else 1; without a branch. */
  public static int notBelow(int bits, int threshold) {
    return ((threshold - 1 - (bits >>> (32 - RESOLUTION))) >> 31) & 1;
  }

  /** A key with one more value in it; for one key, different values give different keys. */
  public static long fold(long key, long value) {
    return mix64((key ^ value) + GOLDEN);
  }

  /** The finalizer of SplitMix64: Stafford's variant 13 of MurmurHash3's. */
  private static long mix64(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Wellons' 32-bit mixer "lowbias32". */
  private static int mix32(int x) {
    x = (x ^ (x >>> 16)) * 0x7feb352d;
    x = (x ^ (x >>> 15)) * 0x846ca68b;
    return x ^ (x >>> 16);
  }
}
