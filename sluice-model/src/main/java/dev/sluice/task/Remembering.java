package dev.sluice.task;

import dev.sluice.loss.Loss;
import dev.sluice.model.Model;

/**
 * One of the classic tasks in which what matters came long ago.
 *
 * @param puzzle which of them
 * @param length how long ago
 */
public record Remembering(LongLag puzzle, int length) implements Task {

  /**
   * @throws IllegalArgumentException if the length is too small
   */
  public Remembering {
    LongLag.requireLength(length);
  }

  @Override
  public Loss loss() {
    return puzzle.loss();
  }

  @Override
  public void require(Model model) {
    Task.requireFeatures(puzzle.inputs(), model);
    Task.requireScores(puzzle.outputs(), model);
    Task.requireOfWhole(puzzle.isOfWhole(), model);
  }

  @Override
  public String does() {
    return "solves the task '%s' at length %s".formatted(puzzle, length);
  }
}
