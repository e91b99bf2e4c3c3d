package dev.sluice.kernel;

/**
 * The transcendental functions, each defined once, over {@link Arithmetic}: so compiled cells,
 * losses, vectors of any width and plain floats give the same bits. Coefficients are our own
 * minimax fits; errors were measured over all floats of the range.
 *
 * <p>NaN gives NaN everywhere.
 */
public final class VectorMath {

  private static final float LOG2_E = 1.44269504f;

  /** ln 2 in three pieces of which n times the first is exact, and rounded at once. */
  private static final float LN_2_HIGH = 0.693359375f;

  private static final float LN_2_LOW = -2.12194440e-4f;
  private static final float LN_2 = 0.69314718f;

  /** Added to a small number, leaves its nearest integer in the low bits. */
  private static final float ROUND = 0x1.8p23f;

  /** Below, the result would be denormal. */
  private static final float EXP_LEAST = -87.33654f;

  /** Above, 2 to the nearest integer would be infinite. */
  private static final float EXP_LARGEST = 88.37626f;

  /** (e^r - 1 - r) / r^2 for |r| up to ln 2 / 2, within 1.1e-7 of e^r. */
  private static final float[] EXP = {
    0.499992303043904f, 0.1666711538985141f, 0.04189033227881314f, 0.008312501445954348f
  };

  /** (ln(1 + f) - f + f^2 / 2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2), within 3.2e-8. */
  private static final float[] LOG = {
    0.33333910739220335f,
    -0.2500133704845797f,
    0.19963063714477247f,
    -0.16577584223455716f,
    0.1491476845808942f,
    -0.1426749121937402f,
    0.08700439842844757f
  };

  /** ln(1 + e) / e for e from 0 to 1, within 3.1e-8. */
  private static final float[] LOG_1P = {
    0.9999999698786712f,
    -0.49999493135208173f,
    0.33319096720209157f,
    -0.24842981580736317f,
    0.1910600437371882f,
    -0.1366324076074531f,
    0.07822589209237978f,
    -0.02950520144420049f,
    0.005232684736959496f
  };

  /** tanh(x) / x as a ratio of polynomials in x^2, within 8.3e-9 for |x| up to 8.2. */
  private static final float[] TANH_ABOVE = {
    1f, 0.134321168f, 0.0035566804f, 2.16371627e-05f, 1.48404009e-08f
  };

  private static final float[] TANH_BELOW = {
    1f, 0.467654407f, 0.026108278f, 0.000338643003f, 8.37054188e-07f
  };

  /** From here on the result is 1 - 1.2e-7; with these coefficients none exceeds 1. */
  private static final float TANH_END = 8.1f;

  private VectorMath() {}

  /**
   * e^x, relative error below 2e-7. The argument is clamped to [-87.33654, 88.37626]: the result is
   * never infinite, and never below 1.17e-38 (so e^-inf is not quite 0).
   */
  static int exp(Arithmetic a, int x) {
    int clamped = a.clamp(x, EXP_LEAST, EXP_LARGEST);
    int shifted = shifted(a, clamped);
    int n = whole(a, shifted);
    int high = a.fma(n, a.constant(-LN_2_HIGH), clamped);
    int r = a.fma(n, a.constant(-LN_2_LOW), high);
    int power = power(a, shifted);
    return a.fma(expMinus1Near0(a, r), power, power);
  }

  /** e^x - 1, relative error below 8e-7, also near 0. */
  static int expm1(Arithmetic a, int x) {
    int clamped = a.clamp(x, EXP_LEAST, EXP_LARGEST);
    int shifted = shifted(a, clamped);
    int n = whole(a, shifted);
    int high = a.fma(n, a.constant(-LN_2_HIGH), clamped);
    int r = a.fma(n, a.constant(-LN_2_LOW), high);
    int power = power(a, shifted);
    return a.fma(expMinus1Near0(a, r), power, a.sub(power, a.constant(1)));
  }

  /**
   * 1 / (1 + e^-x), absolute error below 1e-7; relative error below 4e-7 as long as the result is
   * above 1e-30, and the result is never 0.
   */
  static int sigmoid(Arithmetic a, int x) {
    int e = roughExp(a, x);
    return a.div(e, a.add(e, a.constant(1)));
  }

  /** e^x with one rounding less in its argument: relative error below 4.1e-7 at the ends. */
  private static int roughExp(Arithmetic a, int x) {
    int clamped = a.clamp(x, EXP_LEAST, EXP_LARGEST);
    int shifted = shifted(a, clamped);
    int r = a.fma(whole(a, shifted), a.constant(-LN_2), clamped);
    int power = power(a, shifted);
    return a.fma(expMinus1Near0(a, r), power, power);
  }

  /** x / ln 2 to the nearest integer n, as a float whose low bits are n + 127. */
  private static int shifted(Arithmetic a, int x) {
    return a.fma(x, a.constant(LOG2_E), a.constant(ROUND + 127));
  }

  private static int whole(Arithmetic a, int shifted) {
    return a.sub(shifted, a.constant(ROUND + 127));
  }

  /** 2^n: its exponent field is n + 127. */
  private static int power(Arithmetic a, int shifted) {
    return a.value(a.shiftLeft(a.bits(shifted), 23));
  }

  private static int expMinus1Near0(Arithmetic a, int r) {
    return a.fma(polynomial(a, r, EXP), a.mul(r, r), r);
  }

  /** tanh x, relative error below 3e-7, also near 0; never beyond 1 in magnitude. */
  static int tanh(Arithmetic a, int x) {
    int clamped = a.clamp(x, -TANH_END, TANH_END);
    int square = a.mul(clamped, clamped);
    int above = a.mul(clamped, polynomial(a, square, TANH_ABOVE));
    return a.div(above, polynomial(a, square, TANH_BELOW));
  }

  /**
   * Natural logarithm, relative error below 2e-7; of 0 it is -infinity, of infinity infinity, of
   * anything below 0 NaN. Denormals are treated like all others.
   */
  static int log(Arithmetic a, int x) {
    int normal = a.constant(Float.MIN_NORMAL);
    int tiny = a.mul(x, a.constant(0x1p24f));
    int scaled = a.select(normal, x, tiny, x);
    // The exponent k that leaves 1 + f between sqrt(1/2) and sqrt(2).
    int bits = a.bits(scaled);
    int root = a.pattern(Float.floatToRawIntBits(0.70710677f));
    int k = a.shiftRight(a.subPattern(bits, root), 23);
    int f = a.sub(a.value(a.subPattern(bits, a.shiftLeft(k, 23))), a.constant(1));
    int round = a.pattern(Float.floatToRawIntBits(ROUND));
    int exponent = a.sub(a.value(a.addPattern(k, round)), a.constant(ROUND));
    int n = a.select(normal, x, a.sub(exponent, a.constant(24)), exponent);

    int square = a.mul(f, f);
    int cubic = a.mul(a.mul(polynomial(a, f, LOG), f), square);
    int low = a.fma(n, a.constant(LN_2_LOW), cubic);
    int rest = a.fma(square, a.constant(-0.5f), low);
    int result = a.fma(n, a.constant(LN_2_HIGH), a.add(f, rest));

    int zero = a.constant(0);
    int notPositive =
        a.select(zero, x, a.constant(Float.NaN), a.add(x, a.constant(Float.NEGATIVE_INFINITY)));
    int ordinary = a.select(x, a.constant(Float.MAX_VALUE), x, result);
    return a.select(x, zero, ordinary, notPositive);
  }

  /** ln(1 + e^x) without overflow, relative error below 6e-7. */
  static int softplus(Arithmetic a, int x) {
    int zero = a.constant(0);
    int e = exp(a, a.neg(a.abs(x)));
    return a.fma(e, polynomial(a, e, LOG_1P), a.select(zero, x, zero, x));
  }

  /** out[i] = e^in[i]; {@code in} and {@code out} may be the same row. */
  public static void exp(float[] in, int inOff, float[] out, int outOff, int n) {
    Rows.HERE.exp(in, inOff, out, outOff, n, 0);
  }

  /** out[i] = log(in[i]); see {@link #log(Arithmetic, int)} for the ends. */
  public static void log(float[] in, int inOff, float[] out, int outOff, int n) {
    Rows.HERE.log(in, inOff, out, outOff, n, 0);
  }

  /** out[i] = tanh(in[i]). */
  public static void tanh(float[] in, int inOff, float[] out, int outOff, int n) {
    Rows.HERE.tanh(in, inOff, out, outOff, n, 0);
  }

  /** out[i] = 1 / (1 + e^-in[i]). */
  public static void sigmoid(float[] in, int inOff, float[] out, int outOff, int n) {
    Rows.HERE.sigmoid(in, inOff, out, outOff, n, 0);
  }

  /**
   * Turns a row of logits into probabilities in place.
   *
   * @return the logarithm of the sum of e^logit: the logit minus it is the log probability
   */
  public static float softmax(float[] x, int off, int n) {
    return Rows.HERE.softmax(x, off, n);
  }

  /** The polynomial in x with these coefficients, ascending. */
  private static int polynomial(Arithmetic a, int x, float[] coefficients) {
    int sum = a.constant(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = a.fma(x, sum, a.constant(coefficients[i]));
    }
    return sum;
  }

  /** Made when a row is first asked for: writing a cell's code does not need it. */
  private static final class Rows {
    static final RowMath HERE = RowMath.of(Vectors.lanes());
  }
}
