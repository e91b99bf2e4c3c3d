package dev.sluice.cell;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a text before it is parsed: a header, an equation, an {@code init} line or
 * {@code out}, with the comments above it. It may hold mistakes; the parser finds them.
 *
 * @param given whether it stands in the text that changes a cell, not in the cell
 * @param lines its lines and those of its comments, in order
 * @param tokens at least one
 * @param above how many of the lines stand above its first token
 * @param hasComments whether there is a comment above it, inside it or at its end
 */
record Statement(
    boolean given,
    Kind kind,
    List<Source.Line> lines,
    List<Token> tokens,
    int above,
    boolean hasComments) {

  enum Kind {
    HEADER,
    EQUATION,
    INIT,
    OUT
  }

  /** A text in statements, and the lines below the last one. */
  record Cut(List<Statement> statements, List<Source.Line> rest, boolean hasComments) {}

  static Cut cut(Source source, boolean given) {
    Lexer lexer = new Lexer(source);
    List<Source.Line> lines = source.numbered();
    List<Statement> statements = new ArrayList<>();
    List<Token> tokens = new ArrayList<>();
    List<Lexer.Comment> comments = lexer.comments();
    int comment = 0;
    int from = 0;
    for (Token token : lexer.tokens()) {
      if (!token.endsLine()) {
        tokens.add(token);
      } else if (!tokens.isEmpty()) {
        int to = tokens.getLast().line();
        List<Source.Line> own = List.copyOf(lines.subList(from, to));
        int above = tokens.getFirst().line() - 1 - from;
        boolean commented = false;
        for (; comment < comments.size() && comments.get(comment).line() <= to; comment++) {
          commented = true;
        }
        statements.add(
            new Statement(given, kindOf(tokens), own, List.copyOf(tokens), above, commented));
        from = to;
        tokens.clear();
      }
    }
    List<Source.Line> rest = lines.subList(from, lines.size());
    return new Cut(statements, rest, !comments.isEmpty());
  }

  private static Kind kindOf(List<Token> tokens) {
    Token first = tokens.getFirst();
    boolean assigns = tokens.size() > 1 && tokens.get(1).is("=");
    if (first.isWord() && first.text().equals("init") && !assigns) {
      return Kind.INIT;
    }
    if (first.isWord() && first.text().equals("out") && !assigns) {
      return Kind.OUT;
    }
    // A header is words joined by -, then a parenthesis; no equation begins like this.
    int at = 1;
    while (at + 1 < tokens.size() && tokens.get(at).is("-")) {
      at += 2;
    }
    return first.isWord() && at < tokens.size() && tokens.get(at).is("(")
        ? Kind.HEADER
        : Kind.EQUATION;
  }

  boolean is(Kind kind) {
    return this.kind == kind;
  }

  /** The value or state that an equation defines, without a prime. */
  String name() {
    return tokens.getFirst().text();
  }

  /** The left side of an equation as others read it, {@code v} or {@code s'}. */
  String target() {
    return tokens.getFirst().written();
  }

  /** The names that an equation or {@code out} reads: values, inputs, states, parameters. */
  List<Token> reads() {
    int equals = kind == Kind.OUT ? 0 : sign("=", 0);
    List<Token> reads = new ArrayList<>();
    // A second equals sign is that of the next equation, after a parenthesis left open.
    if (equals >= 0 && sign("=", equals + 1) < 0) {
      for (int i = equals + 1; i < tokens.size(); i++) {
        Token token = tokens.get(i);
        boolean call = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
        if (token.isWord() && !call || token.kind() == Token.Kind.NEXT) {
          reads.add(token);
        }
      }
    }
    return reads;
  }

  /** The states that a header names. */
  Set<String> states() {
    Set<String> states = new LinkedHashSet<>();
    int semicolon = sign(";", 0);
    for (int i = semicolon + 1; semicolon >= 0 && i < tokens.size(); i++) {
      if (tokens.get(i).isWord() && !tokens.get(i - 1).is("[")) {
        states.add(tokens.get(i).text());
      }
    }
    return states;
  }

  /** The targets of an {@code init} line; none if this is not written {@code init a, b = …}. */
  List<String> targets() {
    int equals = kind == Kind.INIT ? sign("=", 0) : -1;
    List<String> targets = new ArrayList<>();
    for (int i = 1; i < equals; i++) {
      if (i % 2 == 1 ? !tokens.get(i).isWord() : !tokens.get(i).is(",")) {
        return List.of();
      }
      if (i % 2 == 1) {
        targets.add(tokens.get(i).text());
      }
    }
    return equals % 2 == 0 ? targets : List.of();
  }

  /** Whether the value of an {@code init} line is that of another one. */
  boolean hasValueOf(Statement other) {
    return same(
        tokens.subList(sign("=", 0), tokens.size()),
        other.tokens.subList(other.sign("=", 0), other.tokens.size()));
  }

  /** Whether this says what another statement says, symbol by symbol. */
  boolean says(@Nullable Statement other) {
    return other != null && same(tokens, other.tokens);
  }

  private static boolean same(List<Token> a, List<Token> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Token a, Token b) {
    boolean numbers = a.kind() == Token.Kind.NUMBER && b.kind() == Token.Kind.NUMBER;
    return a.kind() == b.kind()
        && (numbers
            ? Double.parseDouble(a.text()) == Double.parseDouble(b.text())
            : a.text().equals(b.text()));
  }

  private int sign(String sign, int from) {
    for (int i = from; i < tokens.size(); i++) {
      if (tokens.get(i).is(sign)) {
        return i;
      }
    }
    return -1;
  }

  /** This with the targets that remain, if any; as it is if it has none. */
  List<Statement> only(Predicate<String> remains) {
    List<String> all = targets();
    List<String> left = all.stream().filter(remains).toList();
    if (left.size() == all.size()) {
      return List.of(this);
    }
    if (left.isEmpty()) {
      return List.of();
    }
    Source.Line line = lines.get(above);
    String value = line.text().substring(tokens.get(sign("=", 0)).column());
    String text = "  init " + String.join(", ", left) + " " + value;
    List<Source.Line> changed = new ArrayList<>(lines);
    changed.set(above, new Source.Line(text, line.source(), line.number()));
    return cut(new Source(line.source(), changed), given).statements();
  }

  /** This statement with comment lines above it. */
  Statement below(List<Source.Line> comments) {
    List<Source.Line> all = new ArrayList<>(comments);
    all.addAll(lines);
    return new Statement(given, kind, List.copyOf(all), tokens, above + comments.size(), true);
  }

  /** A mistake at one of the tokens. */
  CellSyntaxException mistake(Token at, String message) {
    int line = at.line() - tokens.getFirst().line() + above + 1;
    return new Source("", lines).mistake(line, at.column(), message);
  }

  /** The lines above the first token that are comments. */
  List<Source.Line> commentsAbove() {
    return lines.subList(0, above).stream().filter(l -> !l.text().isBlank()).toList();
  }
}
