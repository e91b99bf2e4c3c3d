package dev.sluice.kernel;

import dev.sluice.cell.Draws;
import dev.sluice.kernel.Plan.Draw;
import dev.sluice.kernel.Plan.Piece;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The noise of one case of a {@link CellContract}: the same draws in every way to run it, and masks
 * whose mean is what stands for them in inference.
 */
final class NoiseTrial {
  private static final int UPDATES = 40;

  /** Standard errors that a mean may be off. */
  private static final double LIMIT = 6;

  /** Of probabilities: {@link dev.sluice.cell.Noise#threshold} knows no finer ones. */
  private static final double RESOLUTION = 1.0 / (1 << 24);

  private final Trial trial;
  private final Kernel kernel;

  NoiseTrial(Trial trial) {
    this.trial = trial;
    kernel = trial.kernel;
  }

  /** What was drawn of one mask. */
  private static final class Drawn {
    double sum;
    long count;
    double expected;
    double deviation;

    void add(double factor) {
      sum += factor;
      count++;
    }

    /** Whether the mean is as expected; a mask of one value is that value, as far as p resolves. */
    boolean isExpected() {
      double error = deviation / Math.sqrt(count);
      return count == 0 || Math.abs(sum / count - expected) <= Math.max(LIMIT * error, RESOLUTION);
    }
  }

  /** What differs, in words. */
  void differences(List<String> found) {
    String at = " (noise, batch %d, steps %d)".formatted(trial.batch, trial.steps);
    Draws draws = trial.draws(1);
    Trial.Outcome one = trial.run(kernel, 1, draws);
    Trial.same(one, trial.run(kernel, 1, trial.draws(1)), "the same seed" + at, found);
    trial.ways(one, draws, at, found);
    for (Map.Entry<Integer, Drawn> drawn : drawn().entrySet()) {
      if (!drawn.getValue().isExpected()) {
        found.add(
            "the mean of draw %d is %.8f, in inference it is %.8f%s"
                .formatted(
                    drawn.getKey(),
                    drawn.getValue().sum / drawn.getValue().count,
                    drawn.getValue().expected,
                    at));
      }
    }
  }

  /** By occurrence, all masks of many updates as the kernel had them. */
  private Map<Integer, Drawn> drawn() {
    Map<Integer, Drawn> drawn = new HashMap<>();
    for (int update = 0; update < UPDATES; update++) {
      Draws draws = trial.draws(update);
      Weights weights = kernel.weights();
      weights.pack(trial.parameters, Workers.single(), true, draws);
      Tape tape = trial.forward(weights);
      for (Plan.Block block : kernel.plan.forward) {
        for (Plan.Op op : block.ops()) {
          if (op instanceof Draw draw && isKept(draw)) {
            vector(draw, tape, drawn);
          }
        }
      }
      Set<Integer> seen = new HashSet<>();
      for (Plan.Matrix matrix : kernel.plan.matrices.subList(0, kernel.plan.forwardMatrices)) {
        for (Piece piece : matrix.pieces()) {
          if (piece.mask().occurrence() >= 0 && seen.add(piece.mask().occurrence())) {
            matrix(piece.mask(), draws, drawn);
          }
        }
      }
    }
    return drawn;
  }

  /** Whether the mask is still there after a run: nothing computed from it lies in its place. */
  private boolean isKept(Draw draw) {
    return kernel.plan.layout.places.keySet().stream()
            .map(kernel.plan::operand)
            .filter(draw.to()::equals)
            .count()
        == 1;
  }

  private void vector(Draw draw, Tape tape, Map<Integer, Drawn> drawn) {
    Drawn all = drawn.computeIfAbsent(draw.occurrence(), _ -> new Drawn());
    double p = draw.threshold() * RESOLUTION;
    all.expected = draw.expected();
    all.deviation = Math.abs(draw.event() - draw.otherwise()) * Math.sqrt(p * (1 - p));
    float[] values = tape.array(draw.to().buffer());
    int base = tape.base(draw.to(), 0, 0);
    int stride = kernel.plan.strides[draw.to().buffer()];
    for (int r = 0; r < tape.rows.count; r++) {
      int row = tape.rows.all[r];
      if (draw.sequence() && row >= trial.batch) {
        break; // the second step; one mask serves all
      }
      int start = base + row * stride;
      Arrays.stream(Equations.toDouble(values, start, draw.n())).forEach(all::add);
    }
  }

  private static void matrix(MatrixMask mask, Draws draws, Map<Integer, Drawn> drawn) {
    Drawn all = drawn.computeIfAbsent(mask.occurrence(), _ -> new Drawn());
    double p = mask.threshold() * RESOLUTION;
    all.expected = 1;
    all.deviation = mask.scale() * Math.sqrt(p * (1 - p));
    long key = mask.key(draws);
    for (int row = 0; row < mask.rows(); row++) {
      for (int column = 0; column < mask.columns(); column++) {
        all.add(mask.factor(true, key, row, column));
      }
    }
  }
}
