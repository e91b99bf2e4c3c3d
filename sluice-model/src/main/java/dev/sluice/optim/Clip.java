package dev.sluice.optim;

import static dev.sluice.optim.Check.positive;

/** Bounds a gradient before the step, so that one bad batch does not throw the model far away. */
public interface Clip {

  /**
   * Changes the elements {@code [from, to)} of one parameter's gradient.
   *
   * @param norm the Euclidean norm of all gradients together, as they came
   */
  void apply(float[] gradient, int from, int to, double norm);

  /** Scales all gradients down together so that their norm is at most {@code limit}. */
  static Clip norm(double limit) {
    return new Norm(limit);
  }

  /** Brings each element into {@code [-limit, limit]}. */
  static Clip value(double limit) {
    return new Value(limit);
  }

  /** Changes nothing. */
  static Clip none() {
    return new None();
  }

  /** Scales down by global norm (Pascanu, Mikolov &amp; Bengio 2013). */
  record Norm(double limit) implements Clip {
    public Norm {
      positive("The limit of clipping by norm", limit);
    }

    @Override
    public void apply(float[] gradient, int from, int to, double norm) {
      if (norm <= limit) {
        return;
      }
      float factor = (float) (limit / norm);
      for (int i = from; i < to; i++) {
        gradient[i] *= factor;
      }
    }
  }

  /** Bounds element by element. */
  record Value(double limit) implements Clip {
    public Value {
      positive("The limit of clipping by value", limit);
    }

    @Override
    public void apply(float[] gradient, int from, int to, double norm) {
      float high = (float) limit;
      float low = -high;
      for (int i = from; i < to; i++) {
        gradient[i] = Math.max(low, Math.min(high, gradient[i]));
      }
    }
  }

  /** No clipping. */
  record None() implements Clip {
    @Override
    public void apply(float[] gradient, int from, int to, double norm) {}
  }
}
