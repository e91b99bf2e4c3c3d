package dev.sluice.cli.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good a model is in one respect.
 *
 * @param name as a reader knows it: {@code macro recall}, {@code RMSE}
 * @param value of the model
 * @param trivial what guesses reach that learn nothing or little, by name
 */
public record Figure(String name, Measure measure, double value, Map<String, Double> trivial) {
  public Figure {
    trivial = new TreeMap<>(trivial);
  }

  /** One that nothing trivial stands beside. */
  public Figure(String name, Measure measure, double value) {
    this(name, measure, value, Map.of());
  }

  /** Which guesses are as good as the model. */
  List<String> unbeaten() {
    return trivial.keySet().stream()
        .filter(name -> !Double.isNaN(trivial.get(name)))
        .filter(name -> !measure.isBetter(value, trivial.get(name)))
        .toList();
  }

  /** The name for scripts: {@code macroRecall}, {@code rmse}. */
  public String key() {
    return key(name);
  }

  static String key(String name) {
    StringBuilder key = new StringBuilder();
    for (String word : name.strip().split(" +")) {
      boolean first = key.isEmpty();
      String rest = word.substring(1);
      key.append(
          first
              ? (word.equals(word.toUpperCase(Locale.ROOT))
                  ? word.toLowerCase(Locale.ROOT)
                  : word.substring(0, 1).toLowerCase(Locale.ROOT) + rest)
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + rest);
    }
    return key.toString();
  }
}
