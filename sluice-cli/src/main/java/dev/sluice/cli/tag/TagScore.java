package dev.sluice.cli.tag;

import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Examples;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Model;
import dev.sluice.source.Tagged;
import dev.sluice.task.Tagging;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The figures of tags that were said. */
public final class TagScore {
  private TagScore() {}

  /**
   * The figures.
   *
   * @param trivial what an accuracy stands beside
   */
  public static Score of(
      String data,
      Tagging task,
      Model model,
      Examples test,
      Map<String, Double> trivial,
      int threads) {
    Confusion confusion = task.confusion(model, test, threads);
    Figure accuracy = new Figure("accuracy", Measure.SHARE, confusion.accuracy(), trivial);
    List<Figure> figures = new ArrayList<>();
    if (task.isOfEntities()) {
      double f1 = task.entities(model, test, threads).f1();
      figures.add(new Figure("entity F1", Measure.SHARE, f1));
    }
    figures.add(accuracy);
    figures.add(new Figure("macro F1", Measure.SHARE, confusion.macroF1()));
    return new Score(
        data, figures, Map.of("tags", confusion.labels(), "confusion", confusion.counts()));
  }

  /** The share that is right of giving all words the tag that most of them have. */
  public static Map<String, Double> mostFrequent(Tagged judged) {
    double right = Collections.max(judged.counts().values());
    return Map.of("one tag for all", right / judged.words());
  }
}
