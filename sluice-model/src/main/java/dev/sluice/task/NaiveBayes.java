package dev.sluice.task;

import dev.sluice.data.Vocabulary;
import dev.sluice.source.Labelled;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Naive Bayes on which words a text has, wherever they stand: what a model that reads the order of
 * words has to beat. Each probability is counted with one more, so that none is 0.
 */
public final class NaiveBayes {
  private final Vocabulary words;
  private final Map<String, Integer> texts = new TreeMap<>();
  private final Map<String, Map<Integer, Integer>> counts = new HashMap<>();
  private final Map<String, Integer> sums = new HashMap<>();

  private NaiveBayes(Vocabulary words) {
    this.words = words;
  }

  /**
   * Counts words.
   *
   * @throws IllegalArgumentException if these are no texts
   */
  public static NaiveBayes of(Labelled train) {
    Iterable<String> texts = () -> train.rows().stream().map(NaiveBayes::text).iterator();
    NaiveBayes counted = new NaiveBayes(Vocabulary.ofWords(texts, 1));
    for (Labelled.Row row : train.rows()) {
      counted.texts.merge(row.label(), 1, Integer::sum);
      for (int word : counted.present(text(row))) {
        counted
            .counts
            .computeIfAbsent(row.label(), _ -> new HashMap<>())
            .merge(word, 1, Integer::sum);
        counted.sums.merge(row.label(), 1, Integer::sum);
      }
    }
    return counted;
  }

  private static String text(Labelled.Row row) {
    return switch (row.content()) {
      case Labelled.Writing(String text) -> text;
      case Labelled.Steps _ ->
          throw new IllegalArgumentException(row.place() + " is no text: it has numbers.");
    };
  }

  private Set<Integer> present(String text) {
    Set<Integer> present = new TreeSet<>();
    for (int id : words.encode(text)) {
      if (id > 0) { // 0 is what was not in the training data
        present.add(id);
      }
    }
    return present;
  }

  /** The label that it says of a text. */
  public String label(String text) {
    Set<Integer> present = present(text);
    String best = "";
    double highest = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Integer> label : texts.entrySet()) {
      double score = Math.log(label.getValue());
      Map<Integer, Integer> seen = counts.getOrDefault(label.getKey(), Map.of());
      double all = sums.getOrDefault(label.getKey(), 0) + words.size();
      for (int word : present) {
        score += Math.log((seen.getOrDefault(word, 0) + 1) / all);
      }
      if (score > highest) {
        highest = score;
        best = label.getKey();
      }
    }
    return best;
  }

  /** The share of texts whose label it says. */
  public double accuracy(Labelled judged) {
    long right = judged.rows().stream().filter(row -> label(text(row)).equals(row.label())).count();
    return right / (double) judged.count();
  }
}
