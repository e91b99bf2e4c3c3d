package dev.sluice.optim;

import static dev.sluice.optim.Check.notNegative;
import static dev.sluice.optim.Check.positive;

/**
 * How the rate changes while training goes on. It sees only what was planned, never a clock: a run
 * that is cut short by a time limit had the same rates as one that was not.
 */
public interface Schedule {

  /**
   * The factor of the optimizer's rate for one update.
   *
   * @param update which update, from 0
   * @param perEpoch updates in an epoch
   * @param planned updates in the whole training
   */
  double factor(long update, long perEpoch, long planned);

  /** Always 1. */
  static Schedule constant() {
    return new Constant();
  }

  /**
   * Falls by {@code factor} after {@code after} epochs, and again every {@code every} epochs;
   * char-rnn's is {@code stepDecay(10, 1, 0.97)}.
   */
  static Schedule stepDecay(int after, int every, double factor) {
    return new StepDecay(after, every, factor);
  }

  /** Rises over {@code warmUp} updates to 1, then falls along half a cosine to 0. */
  static Schedule cosine(long warmUp) {
    return new Cosine(warmUp, 0);
  }

  /** Rises or falls from one factor to another, by the same share in each update. */
  static Schedule exponential(double first, double last) {
    return new Exponential(first, last);
  }

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(long update, long perEpoch, long planned) {
      return 1;
    }
  }

  /**
   * Powers of a factor.
   *
   * @param after epochs at factor 1
   * @param every epochs at each further power
   */
  record StepDecay(int after, int every, double factor) implements Schedule {
    public StepDecay {
      notNegative("The number of epochs before the rate decays", after);
      positive("The number of epochs between two decays", every);
      positive("The factor of the decay", factor);
    }

    @Override
    public double factor(long update, long perEpoch, long planned) {
      long epoch = update / perEpoch;
      return epoch < after ? 1 : StrictMath.pow(factor, (epoch - after) / every + 1);
    }
  }

  /**
   * A linear rise, then half a cosine (Loshchilov &amp; Hutter 2017, without restarts).
   *
   * @param warmUp updates of the rise; the first has the factor 1 / {@code warmUp}
   * @param last where the cosine would end, one update after the last
   */
  record Cosine(long warmUp, double last) implements Schedule {
    public Cosine {
      notNegative("The number of updates of the warm-up", warmUp);
      notNegative("The last factor", last);
    }

    @Override
    public double factor(long update, long perEpoch, long planned) {
      if (update < warmUp) {
        return (update + 1.0) / warmUp;
      }
      double done = Math.min(1, (double) (update - warmUp) / Math.max(1, planned - warmUp));
      return last + (1 - last) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
    }
  }

  /**
   * Powers between two factors.
   *
   * @param first that of the first update
   * @param last that of the last
   */
  record Exponential(double first, double last) implements Schedule {
    public Exponential {
      positive("The first factor", first);
      positive("The last factor", last);
    }

    @Override
    public double factor(long update, long perEpoch, long planned) {
      double done = update / (double) Math.max(1, planned - 1);
      return first * StrictMath.pow(last / first, done);
    }
  }
}
