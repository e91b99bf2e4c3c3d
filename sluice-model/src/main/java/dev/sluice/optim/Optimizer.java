package dev.sluice.optim;

import static dev.sluice.optim.Check.decay;
import static dev.sluice.optim.Check.notNegative;
import static dev.sluice.optim.Check.positive;

import java.util.List;

/**
 * Turns a gradient into a step, element by element. What it remembers between steps are its
 * <em>slots</em>: arrays shaped like the parameter, kept by the trainer and stored in a checkpoint.
 */
public interface Optimizer {

  /** The rate (step size) before a {@link Schedule} scales it. */
  double rate();

  /** The names of the arrays to keep for each parameter, such as {@code m} and {@code v}. */
  List<String> slots();

  /**
   * Changes the elements {@code [from, to)} of one parameter and of its slots.
   *
   * @param gradient by this parameter, after clipping
   * @param slots in the order of {@link #slots()}; zeros before the first update
   * @param rate the rate for this update
   * @param update which update this is, from 1
   */
  void update(
      float[] parameter,
      float[] gradient,
      float[][] slots,
      int from,
      int to,
      double rate,
      long update);

  /** Gradient descent. */
  static Sgd sgd(double rate) {
    return new Sgd(rate, 0);
  }

  /** Gradient descent with momentum. */
  static Sgd sgd(double rate, double momentum) {
    return new Sgd(rate, momentum);
  }

  /** RMSProp with ε = 1e-8. */
  static RmsProp rmsProp(double rate, double decay) {
    return new RmsProp(rate, decay, 1e-8);
  }

  /** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  static Adam adam(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  /** AdamW with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and weight decay 0.01. */
  static AdamW adamW(double rate) {
    return new AdamW(rate, 0.9, 0.999, 1e-8, 0.01);
  }

  /** Gradient descent; with momentum, v = momentum · v + g and p −= rate · v, as in PyTorch. */
  record Sgd(double rate, double momentum) implements Optimizer {
    public Sgd {
      positive("The rate", rate);
      decay("The momentum", momentum);
    }

    @Override
    public List<String> slots() {
      return momentum == 0 ? List.of() : List.of("v");
    }

    @Override
    public void update(
        float[] p, float[] g, float[][] slots, int from, int to, double rate, long update) {
      if (momentum == 0) {
        Loops.descend(p, g, from, to, (float) rate);
      } else {
        Loops.momentum(p, g, slots[0], from, to, (float) rate, (float) momentum);
      }
    }
  }

  /**
   * RMSProp (Tieleman &amp; Hinton 2012): v = decay · v + (1 − decay) · g² and p −= rate · g / (√v
   * + ε), as in Torch, PyTorch and char-rnn.
   */
  record RmsProp(double rate, double decay, double epsilon) implements Optimizer {
    public RmsProp {
      positive("The rate", rate);
      Check.decay("The decay of RMSProp", decay);
      positive("The ε of RMSProp", epsilon);
    }

    @Override
    public List<String> slots() {
      return List.of("v");
    }

    @Override
    public void update(
        float[] p, float[] g, float[][] slots, int from, int to, double rate, long update) {
      Loops.rmsProp(p, g, slots[0], from, to, rate, decay, epsilon);
    }
  }

  /** Adam (Kingma &amp; Ba 2015, algorithm 1). */
  record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {
    public Adam {
      checkAdam(rate, beta1, beta2, epsilon);
    }

    @Override
    public List<String> slots() {
      return List.of("m", "v");
    }

    @Override
    public void update(
        float[] p, float[] g, float[][] slots, int from, int to, double rate, long update) {
      Loops.adam(p, g, slots, from, to, rate, beta1, beta2, epsilon, 0, update);
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019): before each step p −= rate ·
   * weightDecay · p, for every parameter, as in PyTorch.
   */
  record AdamW(double rate, double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimizer {
    public AdamW {
      checkAdam(rate, beta1, beta2, epsilon);
      notNegative("The weight decay", weightDecay);
    }

    /** The same with another weight decay. */
    public AdamW withWeightDecay(double weightDecay) {
      return new AdamW(rate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public List<String> slots() {
      return List.of("m", "v");
    }

    @Override
    public void update(
        float[] p, float[] g, float[][] slots, int from, int to, double rate, long update) {
      Loops.adam(p, g, slots, from, to, rate, beta1, beta2, epsilon, weightDecay, update);
    }
  }

  private static void checkAdam(double rate, double beta1, double beta2, double epsilon) {
    positive("The rate", rate);
    decay("The β₁ of Adam", beta1);
    decay("The β₂ of Adam", beta2);
    positive("The ε of Adam", epsilon);
  }
}
