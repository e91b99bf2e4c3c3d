package dev.sluice.cell;

import java.util.List;

/** A place in the tokens of a text. */
final class Cursor {

  private final Source source;
  private final List<Token> tokens;
  private int at;

  Cursor(Source source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  /** The token last taken. */
  Token last() {
    return tokens.get(Math.max(0, at - 1));
  }

  Token next() {
    Token token = peek();
    if (at < tokens.size() - 1) {
      at++;
    }
    return token;
  }

  /** Takes the sign if it is next. */
  boolean take(String sign) {
    boolean there = peek().is(sign);
    if (there) {
      next();
    }
    return there;
  }

  /** Takes the sign that closes {@code open}. */
  void close(Token open, String sign, String allowed) {
    if (take(sign)) {
      return;
    }
    Token found = peek();
    boolean nextEquation =
        found.line() > open.line() && (peek(1).is("=") || found.isWord() && peek(1).is("["));
    if (found.endsLine() || found.is("=") || nextEquation) {
      throw source.mistake(
          open, "this '" + open.text() + "' is never closed. Add a '" + sign + "'.");
    }
    if (found.is(")") || found.is("]")) {
      throw source.mistake(
          found,
          "this '"
              + found.text()
              + "' cannot close the '"
              + open.text()
              + "' of line "
              + open.line()
              + ". Write '"
              + sign
              + "' first.");
    }
    throw unexpected(found, allowed);
  }

  /** A message saying that {@code found} stands where {@code expected} should. */
  CellSyntaxException unexpected(Token found, String expected) {
    String what =
        switch (found.kind()) {
          case BAD -> found.text();
          case NEWLINE, END -> "the line ends where " + expected + " should stand.";
          default -> "expected " + expected + ", found '" + Source.shown(found.written()) + "'.";
        };
    return source.mistake(found, what);
  }
}
