package dev.sluice.cell;

/** What the parser says about names in expressions that it does not know. */
final class NameMessages {

  private final Source source;
  private final Cursor in;
  private final Scope scope;

  NameMessages(Source source, Cursor in, Scope scope) {
    this.source = source;
    this.in = in;
    this.scope = scope;
  }

  /** A name that nothing above or below defines, or that is no name. */
  CellSyntaxException undefined(Token token, Token target) {
    String name = Source.shown(token.written());
    if (CellParser.RESERVED.contains(token.text())) {
      return source.mistake(
          token, name + " is a reserved word: it begins a line of its own and cannot be a name.");
    }
    if (Functions.named(token.text()) != null) {
      return source.mistake(token, name + " is a function. Write " + signature(token.text()) + ".");
    }
    if (scope.announced(token.written()) != null) {
      return early(token, target);
    }
    if (in.peek().is("@")) {
      String matrix = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      return source.mistake(
          token,
          "'"
              + name
              + "' is not defined. A matrix of this equation is written "
              + matrix
              + "_"
              + target.text()
              + ".");
    }
    return source.mistake(
        token,
        "'"
            + name
            + "' is not defined."
            + Nearest.hintOrList(token.written(), scope.readable(), "Known here:"));
  }

  private static String signature(String function) {
    Functions.Function f = Functions.named(function);
    return f == null ? function : f.signature();
  }

  /** A name that is defined, but on this line or below. */
  CellSyntaxException early(Token token, Token target) {
    String name = Source.shown(token.written());
    Token defined = scope.announced(token.written());
    if (defined == null) {
      return source.mistake(
          token, name + " is used, but no equation defines it. Add an equation: " + name + " = …");
    }
    if (token.written().equals(target.written())) {
      String previous =
          token.kind() == Token.Kind.NEXT
              ? "The previous value of the state is " + Source.shown(token.text()) + "."
              : "Only a state has a previous value: name "
                  + name
                  + " among the states and define "
                  + name
                  + "'.";
      return source.mistake(token, name + " is used in its own definition. " + previous);
    }
    return source.mistake(
        token,
        name
            + " is used before it is defined (line "
            + defined.line()
            + "). Move that equation above this one.");
  }
}
