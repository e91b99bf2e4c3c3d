package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the calls of functions, whose arguments are vectors, matrices, numbers or words. */
final class CallParser {

  /** A clock returns to its start after so many steps at most: floats count that far. */
  static final int LONGEST_CYCLE = 1 << 24;

  /** Blocks of {@code upper} and groups of {@code clock}, at most. */
  private static final int GROUPS = 1000;

  private final Source source;
  private final Cursor in;
  private final Scope scope;
  private final Supplier<Expr> sum;
  private final Consumer<Token> enter;
  private final List<Integer> periods = new ArrayList<>();
  private int noise;

  /**
   * A parser for the calls of one cell.
   *
   * @param sum reads an argument
   * @param enter counts the nesting of a parenthesis
   */
  CallParser(Source source, Cursor in, Scope scope, Supplier<Expr> sum, Consumer<Token> enter) {
    this.source = source;
    this.in = in;
    this.scope = scope;
    this.sum = sum;
    this.enter = enter;
  }

  /** One argument, and where it begins. */
  private record Argument(Expr e, Token at) {}

  /** The call of {@code word}, whose parenthesis is next. */
  Expr parse(Token word) {
    Functions.Function function = function(word);
    Token open = in.next();
    enter.accept(open);
    List<Argument> arguments = new ArrayList<>();
    boolean sequence = false;
    if (!in.peek().is(")")) {
      do {
        sequence = isSequence(word, arguments.size());
        if (sequence) {
          in.next();
          break;
        }
        Token at = in.peek();
        if (isOtherWord(word, arguments.size())) {
          throw onlySequence(at);
        }
        arguments.add(new Argument(sum.get(), at));
      } while (in.take(","));
    }
    in.close(open, ")", "',', ')' or an operator");
    int given = arguments.size() + (sequence ? 1 : 0);
    if (given < function.least() || given > function.most()) {
      throw source.mistake(word, arity(function, given));
    }
    if (function.maker() != null) {
      return function.maker().of(arguments.stream().map(Argument::e).toList());
    }
    return switch (word.text()) {
      case "dropout" -> {
        if (arguments.size() == 3) {
          throw onlySequence(arguments.get(2).at);
        }
        yield new Dropout(arguments.get(0).e, p(word, arguments.get(1)), sequence, noise++);
      }
      case "zoneout" ->
          new Zoneout(arguments.get(0).e, arguments.get(1).e, p(word, arguments.get(2)), noise++);
      case "dropconnect" ->
          new DropConnect(matrix(word, arguments.get(0)), p(word, arguments.get(1)), noise++);
      case "upper" ->
          new Upper(
              matrix(word, arguments.get(0)),
              count(arguments.get(1), "the number of groups", GROUPS));
      case "clock" -> clock(word, arguments);
      default ->
          throw source.mistake(
              word, word.text() + " stands in the header only: name(x, e = below(c); h, c).");
    };
  }

  private Functions.Function function(Token word) {
    Functions.Function function = Functions.named(word.text());
    if (function != null) {
      return function;
    }
    String name = Source.shown(word.text());
    Scope.Entry entry = scope.entry(word.text());
    if (entry != null) {
      throw source.mistake(
          word,
          name
              + " is "
              + entry.kind().noun
              + ", not a function. To multiply element by element, write "
              + name
              + " * (…).");
    }
    List<String> known = Functions.names().stream().filter(f -> !f.equals("below")).toList();
    String hint = Nearest.hint(word.text(), known);
    throw source.mistake(
        word,
        "'"
            + name
            + "' is not a function."
            + (hint.isEmpty() ? " Functions are " + String.join(", ", known) + "." : hint));
  }

  private boolean isSequence(Token word, int argument) {
    Token next = in.peek();
    return word.text().equals("dropout")
        && argument == 2
        && next.isWord()
        && next.text().equals("sequence")
        && scope.entry("sequence") == null
        && in.peek(1).is(")");
  }

  /** A third argument of dropout that is a word, but not {@code sequence}. */
  private boolean isOtherWord(Token word, int argument) {
    Token next = in.peek();
    return word.text().equals("dropout")
        && argument == 2
        && next.isWord()
        && !next.text().equals("sequence");
  }

  private CellSyntaxException onlySequence(Token at) {
    return source.mistake(
        at,
        "the third argument of dropout is the word sequence (one mask for all steps), or is left"
            + " out.");
  }

  private static String arity(Functions.Function function, int given) {
    int least = function.least();
    String counted = least == 1 ? "1 argument" : least + " arguments";
    String need =
        function.most() == least
            ? counted
            : function.most() == least + 1
                ? least + " or " + function.most() + " arguments"
                : "at least " + counted;
    String here = given == 0 ? "none is" : given == 1 ? "1 is" : given + " are";
    return function.name()
        + " takes "
        + need
        + ", but "
        + here
        + " given. Write "
        + function.signature()
        + ".";
  }

  // -------------------------------------------------------------------------------- arguments

  private double p(Token word, Argument argument) {
    if (argument.e instanceof Constant(double p) && p >= 0 && p < 1) {
      if (Noise.isAlways(p)) {
        throw source.mistake(argument.at, Noise.alwaysHappens("the probability of " + word.text()));
      }
      return p;
    }
    throw source.mistake(
        argument.at,
        "the probability of "
            + word.text()
            + " is a number, at least 0 and below 1. Write "
            + Objects.requireNonNull(Functions.named(word.text())).signature()
            + " with p such as 0.1.");
  }

  private Parameter matrix(Token word, Argument argument) {
    if (argument.e instanceof Parameter p && p.isMatrix()) {
      return p;
    }
    throw source.mistake(
        argument.at,
        word.text()
            + " takes a matrix parameter. Write "
            + Objects.requireNonNull(Functions.named(word.text())).signature()
            + ".");
  }

  private int count(Argument argument, String what, int most) {
    if (argument.e instanceof Constant(double n) && n >= 1 && n <= most && n == Math.rint(n)) {
      return (int) n;
    }
    throw source.mistake(argument.at, what + " is a whole number from 1 to %,d.".formatted(most));
  }

  private Clock clock(Token word, List<Argument> arguments) {
    if (arguments.size() > GROUPS) {
      throw source.mistake(word, "a clock has at most %,d periods.".formatted(GROUPS));
    }
    List<Integer> own = arguments.stream().map(a -> count(a, "a period", LONGEST_CYCLE)).toList();
    periods.addAll(own);
    if (cycle(periods) > LONGEST_CYCLE) {
      throw source.mistake(
          word,
          "these periods come together only after more than %,d steps. Choose periods with common"
                  .formatted(LONGEST_CYCLE)
              + " factors, such as powers of two.");
    }
    return new Clock(own);
  }

  /**
   * After how many steps a clock is where it began: the least common multiple, if that is small.
   */
  static long cycle(List<Integer> periods) {
    long cycle = 1;
    for (int period : periods) {
      long a = cycle;
      long b = period;
      while (b != 0) {
        long rest = a % b;
        a = b;
        b = rest;
      }
      cycle = cycle / a * period;
      if (cycle > LONGEST_CYCLE) {
        return cycle;
      }
    }
    return cycle;
  }
}
