package dev.sluice.cell;

import dev.sluice.cell.Scope.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code name(inputs; states)}, and named sizes wherever they stand. */
final class HeaderParser {

  /** The most sizes that a cell can name. */
  private static final int SIZES = 100;

  private final Source source;
  private final Cursor in;
  private final Scope scope;
  private final Set<String> sizes = new HashSet<>();

  HeaderParser(Source source, Cursor in, Scope scope) {
    this.source = source;
    this.in = in;
    this.scope = scope;
  }

  /** The header, up to the end of its line. */
  Line.Content.Header parse() {
    Token first = in.peek();
    if (in.peek(1).is("=") || in.peek(1).is("[") || first.isWord() && in.peek(1).isWord()) {
      throw source.mistake(
          first,
          "the header is missing. A cell begins with its name, inputs and states,"
              + " as in lstm(x; h, c).");
    }
    String name = cellName(first);
    Token open = in.next();
    List<Cell.Input> inputs = inputs(open);
    List<Cell.State> states = states(open);
    in.close(open, ")", "',' or ')'");
    if (!in.peek().endsLine()) {
      throw in.unexpected(in.peek(), "the end of the header");
    }
    return new Line.Content.Header(name, List.copyOf(inputs), List.copyOf(states));
  }

  /** Words joined by {@code -}, and the parenthesis after them, which is not taken. */
  private String cellName(Token first) {
    String line = source.lines().get(first.line() - 1);
    int end = first.column();
    while (end < line.length() && isNamePart(line.charAt(end))) {
      end++;
    }
    String name = line.substring(first.column(), end).replace('−', '-');
    while (in.peek().line() == first.line()
        && in.peek().column() < end
        && in.peek().kind() != Token.Kind.END) {
      in.next();
    }
    if (name.isEmpty() && first.kind() == Token.Kind.BAD) {
      throw in.unexpected(first, "a header");
    }
    if (name.length() > Lexer.NAME_LIMIT || !name.matches("[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")) {
      throw source.mistake(
          first,
          name.isEmpty()
              ? "a cell begins with its header: name, inputs and states, as in lstm(x; h, c)."
              : "'"
                  + Source.shown(name)
                  + "' is no name for a cell. A name is words of letters and digits joined by -,"
                  + " as in lstm-peephole, with at most 100 characters.");
    }
    if (!in.peek().is("(")) {
      throw source.mistake(
          in.peek(),
          "a '(' is missing after the cell's name. A header is written "
              + Source.shown(name)
              + "(x; h).");
    }
    return name;
  }

  private static boolean isNamePart(char c) {
    return c < 128 && Character.isLetterOrDigit(c) || c == '-' || c == '−' || c == '_';
  }

  private List<Cell.Input> inputs(Token open) {
    List<Cell.Input> inputs = new ArrayList<>();
    if (in.peek().is(";") || in.peek().is(")")) {
      throw source.mistake(
          in.peek(), "the input is missing. A header is written name(x; h): inputs; states.");
    }
    do {
      Token name = in.next();
      declare(name, Kind.INPUT, "the name of an input");
      if (inputs.isEmpty() && !name.text().equals("x")) {
        throw source.mistake(
            name,
            "the first input is the layer's input and is called x, not "
                + Source.shown(name.text())
                + ".");
      }
      Token bracket = in.peek();
      String size = size();
      if (inputs.isEmpty() && size != null && !size.equals("hidden")) {
        throw source.mistake(
            bracket,
            "x has the input size. Only x[hidden] can be demanded: an input of the hidden size.");
      }
      String below = in.peek().is("=") ? below(name, inputs.isEmpty()) : null;
      inputs.add(new Cell.Input(name.text(), size, below));
    } while (in.take(","));
    if (in.peek().is(")")) {
      throw source.mistake(
          in.peek(), "a ';' is missing between inputs and states. A header is written name(x; h).");
    }
    if (!in.take(";")) {
      in.close(open, ";", "',' or ';'");
    }
    return inputs;
  }

  /** What follows the name in {@code e = below(c)}: the state of the layer below. */
  private String below(Token input, boolean first) {
    Token equals = in.next();
    String name = Source.shown(input.text());
    if (first) {
      throw source.mistake(
          equals, "x is the layer's input. Give what comes from below a name of its own: x, e = …");
    }
    Token word = in.next();
    if (!word.isWord() || !word.text().equals("below")) {
      throw source.mistake(
          word, "an input is a name, or a state of the layer below: " + name + " = below(c).");
    }
    Token open = in.peek();
    if (!in.take("(")) {
      throw in.unexpected(open, "'('");
    }
    Token state = in.next();
    if (!state.isWord() || state.text().indexOf('_') >= 0) {
      throw in.unexpected(state, "the name of a state of the layer below");
    }
    in.close(open, ")", "')'");
    return state.text();
  }

  private List<Cell.State> states(Token open) {
    List<Cell.State> states = new ArrayList<>();
    if (in.peek().is(")")) {
      throw source.mistake(
          in.peek(), "the cell has no state. Name one after the ';', as in name(x; h).");
    }
    do {
      Token name = in.next();
      if (name.endsLine()) {
        throw source.mistake(open, "this '(' is never closed. Add a ')'.");
      }
      declare(name, Kind.STATE, "the name of a state");
      states.add(new Cell.State(name.text(), size()));
    } while (in.take(","));
    return states;
  }

  /** A named size in brackets, or null. */
  @Nullable String size() {
    Token open = in.peek();
    if (!in.take("[")) {
      return null;
    }
    Token name = in.next();
    if (name.kind() == Token.Kind.NUMBER) {
      throw source.mistake(
          name,
          "a size is a name, as in [p]; its number, here "
              + Source.shown(name.text())
              + ", is given with the layer.");
    }
    if (!name.isWord() || name.text().indexOf('_') >= 0) {
      throw in.unexpected(name, "the name of a size");
    }
    if (sizes.add(name.text()) && sizes.size() > SIZES) {
      throw source.mistake(name, "a cell has at most " + SIZES + " named sizes.");
    }
    in.close(open, "]", "']'");
    return name.text();
  }

  /** Enters a new name, if nothing else is called so. */
  private void declare(Token name, Kind kind, String expected) {
    if (name.kind() == Token.Kind.NEXT) {
      throw source.mistake(
          name,
          "here stands the name without a prime: "
              + Source.shown(name.text())
              + ". Only equations define "
              + Source.shown(name.written())
              + ".");
    }
    if (!name.isWord()) {
      throw in.unexpected(name, expected);
    }
    String shown = Source.shown(name.text());
    if (CellParser.RESERVED.contains(name.text())) {
      throw source.mistake(name, shown + " is a reserved word. Choose another name.");
    }
    if (Functions.named(name.text()) != null) {
      throw source.mistake(name, shown + " is a function. Choose another name.");
    }
    if (name.text().indexOf('_') >= 0) {
      throw source.mistake(
          name,
          "only parameters have an underscore, and they are not declared. Write "
              + Source.shown(name.text().replace("_", ""))
              + ".");
    }
    Scope.Entry entry = scope.entry(name.text());
    if (entry != null) {
      throw source.mistake(
          name,
          shown
              + " is "
              + (entry.kind() == kind ? "already " : "")
              + entry.kind().noun
              + " (line "
              + entry.token().line()
              + "). Choose another name.");
    }
    scope.define(kind, name);
  }
}
