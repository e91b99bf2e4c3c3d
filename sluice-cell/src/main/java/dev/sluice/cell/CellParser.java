package dev.sluice.cell;

import dev.sluice.cell.Line.Content;
import dev.sluice.cell.Scope.Kind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a cell: the header, then equations, {@code init} lines and {@code out}, line by line. */
final class CellParser {

  static final Set<String> RESERVED = Set.of("init", "out");

  private final Source source;
  private final List<Token> tokens;
  private final Cursor in;
  private final Scope scope = new Scope();
  private final Map<Expr, Token> places = new IdentityHashMap<>();
  private final Comments comments;
  private final ExpressionParser expressions;
  private final InitParser inits;
  private final HeaderParser headers;
  private final List<Line> lines = new ArrayList<>();
  private @Nullable Token out;

  CellParser(Source source) {
    this.source = source;
    Lexer lexer = new Lexer(source);
    tokens = lexer.tokens();
    in = new Cursor(source, tokens);
    comments = new Comments(lexer.comments());
    expressions = new ExpressionParser(source, in, scope, places);
    inits = new InitParser(source, in);
    headers = new HeaderParser(source, in, scope);
  }

  Cell parse() {
    if (in.peek().kind() == Token.Kind.END) {
      throw source.mistake(
          1, 0, "there is no cell here. A cell begins with its header, as in elman(x; h).");
    }
    Content.Header header = headers.parse();
    endLine();
    lines.add(comments.around(header, in.last().line()));
    announce();
    while (in.peek().kind() != Token.Kind.END) {
      Content content = statement();
      endLine();
      lines.add(comments.around(content, in.last().line()));
    }
    List<String> after = comments.rest();
    checkStates(header);
    checkUnused();
    List<Equation> equations =
        contents(Content.Defines.class).stream().map(Content.Defines::equation).toList();
    List<Content.Leaves> leaves = contents(Content.Leaves.class);
    List<Expr> outputs =
        leaves.isEmpty()
            ? List.of(new Expr.Next(header.states().getFirst().name()))
            : leaves.getFirst().outputs();
    Shapes shapes =
        new SizeInference(source, scope, places, header, equations, outputs, out).shapes();
    inits.check(scope, shapes);
    return new Cell(source.name(), header, equations, outputs, lines, after, shapes);
  }

  private <T extends Content> List<T> contents(Class<T> type) {
    return lines.stream().map(Line::content).filter(type::isInstance).map(type::cast).toList();
  }

  // -------------------------------------------------------------------------------- statements

  /** Collects the left sides of all lines, for messages about what is defined only later. */
  private void announce() {
    boolean first = true;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (first
          && (token.isWord() || token.kind() == Token.Kind.NEXT)
          && (tokens.get(i + 1).is("=") || tokens.get(i + 1).is("["))) {
        scope.announce(token);
      }
      first = token.kind() == Token.Kind.NEWLINE;
    }
  }

  private Content statement() {
    Token first = in.next();
    boolean assigns = in.peek().is("=");
    if (first.isWord() && first.text().equals("init") && !assigns) {
      return inits.parse(first);
    }
    if (first.isWord() && first.text().equals("out") && !assigns) {
      return leaves(first);
    }
    if (out != null) {
      throw source.mistake(
          first, "out is the last line: move this equation above line " + out.line() + ".");
    }
    if (!first.isWord() && first.kind() != Token.Kind.NEXT) {
      throw in.unexpected(first, "the name of a value or state");
    }
    return new Content.Defines(equation(first));
  }

  private Equation equation(Token target) {
    boolean next = target.kind() == Token.Kind.NEXT;
    if (!in.peek().is("=") && !in.peek().is("[")) {
      if (in.peek().kind() == Token.Kind.BAD) {
        throw in.unexpected(in.peek(), "'='");
      }
      throw source.mistake(
          in.peek(),
          "a '=' is missing after "
              + Source.shown(target.written())
              + ". An equation is written v = … or h' = …");
    }
    checkTarget(target);
    Token bracket = in.peek();
    String size = headers.size();
    if (next && size != null) {
      throw source.mistake(
          bracket,
          "the size of a state stands in the header. Write "
              + Source.shown(target.text())
              + "["
              + Source.shown(size)
              + "] there.");
    }
    if (!in.take("=")) {
      throw in.unexpected(in.peek(), "'='");
    }
    Expr value = expressions.parse(target);
    if (next) {
      scope.update(target);
    } else {
      scope.define(Kind.VALUE, target);
    }
    return new Equation(target.text(), next, size, value, target.line());
  }

  private void checkTarget(Token target) {
    String name = Source.shown(target.text());
    Scope.Entry entry = scope.entry(target.text());
    if (target.kind() == Token.Kind.NEXT) {
      if (!scope.is(Kind.STATE, target.text())) {
        List<String> states = scope.names(Kind.STATE);
        throw source.mistake(
            target,
            name
                + " is "
                + (entry == null ? "not a state." : entry.kind().noun + ", not a state.")
                + Nearest.hintOrList(target.text(), states, "States are named in the header:"));
      }
      Token before = scope.updated(target.text());
      if (before != null) {
        throw source.mistake(
            target,
            name + "' is already defined (line " + before.line() + "). A state has one equation.");
      }
      return;
    }
    if (entry != null && entry.kind() == Kind.STATE) {
      throw source.mistake(
          target, name + " is a state: its new value is written " + name + "' = …");
    }
    if (entry != null && entry.kind() == Kind.INPUT) {
      throw source.mistake(
          target, name + " is an input and cannot be defined. Choose another name.");
    }
    if (entry != null) {
      throw source.mistake(
          target,
          name + " is already defined (line " + entry.token().line() + "). Choose another name.");
    }
    if (target.text().indexOf('_') >= 0) {
      throw source.mistake(
          target,
          "only parameters have an underscore, and they are not defined but learned. Write "
              + Source.shown(target.text().replace("_", ""))
              + " = …, or init "
              + name
              + " = … for a start.");
    }
    if (RESERVED.contains(target.text())) {
      throw source.mistake(target, name + " is a reserved word. Choose another name.");
    }
    if (Functions.named(target.text()) != null) {
      throw source.mistake(target, name + " is a function. Choose another name.");
    }
  }

  private Content leaves(Token word) {
    if (out != null) {
      throw source.mistake(
          word,
          "out stands twice (line "
              + out.line()
              + "). To give out several values, write a list: out [h', c'].");
    }
    out = word;
    List<Expr> outputs = new ArrayList<>();
    Token open = in.peek();
    if (in.take("[")) {
      do {
        outputs.add(output());
      } while (in.take(","));
      in.close(open, "]", "',' or ']'");
    } else {
      outputs.add(output());
    }
    if (!in.peek().endsLine()) {
      throw source.mistake(
          in.peek(),
          "out takes one name or a list of names. Give the expression a name: y = …, then out y.");
    }
    return new Content.Leaves(List.copyOf(outputs));
  }

  private Expr output() {
    Token token = in.next();
    String name = Source.shown(token.written());
    if (token.kind() == Token.Kind.NEXT && scope.updated(token.text()) != null) {
      scope.use(token);
      return new Expr.Next(token.text());
    }
    if (token.isWord() && scope.is(Kind.VALUE, token.text())) {
      scope.use(token);
      return new Expr.Name(token.text());
    }
    if (token.isWord() && scope.is(Kind.STATE, token.text())) {
      throw source.mistake(
          token,
          "out gives a value or a new state; "
              + name
              + " is the old one. Write out "
              + name
              + "'.");
    }
    if (token.isWord() && scope.is(Kind.INPUT, token.text())) {
      throw source.mistake(
          token,
          "out gives a value or a new state; "
              + name
              + " is an input. Name it: y = "
              + name
              + ", then out y.");
    }
    if (!token.isWord() && token.kind() != Token.Kind.NEXT) {
      throw in.unexpected(token, "the name of a value or of a new state");
    }
    Token later = scope.announced(token.written());
    throw source.mistake(
        token,
        later != null
            ? "out is the last line: move it below line " + later.line() + "."
            : "'"
                + name
                + "' is not defined."
                + Nearest.hintOrList(token.written(), scope.outputs(), "The cell can give out"));
  }

  private void endLine() {
    Token end = in.peek();
    if (!end.endsLine()) {
      throw in.unexpected(end, "the end of the line");
    }
    if (end.kind() == Token.Kind.NEWLINE) {
      in.next();
    }
  }

  // ------------------------------------------------------------------------------------ checks

  private void checkStates(Content.Header header) {
    for (Cell.State state : header.states()) {
      Scope.Entry entry = scope.entry(state.name());
      if (entry != null && scope.updated(state.name()) == null) {
        throw source.mistake(
            entry.token(),
            "state "
                + Source.shown(state.name())
                + " is never updated. Add an equation: "
                + Source.shown(state.name())
                + "' = …");
      }
    }
  }

  private void checkUnused() {
    for (String name : scope.names(Kind.VALUE)) {
      Scope.Entry entry = scope.entry(name);
      if (entry != null && !scope.isUsed(name)) {
        throw source.mistake(
            entry.token(),
            "value "
                + Source.shown(name)
                + " is never used. Use it, let it leave the cell (out "
                + Source.shown(name)
                + "), or delete this line.");
      }
    }
    for (String name : scope.names(Kind.INPUT)) {
      Scope.Entry entry = scope.entry(name);
      if (entry != null && !scope.isUsed(name)) {
        throw source.mistake(
            entry.token(),
            "input "
                + Source.shown(name)
                + " is never used. Read it in an equation, or delete it from the header.");
      }
    }
  }
}
