package dev.sluice.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The letters of many words, each different word once: what is computed of its letters is computed
 * once for a batch. Fill it before batches are read; then threads may share it.
 */
public final class Spellings {
  private final Vocabulary letters;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<int[]> words = new ArrayList<>();

  /**
   * No words yet.
   *
   * @param letters an open vocabulary of characters
   */
  public Spellings(Vocabulary letters) {
    this.letters = letters;
  }

  /** The number of a word, from 0; a new one where it was not there. */
  public int add(String word) {
    return numbers.computeIfAbsent(
        word,
        w -> {
          words.add(letters.encode(w));
          return words.size() - 1;
        });
  }

  /** How many words there are. */
  public int count() {
    return words.size();
  }

  /** The letters of a word: do not write them. */
  int[] letters(int number) {
    return words.get(number);
  }
}
