package dev.sluice.cli.classify;

import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.metric.Confusion;
import dev.sluice.source.Labelled;
import dev.sluice.task.NaiveBayes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of labels that were said. */
public final class ClassifyScore {
  private ClassifyScore() {}

  /**
   * The figures.
   *
   * @param guesses the accuracy of what learns little, by name
   */
  public static Score of(String data, Confusion confusion, Map<String, Double> guesses) {
    return new Score(
        data,
        List.of(
            new Figure("accuracy", Measure.SHARE, confusion.accuracy(), guesses),
            new Figure("macro recall", Measure.SHARE, confusion.macroRecall()),
            new Figure("macro F1", Measure.SHARE, confusion.macroF1())),
        Map.of("labels", confusion.labels(), "confusion", confusion.counts()));
  }

  /** The share that is right of saying always the label that is most frequent in training. */
  public static Map<String, Double> mostFrequent(Labelled train, Labelled judged) {
    String most =
        train.counts().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    double right = judged.counts().getOrDefault(most, 0);
    return Map.of("most frequent label", right / judged.count());
  }

  /** That, and for texts what naive Bayes reaches on the presence of words. */
  static Map<String, Double> guesses(Labelled train, Labelled judged) {
    Map<String, Double> guesses = new TreeMap<>(mostFrequent(train, judged));
    if (train.featureSize() == 0) {
      guesses.put("naive Bayes", NaiveBayes.of(train).accuracy(judged));
    }
    return guesses;
  }
}
