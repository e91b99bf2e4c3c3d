package dev.sluice.train;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;

/**
 * Applies a loss to a batch: positions are divided among threads, and their losses added one after
 * the other, in double, so that the sum does not depend on the number of threads.
 */
final class Judge {
  private final Loss loss;
  private final int classes;
  private final Workers workers;
  private final Workers.Task task = this::judge;
  private float[] losses = {};

  // What the threads work on, set before they start.
  private Batch batch = new Batch();
  private float[] scores = {};
  private float scale;

  Judge(Loss loss, int classes, Workers workers) {
    this.loss = loss;
    this.classes = classes;
    this.workers = workers;
  }

  /**
   * The sum of the losses of all targets.
   *
   * @param scores {@code [step, batch, classes]}; overwritten by the derivative of the sum divided
   *     by {@code divisor}, where that is not 0
   * @param steps of the scores
   */
  double sum(float[] scores, int steps, Batch batch, double divisor) {
    if (steps != batch.targetSteps()) {
      throw new IllegalArgumentException(
          "The model gives scores at %s steps, but there are targets at %s: %s."
              .formatted(
                  steps,
                  batch.targetSteps(),
                  steps > batch.targetSteps()
                      ? "a last layer that pools is missing"
                      : "its layers pool what has a target at each step"));
    }
    int positions = batch.targetSteps() * batch.batchSize();
    if (losses.length < positions) {
      losses = new float[positions];
    }
    for (int i = 0; i < positions && batch.valueSize() == 0; i++) {
      if (batch.targets()[i] >= classes) {
        throw new IllegalArgumentException(
            "The target %s is outside the model's %s classes."
                .formatted(batch.targets()[i], classes));
      }
    }
    this.batch = batch;
    this.scores = scores;
    scale = divisor == 0 ? 0 : (float) (1 / divisor);
    workers.run(task);
    double sum = 0;
    for (int i = 0; i < positions; i++) {
      sum += losses[i];
    }
    return sum;
  }

  private void judge(int part, int parts) {
    long all = loss.isOfRows() ? batch.batchSize() : (long) batch.targetSteps() * batch.batchSize();
    int from = (int) (all * part / parts);
    int to = (int) (all * (part + 1) / parts);
    loss.judge(scores, classes, batch, from, to, scale, losses);
  }
}
