package dev.sluice.task;

import dev.sluice.data.Vocabulary;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;

/**
 * Which symbol of a text comes next.
 *
 * @param vocabulary what its symbols mean
 */
public record NextSymbol(Vocabulary vocabulary) implements Task {
  @Override
  public Loss loss() {
    return Loss.crossEntropy();
  }

  @Override
  public void require(Model model) {
    Task.requireSymbols(vocabulary, model);
    Task.requireStreaming(model);
    Task.requireScores(vocabulary.size(), model);
  }

  @Override
  public String does() {
    return "predicts the next symbol of a text";
  }
}
