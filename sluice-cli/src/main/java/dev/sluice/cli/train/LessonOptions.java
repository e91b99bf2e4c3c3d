package dev.sluice.cli.train;

import dev.sluice.model.Initialization;

/**
 * What a training is: with the same data, all that decides the bits of its model. Stored in the
 * model file.
 */
public interface LessonOptions {

  /** What the model is made of. */
  ModelOptions model();

  /** How it learns. */
  LearningOptions learning();

  /** How parameters begin. */
  default Initialization initialization() {
    return model().initialization(Initialization.STANDARD);
  }

  /** After how many evaluations without a better one it ends, where the user says nothing. */
  default int defaultPatience() {
    return 10;
  }
}
