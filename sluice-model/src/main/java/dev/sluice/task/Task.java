package dev.sluice.task;

import dev.sluice.data.Vocabulary;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;

/**
 * What a model is for: how data becomes what it reads, and what its scores mean. It is found on
 * training data, and goes into the model file.
 */
public sealed interface Task
    permits NextSymbol, Classification, Tagging, Forecasting, Music, Remembering, Rewriting {

  /** What training makes small. */
  Loss loss();

  /**
   * Checks that a model reads and says what the task needs.
   *
   * @throws IllegalArgumentException if it does not; the message has both numbers
   */
  void require(Model model);

  /** What it does, in words that end a sentence: {@code predicts the next symbol of a text}. */
  String does();

  /** Checks how many symbols a model reads. */
  static void requireSymbols(Vocabulary vocabulary, Model model) {
    if (vocabulary.size() != model.vocabularySize()) {
      throw new IllegalArgumentException(
          "The vocabulary has %d symbols; the model has %d."
              .formatted(vocabulary.size(), model.vocabularySize()));
    }
  }

  /** Checks how many numbers a model reads at each step. */
  static void requireFeatures(int size, Model model) {
    if (size != model.featureSize()) {
      throw new IllegalArgumentException(
          "The task has %d numbers at each step; the model reads %d."
              .formatted(size, model.featureSize()));
    }
  }

  /** Checks that a model reads sequences as they come, and so never what is to be foretold. */
  static void requireStreaming(Model model) {
    if (!model.isStreaming()) {
      throw new IllegalArgumentException(
          "The task foretells what comes; this model needs a sequence as a whole: %s."
              .formatted(model));
    }
  }

  /** Checks whether a model says one thing of a sequence, or something at each step. */
  static void requireOfWhole(boolean whole, Model model) {
    if (whole != model.isOfWhole()) {
      throw new IllegalArgumentException(
          whole
              ? "The task is about whole sequences; this model, which no layer pools, says"
                  + " something"
                  + " at each step: %s.".formatted(model)
              : "The task is about each step; this model says one thing of a whole sequence: %s."
                  .formatted(model));
    }
  }

  /** Checks how many scores a model gives. */
  static void requireScores(int scores, Model model) {
    if (scores != model.outputSize()) {
      throw new IllegalArgumentException(
          "The task needs %d scores; the model gives %d.".formatted(scores, model.outputSize()));
    }
  }
}
