package dev.sluice.kernel;

import dev.sluice.kernel.Tape.Division;
import dev.sluice.kernel.Trial.Outcome;
import java.util.Arrays;
import java.util.List;

/** The case of a {@link Trial} in which an input has few different rows, given once each. */
final class RepeatTrial {
  private static final int VOCABULARY = 5;

  private final Trial trial;
  private final int size;
  private final Repeats repeats = new Repeats();

  /** The inputs, with each different row of the first one once; and with all rows. */
  private final float[][] once;

  private final float[][] all;

  /** The different row at each position; −1 past the end of a batch row. */
  private final int[] rowAt;

  RepeatTrial(Trial trial) {
    this.trial = trial;
    size = trial.inputSizes[0];
    int positions = trial.steps * trial.batch;
    int[] symbols = new int[positions];
    for (int at = 0; at < positions; at++) {
      symbols[at] = isValid(at) ? (at * 7 + at / 3) % VOCABULARY : -1;
    }
    repeats.find(symbols, trial.steps, trial.batch, trial.lengths, VOCABULARY);
    once = trial.inputs.clone();
    once[0] = new float[repeats.count() * size];
    for (int i = 0; i < once[0].length; i++) {
      once[0][i] = (float) Math.sin(i);
    }
    all = trial.inputs.clone();
    all[0] = trial.inputs[0].clone();
    rowAt = new int[positions];
    Arrays.fill(rowAt, -1);
    for (int at = 0; at < positions; at++) {
      if (isValid(at)) {
        rowAt[at] = repeats.rowAt()[at];
        System.arraycopy(once[0], rowAt[at] * size, all[0], at * size, size);
      }
    }
  }

  private boolean isValid(int at) {
    return at / trial.batch < trial.lengths[at % trial.batch];
  }

  private Outcome run(Kernel kernel, int threads, Division division) {
    return trial.run(kernel, threads, division, null, trial.lengths, repeats, once);
  }

  /** The same bits with all threads and lanes; and nearly those of all rows. */
  void differences(String at, List<String> found) {
    Outcome dense = trial.run(trial.kernel, 1, Division.BEST, null, trial.lengths, null, all);
    Outcome one = run(trial.kernel, 1, Division.BEST);
    boolean same =
        Arrays.equals(one.output(), dense.output())
            && Arrays.deepEquals(one.states(), dense.states())
            && Arrays.deepEquals(one.stateGradients(), dense.stateGradients());
    for (int i = 1; i < all.length; i++) {
      same &= Arrays.equals(one.inputGradients()[i], dense.inputGradients()[i]);
    }
    if (!same) {
      found.add("repeated rows" + at + ": other bits than all rows");
    }
    float[] sums = new float[repeats.count() * size];
    for (int i = 0; i < all[0].length; i++) {
      if (rowAt[i / size] >= 0) {
        sums[rowAt[i / size] * size + i % size] += dense.inputGradients()[0][i];
      }
    }
    boolean near = isNear(one.inputGradients()[0], sums);
    for (int i = 0; i < trial.parameters.length; i++) {
      near &= isNear(one.parameterGradients()[i], dense.parameterGradients()[i]);
    }
    if (!near) {
      found.add("repeated rows" + at + ": other gradients than all rows");
    }
    for (Division division : List.of(Division.ROWS, Division.UNITS)) {
      String way = "repeated rows" + Trial.by(division) + at;
      Trial.same(one, run(trial.kernel, 3, division), way, found);
    }
    for (int lanes : trial.otherLanes()) {
      Kernel other = Kernel.of(trial.cell, trial.sizes, lanes);
      Trial.same(one, run(other, 1, Division.BEST), "repeated rows, other lanes" + at, found);
    }
  }

  private static boolean isNear(float[] a, float[] b) {
    double largest = 1e-3;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(b[i]));
      double d = Math.abs(a[i] - b[i]);
      difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
    }
    return difference <= CellContract.KERNEL_LIMIT * largest;
  }
}
