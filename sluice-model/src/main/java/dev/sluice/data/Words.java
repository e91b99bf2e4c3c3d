package dev.sluice.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A text as words: what stands between white space, with punctuation at its ends apart, and line
 * ends as words of their own. It takes the text character by character, and hands over each word
 * when it has ended.
 */
final class Words {
  private final Consumer<String> sink;
  private final StringBuilder begun = new StringBuilder();

  Words(Consumer<String> sink) {
    this.sink = sink;
  }

  static List<String> split(String text) {
    List<String> all = new ArrayList<>();
    Words words = new Words(all::add);
    text.codePoints().forEach(words::take);
    words.end();
    return all;
  }

  /** Goes on with a character. */
  void take(int codePoint) {
    if (!Character.isWhitespace(codePoint)) {
      begun.appendCodePoint(codePoint);
      return;
    }
    end();
    if (codePoint == '\n') {
      sink.accept("\n");
    }
  }

  /** The text ends here. */
  void end() {
    if (!begun.isEmpty()) {
      add(begun.toString());
      begun.setLength(0);
    }
  }

  /**
   * A word without its punctuation; what has no letter or digit, and {@code <unk>}, stays whole.
   */
  private void add(String word) {
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
      sink.accept(word);
      return;
    }
    word.substring(0, from).codePoints().forEach(c -> sink.accept(Character.toString(c)));
    sink.accept(word.substring(from, to));
    word.substring(to).codePoints().forEach(c -> sink.accept(Character.toString(c)));
  }

  private static boolean isOfWord(int c) {
    return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }
}
