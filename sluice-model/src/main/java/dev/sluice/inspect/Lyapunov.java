package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The largest Lyapunov exponent of a recurrent layer: at which rate, in natural logarithms per
 * step, a small difference of its states grows (positive: chaos) or dies away (negative), in the
 * limit of many steps. It is the same for gradients, by which it is measured: the growth of a
 * direction drawn at random, taken back through all steps but the last ones, where it has not yet
 * turned towards the one that grows fastest.
 *
 * <p>Engelken, Wolf &amp; Abbott 2023, Lyapunov spectra of chaotic recurrent neural networks.
 *
 * @param exponents that of each sequence; −∞ where every difference is gone after a while, as
 *     behind units that are off
 * @param steps over how many steps the shortest was measured
 */
public record Lyapunov(List<Double> exponents, int steps) {
  private static final int FEWEST = 20;

  public Lyapunov {
    exponents = List.copyOf(exponents);
  }

  /**
   * Measures it over long sequences.
   *
   * @param layer the name of the recurrent layer
   * @throws IllegalArgumentException if the model has no such layer, the batch does not fit it, or
   *     a sequence has fewer than 20 steps
   */
  public static Lyapunov of(Model model, String layer, Batch batch) {
    Recurrence recurrence = GradientFlow.recurrence(model, layer);
    List<String> states = GradientFlow.carried(recurrence);
    if (states.isEmpty()) {
      throw GradientFlow.carriesNothing(recurrence);
    }
    StepBack back = new StepBack(model, recurrence, states, 1, Workers.single());
    List<Double> exponents = new ArrayList<>();
    int fewest = Integer.MAX_VALUE;
    for (Trajectory row : Trajectory.of(model, recurrence, batch)) {
      if (row.steps() < FEWEST) {
        throw new IllegalArgumentException(
            "A Lyapunov exponent is the rate of many steps: at least %d, better a thousand; this"
                    .formatted(FEWEST)
                + " sequence has %d.".formatted(row.steps()));
      }
      int width = StepBack.width(recurrence, states);
      back.set(new double[][] {new SplittableRandom(1).doubles(width, -1, 1).toArray()});
      int settled = row.steps() - row.steps() / 5;
      double start = 0;
      for (int step = row.steps() - 1; step > 0; step--) {
        back.over(row, step);
        if (step == settled) {
          start = length(back);
        }
      }
      double end = length(back);
      exponents.add(Double.isInfinite(end) ? end : (end - start) / (settled - 1));
      fewest = Math.min(fewest, settled - 1);
    }
    return new Lyapunov(exponents, fewest);
  }

  /** The natural logarithm of the direction's length. */
  private static double length(StepBack back) {
    return Math.log(Spectrum.mean(back.matrix())) + back.log2() * Math.log(2);
  }

  /** Their mean. */
  public double mean() {
    return exponents.stream().mapToDouble(e -> e).average().orElseThrow();
  }
}
