package dev.sluice.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The letters of many words, each different word once: what is computed of its letters is computed
 * once for a batch. Fill it before batches are read; then threads may share it.
 */
public final class Spellings {

  /** Letters of a word that are read, at most: of a longer one its beginning and its end. */
  public static final int LONGEST = 32;

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
    Integer known = numbers.get(word);
    if (known != null) {
      return known;
    }
    words.add(cut(letters.encode(word)));
    numbers.put(word, words.size() - 1);
    return words.size() - 1;
  }

  private static int[] cut(int[] word) {
    if (word.length <= LONGEST) {
      return word;
    }
    int[] cut = Arrays.copyOf(word, LONGEST);
    System.arraycopy(word, word.length - LONGEST / 2, cut, LONGEST / 2, LONGEST / 2);
    return cut;
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
