package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.data.Tokens;
import dev.sluice.kernel.VectorMath;
import dev.sluice.loss.Loss;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of several labels a sequence has.
 *
 * @param reading how a sequence becomes what the model reads
 * @param labels in the order of the model's scores
 */
public record Classification(Reading reading, List<String> labels) implements Task {

  private static final int SHOWN = 10;

  /**
   * @throws IllegalArgumentException if there are fewer than two labels, or one stands twice
   */
  public Classification {
    labels = List.copyOf(labels);
    if (labels.size() < 2) {
      throw new IllegalArgumentException("A classification needs at least two labels.");
    }
    if (labels.stream().distinct().count() < labels.size()) {
      throw new IllegalArgumentException("A label of the classification stands twice.");
    }
  }

  /**
   * Finds labels, vocabulary or scaling on training data.
   *
   * @param tokens what a text is cut into
   * @throws IllegalArgumentException if all sequences have the same label
   */
  public static Classification of(Labelled train, Tokens tokens) {
    List<String> labels = train.counts().keySet().stream().sorted().toList();
    if (labels.size() < 2) {
      throw new IllegalArgumentException(
          "All %s sequences of %s have the label '%s': there is nothing to tell apart."
              .formatted(train.rows().size(), train.name(), labels.getFirst()));
    }
    return new Classification(Reading.of(train, tokens), labels);
  }

  @Override
  public Loss loss() {
    return Loss.crossEntropy();
  }

  @Override
  public void require(Model model) {
    reading.require(model);
    Task.requireScores(labels.size(), model);
    Task.requireOfWhole(true, model);
  }

  @Override
  public String does() {
    return "says which of %s labels a sequence has".formatted(labels.size());
  }

  /**
   * Data as a model reads them.
   *
   * @throws IllegalArgumentException if a label was not in the training data, or a sequence is of
   *     another kind; the message says which
   */
  public Examples examples(Labelled data) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      numbers.put(labels.get(i), i);
    }
    if (!data.isOnDisk()) {
      return Examples.of(data.rows().stream().map(row -> example(row, numbers)).toList());
    }
    return Examples.of(data.count(), i -> example(data.rows().get(i), numbers));
  }

  private Example example(Labelled.Row row, Map<String, Integer> numbers) {
    Integer label = numbers.get(row.label());
    if (label == null) {
      throw new IllegalArgumentException(
          "%s has the label '%s', which the training data did not have. There: %s."
              .formatted(row.place(), row.label(), shown()));
    }
    return new Example(reading.read(row.content(), row.place()), new Example.Label(label));
  }

  /**
   * Sequences whose labels are not known, as a model reads them.
   *
   * @param place what to call them in a message
   * @throws IllegalArgumentException if one is of another kind
   */
  public Examples unlabelled(List<Labelled.Content> contents, String place) {
    List<Example> examples = new ArrayList<>();
    for (Labelled.Content content : contents) {
      examples.add(new Example(reading.read(content, place), new Example.Label(0)));
    }
    return Examples.of(examples);
  }

  private String shown() {
    String shown = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return labels.size() > SHOWN ? "%s and %s more".formatted(shown, labels.size() - SHOWN) : shown;
  }

  /**
   * The probability of each label for each sequence.
   *
   * @param threads how many work together; the result does not depend on it
   * @return {@code [sequence, label]}
   */
  public float[][] probabilities(Model model, Examples examples, int threads) {
    float[][] all = new float[examples.count()][labels.size()];
    Predictions.each(
        model,
        examples,
        threads,
        (example, _, scores, row) -> {
          int at = row * labels.size();
          VectorMath.softmax(scores, at, labels.size());
          System.arraycopy(scores, at, all[example], 0, labels.size());
        });
    return all;
  }

  /** The label with the largest probability, of equals the first. */
  public static int likeliest(float[] probabilities) {
    int likeliest = 0;
    for (int label = 1; label < probabilities.length; label++) {
      likeliest = probabilities[label] > probabilities[likeliest] ? label : likeliest;
    }
    return likeliest;
  }

  /**
   * How often each label was said for each: that with the largest score, of equals the first.
   *
   * @param examples whose labels are known
   */
  public Confusion confusion(Model model, Examples examples, int threads) {
    float[][] probabilities = probabilities(model, examples, threads);
    int[] truth = new int[examples.count()];
    int[] said = new int[truth.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = ((Example.Label) examples.get(i).target()).label();
      said[i] = likeliest(probabilities[i]);
    }
    return Confusion.of(labels, truth, said);
  }
}
