package dev.sluice.data;

/** What one symbol of a text is. */
public enum Tokens {
  /** A Unicode code point; the vocabulary is what occurs in the text. */
  CHARACTERS("char"),

  /**
   * A word, a punctuation mark or a line end; the vocabulary is that of the training part, and a
   * symbol for all other words.
   */
  WORDS("word"),

  /** A byte of the UTF-8 form, or of any file; the vocabulary has 256 symbols. */
  BYTES("byte");

  private final String word;

  Tokens(String word) {
    this.word = word;
  }

  /**
   * Reads {@code char}, {@code word} or {@code byte}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Tokens parse(String word) {
    for (Tokens tokens : values()) {
      if (tokens.word.equals(word)) {
        return tokens;
      }
    }
    throw new IllegalArgumentException(
        "Tokens are 'char', 'word' or 'byte', not '%s'.".formatted(word));
  }

  /** The word that {@link #parse} reads. */
  @Override
  public String toString() {
    return word;
  }
}
