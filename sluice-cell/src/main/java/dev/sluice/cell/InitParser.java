package dev.sluice.cell;

import dev.sluice.cell.Init.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code init} lines, and checks them once everything else is known. */
final class InitParser {

  private static final List<String> KINDS =
      List.of("zeros", "ones", "identity", "orthogonal", "uniform(a, b)", "normal(mean, sd)");

  /** A target with its place and the place of its value. */
  private record Placed(Init init, Token target, Token value) {}

  private final Source source;
  private final Cursor in;
  private final Map<String, Placed> all = new LinkedHashMap<>();

  InitParser(Source source, Cursor in) {
    this.source = source;
    this.in = in;
  }

  /** The line after the word {@code init}. */
  Line.Content parse(Token word) {
    List<Token> targets = new ArrayList<>();
    do {
      Token target = in.next();
      if (!target.isWord()) {
        throw in.unexpected(target, "the name of a parameter or state");
      }
      targets.add(target);
    } while (in.take(","));
    if (!in.take("=")) {
      throw in.unexpected(in.peek(), "',' or '='");
    }
    Token at = in.peek();
    Value value = value();
    List<Init> inits = new ArrayList<>();
    for (Token target : targets) {
      Init init = new Init(target.text(), value, word.line());
      Placed before = all.putIfAbsent(target.text(), new Placed(init, target, at));
      if (before != null) {
        throw source.mistake(
            target,
            Source.shown(target.text())
                + " already has an init (line "
                + before.init().line()
                + "). Delete one of them.");
      }
      inits.add(init);
    }
    return new Line.Content.Starts(List.copyOf(inits));
  }

  private Value value() {
    Token first = in.peek();
    if (!first.isWord()) {
      return new Value.Number(number("a number or one of " + String.join(", ", KINDS)));
    }
    in.next();
    return switch (first.text()) {
      case "zeros" -> new Value.Zeros();
      case "ones" -> new Value.Ones();
      case "identity" -> new Value.Identity();
      case "orthogonal" -> new Value.Orthogonal();
      case "uniform" -> {
        double[] ab = pair(first, "uniform(a, b)");
        if (ab[0] > ab[1]) {
          throw source.mistake(first, "uniform(a, b) needs a ≤ b. Exchange the two.");
        }
        yield new Value.Uniform(ab[0], ab[1]);
      }
      case "normal" -> {
        double[] ab = pair(first, "normal(mean, sd)");
        if (ab[1] < 0) {
          throw source.mistake(first, "normal(mean, sd) needs a standard deviation of 0 or more.");
        }
        yield new Value.Normal(ab[0], ab[1]);
      }
      default ->
          throw source.mistake(
              first,
              "'" + Source.shown(first.text()) + "' is no initial value." + hint(first.text()));
    };
  }

  private static String hint(String word) {
    List<String> words = KINDS.stream().map(k -> k.replaceFirst("\\(.*", "")).toList();
    String nearest = Nearest.hint(word, words);
    return nearest.isEmpty()
        ? " Write a number or one of " + String.join(", ", KINDS) + "."
        : nearest;
  }

  private double[] pair(Token word, String signature) {
    Token open = in.peek();
    if (!in.take("(")) {
      throw source.mistake(word, word.text() + " takes two numbers. Write " + signature + ".");
    }
    double a = number("a number, as in " + signature);
    if (!in.take(",")) {
      throw source.mistake(word, word.text() + " takes two numbers. Write " + signature + ".");
    }
    double b = number("a number, as in " + signature);
    in.close(open, ")", "')'");
    return new double[] {a, b};
  }

  private double number(String expected) {
    boolean minus = in.take("-");
    if (!minus) {
      in.take("+");
    }
    Token digits = in.next();
    if (digits.kind() != Token.Kind.NUMBER) {
      throw in.unexpected(digits, expected);
    }
    double value = Numbers.parse(source, digits);
    return minus ? -value : value;
  }

  /** Refuses targets that do not exist and values that do not suit them. */
  void check(Scope scope, Shapes shapes) {
    for (Placed placed : all.values()) {
      String name = placed.init().target();
      if (scope.is(Scope.Kind.STATE, name)) {
        checkState(placed);
      } else {
        checkParameter(placed, scope, shapes);
      }
    }
  }

  private void checkState(Placed placed) {
    if (!(placed.init().value() instanceof Value.Number)) {
      throw source.mistake(
          placed.value(),
          "state "
              + Source.shown(placed.init().target())
              + " starts with a number, as in init "
              + Source.shown(placed.init().target())
              + " = 0.");
    }
  }

  private void checkParameter(Placed placed, Scope scope, Shapes shapes) {
    String name = placed.init().target();
    String shown = Source.shown(name);
    Scope.Entry entry = scope.entry(name);
    if (entry != null) {
      throw source.mistake(
          placed.target(),
          shown + " is " + entry.kind().noun + "; init sets parameters and states only.");
    }
    Shapes.Parameter parameter = shapes.find(name);
    if (parameter == null) {
      List<String> there =
          new ArrayList<>(shapes.parameters().stream().map(Shapes.Parameter::name).toList());
      there.addAll(scope.names(Scope.Kind.STATE));
      throw source.mistake(
          placed.target(),
          "there is no parameter or state '"
              + shown
              + "'."
              + Nearest.hintOrList(name, there, "There are"));
    }
    switch (placed.init().value()) {
      case Value.Orthogonal _ when !parameter.isMatrix() ->
          throw source.mistake(
              placed.value(),
              "orthogonal is for matrices; "
                  + shown
                  + " is a vector. Write a number, zeros, ones, uniform(a, b) or normal(mean,"
                  + " sd).");
      case Value.Identity _ when !parameter.isMatrix() ->
          throw source.mistake(
              placed.value(),
              "identity is for matrices; " + shown + " is a vector. To start with 1, write ones.");
      case Value.Identity _ when !parameter.rows().equals(parameter.columns()) ->
          throw source.mistake(
              placed.value(),
              "identity is for square matrices; "
                  + shown
                  + " has "
                  + parameter.rows()
                  + " rows and "
                  + parameter.columns()
                  + " columns. orthogonal suits any matrix.");
      case Value.Orthogonal _, Value.Identity _ -> {}
      case Value.Number _, Value.Zeros _, Value.Ones _, Value.Uniform _, Value.Normal _ -> {}
    }
  }
}
