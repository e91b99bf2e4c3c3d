package dev.sluice.cell;

/**
 * A piece of a cell's text.
 *
 * @param text the word without its prime, the digits, the sign; for {@code BAD} what is wrong
 * @param line its line, from 1
 * @param column its first {@code char} in that line, from 0
 */
record Token(Kind kind, String text, int line, int column) {

  enum Kind {
    /** A name of letters, digits and underscores. */
    WORD,
    /** A word with a prime, {@code h'}. */
    NEXT,
    NUMBER,
    /** One of {@code ( ) [ ] , ; = + - * / @ '}. */
    SIGN,
    /** The end of a line outside of parentheses. */
    NEWLINE,
    /** The end of the text. */
    END,
    /** Something that is not part of the language; an error where it is reached. */
    BAD
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }

  /** Whether nothing follows on this line. */
  boolean endsLine() {
    return kind == Kind.NEWLINE || kind == Kind.END;
  }

  /** As written in the text: {@code h'} with its prime. */
  String written() {
    return kind == Kind.NEXT ? text + "'" : text;
  }
}
