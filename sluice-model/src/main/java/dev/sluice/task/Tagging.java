package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.data.Spellings;
import dev.sluice.data.Vocabulary;
import dev.sluice.loss.Chain;
import dev.sluice.loss.Loss;
import dev.sluice.metric.Confusion;
import dev.sluice.metric.Entities;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tag each word of a sentence has.
 *
 * @param words an open vocabulary of words
 * @param letters an open vocabulary of characters
 * @param tags in the order of the model's scores
 */
public record Tagging(Vocabulary words, Vocabulary letters, List<String> tags) implements Task {

  /** A word that occurs less often is known by its letters alone. */
  private static final int MINIMUM = 2;

  /**
   * @throws IllegalArgumentException if there are fewer than two tags, or one stands twice
   */
  public Tagging {
    tags = List.copyOf(tags);
    if (tags.size() < 2 || tags.stream().distinct().count() < tags.size()) {
      throw new IllegalArgumentException("A tagging needs at least two tags, each once.");
    }
  }

  /**
   * Finds words, letters and tags in training data.
   *
   * @throws IllegalArgumentException if all words have the same tag
   */
  public static Tagging of(Tagged train) {
    List<String> tags = train.counts().keySet().stream().sorted().toList();
    if (tags.size() < 2) {
      throw new IllegalArgumentException(
          "All words of %s have the tag '%s': there is nothing to tell apart."
              .formatted(train.name(), tags.getFirst()));
    }
    Map<String, Integer> words = new HashMap<>();
    train.sentences().forEach(s -> s.words().forEach(word -> words.merge(word, 1, Integer::sum)));
    return new Tagging(
        Vocabulary.frequent(words, MINIMUM),
        Vocabulary.ofCharacters(String.join("", words.keySet())).open(),
        tags);
  }

  @Override
  public Loss loss() {
    return Loss.chain();
  }

  @Override
  public void require(Model model) {
    boolean spelled =
        model.layers().getFirst() instanceof Layer.Spelled s && s.letters() == letters.size();
    if (!spelled) {
      throw new IllegalArgumentException(
          "The task has %d letters; the model reads others.".formatted(letters.size()));
    }
    Task.requireSymbols(words, model);
    Task.requireScores(loss().scores(tags.size()), model);
    Task.requireOfWhole(false, model);
  }

  @Override
  public String does() {
    return "says which of %s tags each word of a sentence has".formatted(tags.size());
  }

  /**
   * The first layer of a model that reads words and their letters.
   *
   * @param size of the vectors of words
   * @param letterSize of the vectors of letters
   * @param cell what reads the letters
   */
  public Layer layer(int size, int letterSize, Layer.Recurrent cell) {
    return new Layer.Spelled(words.size(), size, letters.size(), letterSize, cell);
  }

  /**
   * Sentences as a model reads them.
   *
   * @throws IllegalArgumentException if a tag was not in the training data; the message says where
   */
  public Examples examples(Tagged data) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < tags.size(); i++) {
      numbers.put(tags.get(i), i);
    }
    Spellings spellings = new Spellings(letters);
    return data.isOnDisk()
        ? Examples.of(data.count(), i -> example(data.sentences().get(i), numbers, spellings))
        : Examples.of(data.sentences().stream().map(s -> example(s, numbers, spellings)).toList());
  }

  private Example example(
      Tagged.Sentence sentence, Map<String, Integer> numbers, Spellings spellings) {
    int count = sentence.words().size();
    int[] ids = new int[count];
    int[] spelled = new int[count];
    int[] targets = new int[count];
    for (int i = 0; i < count; i++) {
      String word = sentence.words().get(i);
      ids[i] = words.id(word);
      spelled[i] = spellings.add(word);
      Integer tag = numbers.get(sentence.tags().get(i));
      if (tag == null) {
        throw new IllegalArgumentException(
            "The sentence at %s, word %s ('%s'), has the tag '%s', "
                    .formatted(sentence.place(), i + 1, word, sentence.tags().get(i))
                + "which the training data did not have.");
      }
      targets[i] = tag;
    }
    return new Example(new Example.Spelled(ids, spelled, spellings), new Example.Tags(targets));
  }

  /** Sentences whose tags are not known, as a model reads them. */
  public Examples untagged(List<List<String>> sentences) {
    String any = tags.getFirst();
    List<Tagged.Sentence> all = new ArrayList<>();
    for (List<String> words : sentences) {
      all.add(new Tagged.Sentence(words, Collections.nCopies(words.size(), any), ""));
    }
    return examples(new Tagged("", all));
  }

  /**
   * The best tags of each sentence, of a model whose last layer scores transitions.
   *
   * @return {@code [sentence, word]}
   */
  public int[][] tags(Model model, Examples examples, int threads) {
    int[][] all = new int[examples.count()][];
    int size = model.outputSize();
    Predictions.each(
        model,
        examples,
        threads,
        (example, batch, scores, row) -> {
          int[] best = new int[batch.length(row)];
          Chain.best(scores, size, batch.batchSize(), row, best.length, best);
          all[example] = best;
        });
    return all;
  }

  /** Whether the tags mark entities of several words: {@code B-kind}, {@code I-kind}. */
  public boolean isOfEntities() {
    return tags.stream().anyMatch(tag -> tag.startsWith("B-") || tag.startsWith("I-"));
  }

  /** How well entities were found. */
  public Entities entities(Model model, Examples examples, int threads) {
    int[][] said = tags(model, examples, threads);
    Entities all = new Entities(0, 0, 0);
    for (int i = 0; i < said.length; i++) {
      int[] right = ((Example.Tags) examples.get(i).target()).tags();
      all = all.plus(Entities.of(names(right), names(said[i])));
    }
    return all;
  }

  /** What tags are called. */
  public List<String> names(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(tags::get).toList();
  }

  /** How often each tag was said for each. */
  public Confusion confusion(Model model, Examples examples, int threads) {
    return confusion(tags(model, examples, threads), examples);
  }

  private Confusion confusion(int[][] said, Examples examples) {
    int count = 0;
    for (int[] sentence : said) {
      count += sentence.length;
    }
    int[] truth = new int[count];
    int[] flat = new int[count];
    int at = 0;
    for (int i = 0; i < said.length; i++) {
      int[] right = ((Example.Tags) examples.get(i).target()).tags();
      System.arraycopy(right, 0, truth, at, right.length);
      System.arraycopy(said[i], 0, flat, at, right.length);
      at += right.length;
    }
    return Confusion.of(tags, truth, flat);
  }

  /**
   * What a trivial guess reaches: each word has the tag that it has most often in training data,
   * and one that was not there that which most words have that occur there once.
   */
  public Confusion baseline(Tagged train, Tagged test) {
    Map<String, Map<String, Integer>> byWord = new HashMap<>();
    for (Tagged.Sentence sentence : train.sentences()) {
      for (int i = 0; i < sentence.words().size(); i++) {
        byWord
            .computeIfAbsent(sentence.words().get(i), _ -> new HashMap<>())
            .merge(sentence.tags().get(i), 1, Integer::sum);
      }
    }
    Map<String, Integer> rare = new HashMap<>();
    for (Map<String, Integer> counts : byWord.values()) {
      if (counts.values().stream().mapToInt(n -> n).sum() == 1) {
        rare.merge(counts.keySet().iterator().next(), 1, Integer::sum);
      }
    }
    String unknown = rare.isEmpty() ? tags.getFirst() : mostFrequent(rare);
    Examples examples = examples(test);
    int[][] said = new int[examples.count()][];
    for (int i = 0; i < said.length; i++) {
      said[i] =
          test.sentences().get(i).words().stream()
              .mapToInt(
                  word -> {
                    Map<String, Integer> counts = byWord.get(word);
                    return tags.indexOf(counts == null ? unknown : mostFrequent(counts));
                  })
              .toArray();
    }
    return confusion(said, examples);
  }

  /** Of those as frequent the first in the order of characters. */
  private static String mostFrequent(Map<String, Integer> counts) {
    return Collections.min(
            counts.entrySet(),
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .getKey();
  }
}
