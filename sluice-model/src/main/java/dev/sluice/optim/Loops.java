package dev.sluice.optim;

/**
 * The loops of the optimizers. Plain, without branches and with all constants in locals, so that
 * the JVM's compiler makes vector loops of them; each element is computed alone, so its bits do not
 * depend on how a range was divided.
 */
final class Loops {
  private Loops() {}

  static void descend(float[] p, float[] g, int from, int to, float rate) {
    for (int i = from; i < to; i++) {
      p[i] -= rate * g[i];
    }
  }

  static void momentum(
      float[] p, float[] g, float[] v, int from, int to, float rate, float momentum) {
    for (int i = from; i < to; i++) {
      float velocity = momentum * v[i] + g[i];
      v[i] = velocity;
      p[i] -= rate * velocity;
    }
  }

  static void rmsProp(
      float[] p,
      float[] g,
      float[] v,
      int from,
      int to,
      double rate,
      double decay,
      double epsilon) {
    float step = (float) rate;
    float keep = (float) decay;
    float add = (float) (1 - decay);
    float small = (float) epsilon;
    for (int i = from; i < to; i++) {
      float square = keep * v[i] + add * (g[i] * g[i]);
      v[i] = square;
      p[i] -= step * g[i] / ((float) Math.sqrt(square) + small);
    }
  }

  /** Adam; {@code weightDecay} is decoupled. */
  static void adam(
      float[] p,
      float[] g,
      float[][] slots,
      int from,
      int to,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      long update) {
    // The means start at 0 and are too small by these factors (section 3 of the paper). Strict,
    // because other powers may differ from machine to machine.
    double correction1 = 1 - StrictMath.pow(beta1, update);
    double correction2 = 1 - StrictMath.pow(beta2, update);
    adam(
        p,
        g,
        slots[0],
        slots[1],
        from,
        to,
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) (rate / correction1),
        (float) (1 / StrictMath.sqrt(correction2)),
        (float) epsilon,
        (float) (1 - rate * weightDecay));
  }

  private static void adam(
      float[] p,
      float[] g,
      float[] m,
      float[] v,
      int from,
      int to,
      float keepM,
      float addM,
      float keepV,
      float addV,
      float step,
      float rootScale,
      float epsilon,
      float keepP) {
    for (int i = from; i < to; i++) {
      float mean = keepM * m[i] + addM * g[i];
      float square = keepV * v[i] + addV * (g[i] * g[i]);
      m[i] = mean;
      v[i] = square;
      p[i] = keepP * p[i] - step * mean / ((float) Math.sqrt(square) * rootScale + epsilon);
    }
  }
}
