package dev.sluice.cell;

import dev.sluice.cell.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into tokens and comments. Nothing is refused here: what is not part of the language
 * becomes a {@code BAD} token, so that mistakes are reported in the order of the text.
 */
final class Lexer {

  /** The longest name. */
  static final int NAME_LIMIT = 100;

  /** A comment with its {@code #}; whether it has its line for itself. */
  record Comment(String text, int line, boolean alone) {}

  private final Source source;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Comment> comments = new ArrayList<>();
  private int depth;
  private String text = "";
  private int line;
  private int at;

  Lexer(Source source) {
    this.source = source;
    for (String next : source.lines()) {
      text = next;
      line++;
      line();
    }
    add(Kind.END, "", Math.max(0, text.length()));
  }

  List<Token> tokens() {
    return tokens;
  }

  List<Comment> comments() {
    return comments;
  }

  private void line() {
    int first = tokens.size();
    at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == '#') {
        comments.add(new Comment(text.substring(at).stripTrailing(), line, tokens.size() == first));
        break;
      } else if (isLetter(c) || c == '_') {
        word();
      } else if (isDigit(c)) {
        number();
      } else {
        sign();
      }
    }
    if (depth == 0 && tokens.size() > first) {
      add(Kind.NEWLINE, "", Math.min(at, text.length()));
    }
  }

  private void word() {
    int start = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.length() > NAME_LIMIT) {
      bad("a name has at most " + NAME_LIMIT + " characters.", start);
    } else if (at < text.length() && isPrime(text.charAt(at))) {
      at++;
      add(Kind.NEXT, word, start);
    } else {
      add(Kind.WORD, word, start);
    }
  }

  private void number() {
    int start = at;
    digits();
    if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int sign = at + 1;
      if (sign < text.length() && (text.charAt(sign) == '-' || text.charAt(sign) == '+')) {
        sign++;
      }
      if (sign < text.length() && isDigit(text.charAt(sign))) {
        at = sign;
        digits();
      }
    }
    int end = at;
    while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    String number = text.substring(start, at);
    if (at > end) {
      bad(
          "'"
              + Source.shown(number)
              + "' is neither a number nor a name. A name begins with a letter.",
          start);
    } else {
      add(Kind.NUMBER, number, start);
    }
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private void sign() {
    int start = at;
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    switch (c) {
      case '(', '[' -> {
        depth++;
        add(Kind.SIGN, Character.toString(c), start);
      }
      case ')', ']' -> {
        depth = Math.max(0, depth - 1);
        add(Kind.SIGN, Character.toString(c), start);
      }
      case ',', ';', '=', '+', '-', '*', '/', '@' -> add(Kind.SIGN, Character.toString(c), start);
      case '\'', '′' -> add(Kind.SIGN, "'", start);
      case '−' -> add(Kind.SIGN, "-", start);
      case '·', '⋅' -> add(Kind.SIGN, "@", start);
      case '⊙', '∘', '×' -> add(Kind.SIGN, "*", start);
      case 'σ' -> add(Kind.WORD, "sigmoid", start);
      default -> bad(unexpected(c), start);
    }
  }

  private static String unexpected(int c) {
    String shown = Source.visible(Character.toString(c));
    String code = String.format("U+%04X", c);
    String what = shown.startsWith("\\") ? code : "'" + shown + "' (" + code + ")";
    return "unexpected character "
        + what
        + (c == '.' ? ". A number begins with a digit, as in 0.5." : "")
        + (c != '.' && Character.isLetter(c) ? ". Names are ASCII letters and digits." : "")
        + (c != '.' && !Character.isLetter(c) ? "." : "");
  }

  private void add(Kind kind, String token, int column) {
    tokens.add(new Token(kind, token, Math.max(1, line), column));
  }

  private void bad(String message, int column) {
    add(Kind.BAD, message, column);
  }

  private static boolean isPrime(char c) {
    return c == '\'' || c == '′';
  }

  private static boolean isWordPart(char c) {
    return isLetter(c) || isDigit(c) || c == '_';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
