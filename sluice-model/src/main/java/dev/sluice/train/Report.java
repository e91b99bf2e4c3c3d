package dev.sluice.train;

import java.util.List;

/**
 * How a training went.
 *
 * @param evaluations the progress after each epoch, and after each evaluation between
 */
public record Report(List<Progress> evaluations) {
  public Report {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * The last progress.
   *
   * @throws java.util.NoSuchElementException if nothing was left to train
   */
  public Progress last() {
    return evaluations.getLast();
  }

  /** The median over epochs of the characters learned per second; 0 where there is none. */
  public double charactersPerSecond() {
    double[] sorted =
        evaluations.stream()
            .filter(progress -> progress.batch() == progress.batches())
            .mapToDouble(Progress::charactersPerSecond)
            .sorted()
            .toArray();
    int n = sorted.length;
    return n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  @Override
  public String toString() {
    return evaluations.isEmpty() ? "nothing to train" : last().toString();
  }
}
