package dev.sluice.inspect;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that can be said of each symbol of a text in a number: what a unit may have learned to
 * track.
 */
@FunctionalInterface
public interface Property {

  /**
   * Its value at each symbol, once that symbol has been read.
   *
   * @param symbols of the text, each as text
   */
  double[] of(List<String> symbols);

  /** Whether it is inside quotation marks, 1 or 0; an empty line ends them. */
  static Property quotes() {
    return symbols -> {
      double[] values = new double[symbols.size()];
      boolean inside = false;
      for (int i = 0; i < values.length; i++) {
        String symbol = symbols.get(i);
        boolean emptyLine = symbol.equals("\n") && i > 0 && symbols.get(i - 1).equals("\n");
        inside =
            switch (symbol) {
              case "\"" -> !inside;
              case "“", "«" -> true;
              case "”", "»" -> false;
              default -> inside && !emptyLine;
            };
        values[i] = inside ? 1 : 0;
      }
      return values;
    };
  }

  /** How many symbols of its line have been read. */
  static Property line() {
    return symbols -> since(symbols, "\n"::equals);
  }

  /** How many symbols of its word have been read; 0 between words. */
  static Property word() {
    return symbols -> since(symbols, s -> !Character.isLetterOrDigit(s.codePointAt(0)));
  }

  private static double[] since(List<String> symbols, Predicate<String> ends) {
    double[] values = new double[symbols.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ends.test(symbols.get(i)) ? 0 : 1 + (i == 0 ? 0 : values[i - 1]);
    }
    return values;
  }

  /** How many brackets, (, [ and {, are open; an empty line closes them all. */
  static Property brackets() {
    return symbols -> {
      double[] values = new double[symbols.size()];
      int depth = 0;
      for (int i = 0; i < values.length; i++) {
        depth =
            switch (symbols.get(i)) {
              case "(", "[", "{" -> depth + 1;
              case ")", "]", "}" -> Math.max(0, depth - 1);
              case "\n" -> i > 0 && symbols.get(i - 1).equals("\n") ? 0 : depth;
              default -> depth;
            };
        values[i] = depth;
      }
      return values;
    };
  }

  /** Whether it is in a match of a pattern, 1 or 0. */
  static Property matching(Pattern pattern) {
    return symbols -> {
      double[] values = new double[symbols.size()];
      int[] at = new int[String.join("", symbols).length() + 1];
      int length = 0;
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < symbols.get(i).length(); j++) {
          at[length++] = i;
        }
      }
      Matcher matcher = pattern.matcher(String.join("", symbols));
      while (matcher.find()) {
        for (int j = matcher.start(); j < matcher.end(); j++) {
          values[at[j]] = 1;
        }
      }
      return values;
    };
  }

  /**
   * A property by its name: quotes, line, word, brackets.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Property named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "quotes" -> quotes();
      case "line" -> line();
      case "word" -> word();
      case "brackets" -> brackets();
      default ->
          throw new IllegalArgumentException(
              "There is no property '%s'. There are: quotes, line, word, brackets."
                  .formatted(name));
    };
  }
}
