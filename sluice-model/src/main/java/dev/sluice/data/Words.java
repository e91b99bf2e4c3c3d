package dev.sluice.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A text as words: what stands between white space, with punctuation at its ends apart, and line
 * ends as words of their own.
 */
final class Words {
  private Words() {}

  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c == '\n') {
        words.add("\n");
      }
      if (Character.isWhitespace(c)) {
        at += Character.charCount(c);
        continue;
      }
      int end = at;
      while (end < text.length() && !Character.isWhitespace(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      add(text.substring(at, end), words);
      at = end;
    }
    return words;
  }

  /**
   * A word without its punctuation; what has no letter or digit, and {@code <unk>}, stays whole.
   */
  private static void add(String word, List<String> words) {
    int from = 0;
    int to = word.length();
    while (from < to && !isOfWord(word.codePointAt(from))) {
      from += Character.charCount(word.codePointAt(from));
    }
    while (to > from && !isOfWord(word.codePointBefore(to))) {
      to -= Character.charCount(word.codePointBefore(to));
    }
    boolean marked = word.startsWith("<") && word.endsWith(">");
    if (from == to || marked || word.startsWith("'")) {
      words.add(word);
      return;
    }
    word.codePoints().limit(word.codePointCount(0, from)).forEach(c -> words.add(of(c)));
    words.add(word.substring(from, to));
    word.substring(to).codePoints().forEach(c -> words.add(of(c)));
  }

  private static String of(int codePoint) {
    return Character.toString(codePoint);
  }

  private static boolean isOfWord(int c) {
    return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }
}
