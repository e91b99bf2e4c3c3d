package dev.sluice.cli.task;

import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Examples;
import dev.sluice.model.Model;
import dev.sluice.task.LongLag;
import dev.sluice.task.Remembering;
import dev.sluice.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures of a classic task. */
public final class TaskScore {
  /** As many as Hochreiter and Schmidhuber test with. */
  static final int TESTED = 2_560;

  private static final long TESTED_SEED = Long.MIN_VALUE + 2;

  /** How far is counted at most. */
  private static final int COUNTED = 1_000;

  private TaskScore() {}

  /** The figures on sequences that are drawn for the end. */
  public static Score of(Remembering task, Model model, int threads) {
    LongLag puzzle = task.puzzle();
    Examples test = puzzle.examples(task.length(), TESTED, TESTED_SEED);
    int wrong = puzzle.wrong(model, test, threads);
    double loss = Evaluation.of(model, test.batches(100), puzzle.loss(), threads).loss();
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("wrong", Measure.WRONG, wrong));
    figures.add(new Figure("loss", Measure.LOSS, loss));
    if (puzzle == LongLag.ANBN) {
      int most = Math.max(COUNTED, task.length());
      figures.add(new Figure("counts to", Measure.COUNT, LongLag.counts(model, most, threads)));
    }
    return new Score(Score.data(true, TESTED, "sequences"), figures, Map.of());
  }
}
