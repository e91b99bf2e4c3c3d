package dev.sluice.data;

import java.util.Locale;

/** Pieces of messages. */
final class Sentence {
  private Sentence() {}

  /** "1 symbol", "2,500 symbols". */
  static String count(long number, String noun) {
    return of("%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** A phrase fit to begin a sentence: "The text", but the name of a file stays as it is. */
  static String capital(String phrase) {
    return phrase.startsWith("the ") ? "T" + phrase.substring(1) : phrase;
  }

  /** {@code String.format} with the same digits and commas everywhere. */
  static String of(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** A symbol as a reader can tell it: {@code 'é'}, {@code '\n'}, {@code U+200B}. */
  static String quote(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      default ->
          switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.PRIVATE_USE,
                Character.UNASSIGNED,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.NON_SPACING_MARK ->
                unicode(codePoint);
            default ->
                Character.isSpaceChar(codePoint) && codePoint != ' '
                    ? unicode(codePoint)
                    : "'" + Character.toString(codePoint) + "'";
          };
    };
  }

  /** {@code 'é' (U+00E9)}, or {@code U+200B} alone where the symbol cannot be seen. */
  static String quoteFully(int codePoint) {
    String quoted = quote(codePoint);
    return quoted.startsWith("U+") ? quoted : quoted + " (" + unicode(codePoint) + ")";
  }

  private static String unicode(int codePoint) {
    return of("U+%04X", codePoint);
  }
}
