package dev.sluice.train;

import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;

/**
 * How good a model is on some data: the state is carried from batch to batch where these are
 * continuous, nothing is learned, dropout is off.
 *
 * @param loss the mean over all targets, for a text nats per character
 * @param targets how many there were
 */
public record Evaluation(double loss, long targets) {

  /**
   * Evaluates a model.
   *
   * @param threads how many work together; the result does not depend on it
   */
  public static Evaluation of(Model model, Batches batches, Loss loss, int threads) {
    try (Workers workers = new Workers(threads)) {
      return of(
          model,
          batches,
          Pass.inference(model, workers),
          new Judge(loss, model.outputSize(), workers));
    }
  }

  static Evaluation of(Model model, Batches batches, Pass pass, Judge judge) {
    State state = State.of(model, batches.batchSize());
    Batch batch = new Batch();
    double sum = 0;
    long targets = 0;
    for (int i = 0; i < batches.count(); i++) {
      batches.read(i, batch);
      if (!batches.isContinuous()) {
        state.reset();
      }
      float[] scores = pass.run(batch, state);
      sum += judge.sum(scores, pass.outputSteps(), batch, 0);
      targets += batch.targetCount();
    }
    if (targets == 0) {
      throw new IllegalArgumentException(
          "There is nothing to judge a model by: the data have no targets.");
    }
    return new Evaluation(sum / targets, targets);
  }

  /** The loss in bits, for a text bits per character. */
  public double bitsPerCharacter() {
    return loss / Math.log(2);
  }

  /** e to the loss: among so many equally likely symbols the model would be as unsure. */
  public double perplexity() {
    return Math.exp(loss);
  }
}
