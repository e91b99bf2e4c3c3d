package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Scope.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the right side of an equation.
 *
 * <pre>
 * sum    = term {("+" | "-") term}
 * term   = factor {("*" | "/") factor}      an unparenthesized @ beside * or / is refused
 * factor = "-" factor | atom ["@" factor]
 * atom   = number | name | name' | parameter | function "(" sum {"," sum} ")"
 *        | "[" sum "," sum {"," sum} "]" | "(" sum ")"
 * </pre>
 *
 * <p>Chains are loops; only parentheses recurse, and their nesting is limited.
 */
final class ExpressionParser {

  static final int NESTING = 200;
  static final int NODES = 10_000;

  /** A factor, and whether it is a product without parentheses around it. */
  record Factor(Expr e, boolean bare) {}

  private final Source source;
  private final Cursor in;
  private final Scope scope;
  private final Map<Expr, Token> places;
  private final ParameterNames parameters;
  private final NameMessages messages;
  private final CallParser calls;
  private @Nullable Token target;
  private int nodes;
  private int depth;

  /**
   * A parser for all equations of one cell.
   *
   * @param places filled with the token of each expression, by identity
   */
  ExpressionParser(Source source, Cursor in, Scope scope, Map<Expr, Token> places) {
    this.source = source;
    this.in = in;
    this.scope = scope;
    this.places = places;
    this.parameters = new ParameterNames(source, in, scope);
    this.messages = new NameMessages(source, in, scope);
    this.calls = new CallParser(source, in, scope, this::sum, this::enter);
  }

  /**
   * The right side of the equation whose left side is {@code target}, up to the end of its line.
   */
  Expr parse(Token target) {
    this.target = target;
    Expr e = sum();
    Token rest = in.peek();
    if (rest.is(")") || rest.is("]")) {
      throw source.mistake(rest, "this '" + rest.text() + "' closes nothing. Delete it.");
    }
    if (!rest.endsLine()) {
      throw in.unexpected(rest, "the end of the equation or an operator" + hint(rest));
    }
    new Matrices(source, scope, places).check(e);
    return e;
  }

  private static String hint(Token rest) {
    boolean operand =
        rest.isWord() || rest.kind() == Token.Kind.NEXT || rest.is("(") || rest.is("[");
    return operand ? " (@ for matrix times vector, * element by element)" : "";
  }

  private Expr sum() {
    Expr left = term();
    while (in.peek().is("+") || in.peek().is("-")) {
      Token sign = in.next();
      Expr right = term();
      left = node(sign, sign.is("+") ? new Add(left, right) : new Subtract(left, right));
    }
    return left;
  }

  private Expr term() {
    List<Factor> factors = new ArrayList<>();
    List<Token> signs = new ArrayList<>();
    factors.add(factor());
    while (in.peek().is("*") || in.peek().is("/")) {
      signs.add(in.next());
      factors.add(factor());
    }
    if (!signs.isEmpty() && factors.stream().anyMatch(Factor::bare)) {
      throw Readings.of(source, factors, signs);
    }
    Expr left = factors.getFirst().e();
    for (int i = 0; i < signs.size(); i++) {
      left = node(signs.get(i), combine(left, signs.get(i), factors.get(i + 1).e()));
    }
    return left;
  }

  static Expr combine(Expr left, Token sign, Expr right) {
    return sign.is("*") ? new Multiply(left, right) : new Divide(left, right);
  }

  private Factor factor() {
    // What stands before the atom: a minus sign, or a matrix with its @ (then also in matrices).
    Deque<Token> before = new ArrayDeque<>();
    Deque<Expr> matrices = new ArrayDeque<>();
    Expr e;
    while (true) {
      if (in.peek().is("-")) {
        before.push(in.next());
        continue;
      }
      e = atom();
      if (!in.peek().is("@")) {
        break;
      }
      matrices.push(e);
      before.push(in.next());
    }
    boolean bare = !matrices.isEmpty();
    while (!before.isEmpty()) {
      Token sign = before.pop();
      e = node(sign, sign.is("-") ? new Negate(e) : new Product(matrices.pop(), e));
    }
    return new Factor(e, bare);
  }

  private Expr atom() {
    Token token = in.next();
    return switch (token.kind()) {
      case NUMBER -> node(token, new Constant(Numbers.parse(source, token)));
      case NEXT -> node(token, next(token));
      case WORD -> in.peek().is("(") ? call(token) : node(token, name(token));
      case SIGN -> {
        if (token.is("(")) {
          enter(token);
          Expr e = sum();
          in.close(token, ")", "')' or an operator");
          depth--;
          yield e;
        }
        if (token.is("[")) {
          yield list(token);
        }
        throw in.unexpected(token, "a name, a number or '('");
      }
      case NEWLINE, END, BAD -> throw in.unexpected(token, "a name, a number or '('");
    };
  }

  private Expr list(Token open) {
    List<Expr> parts = new ArrayList<>();
    enter(open);
    do {
      parts.add(sum());
    } while (in.take(","));
    in.close(open, "]", "',', ']' or an operator");
    depth--;
    if (parts.size() == 1) {
      throw source.mistake(
          open, "a list has two parts or more, as in [h, x]. For a single part leave out the [ ].");
    }
    return node(open, new Concat(parts));
  }

  private Expr call(Token word) {
    Expr e = calls.parse(word);
    depth--;
    return node(word, e);
  }

  private Expr next(Token token) {
    String name = Source.shown(token.text());
    parameters.refusePrime(token);
    if (in.peek().is("'")) {
      throw source.mistake(
          token, name + "'' does not exist: there is only the next value " + name + "'.");
    }
    if (!scope.is(Kind.STATE, token.text())) {
      Scope.Entry entry = scope.entry(token.text());
      if (entry == null) {
        throw messages.undefined(token, target());
      }
      throw source.mistake(
          token,
          name
              + "' does not exist: "
              + name
              + " is "
              + entry.kind().noun
              + ", and only a state has a new value. Write "
              + name
              + ".");
    }
    if (scope.updated(token.text()) == null) {
      throw messages.early(token, target());
    }
    scope.use(token);
    return new Next(token.text());
  }

  private Expr name(Token token) {
    String name = token.text();
    if (name.indexOf('_') >= 0) {
      parameters.check(token, target());
      return new Parameter(name);
    }
    if (scope.entry(name) == null) {
      throw messages.undefined(token, target());
    }
    scope.use(token);
    return new Name(name);
  }

  private Token target() {
    if (target == null) {
      throw new IllegalStateException();
    }
    return target;
  }

  private void enter(Token open) {
    if (++depth > NESTING) {
      throw source.mistake(
          open,
          "parentheses are nested more than "
              + NESTING
              + " deep. Give an inner part a name of its own.");
    }
  }

  private Expr node(Token token, Expr e) {
    if (++nodes > NODES) {
      throw source.mistake(
          token, "a cell has at most 10,000 names, numbers and operations; here it has more.");
    }
    places.put(e, token);
    return e;
  }
}
