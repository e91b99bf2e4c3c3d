package dev.sluice.cli.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of experiments. */
final class Experiments {
  private Experiments() {}

  /** One training; its figures are those that it tells at its end. */
  static Experiment training(List<String> command) {
    return (commands, seed) -> outcome(commands.train(command, seed));
  }

  /** The mean of as many trainings as there are folds, each the test part in its turn. */
  static Row.Kind folds(int count) {
    return command ->
        (commands, seed) -> {
          List<Outcome> all = new ArrayList<>();
          for (int fold = 1; fold <= count; fold++) {
            List<String> words = Commands.with(command, List.of("--fold", fold + "/" + count));
            all.add(outcome(commands.train(words, seed)));
          }
          return mean(all);
        };
  }

  /** A training of a text, and its evaluation on the part that was kept for the end. */
  static Experiment text(List<String> command) {
    return (commands, seed) -> {
      List<Map<String, @Nullable Object>> events = commands.train(command, seed);
      Map<String, @Nullable Object> done = events.getLast();
      Map<String, @Nullable Object> test =
          commands
              .run(
                  List.of(
                      "evaluate",
                      commands.model(seed).toString(),
                      command.get(2),
                      "--part",
                      "test",
                      "--json"))
              .getLast();
      double validation = number(done.get("best"));
      return new Outcome(
          Map.of("natsPerCharacter", number(test.get("nats")), "validation", validation),
          Map.of(
              "trigram",
              Map.of(
                  "natsPerCharacter",
                  number(test.get("trigram")),
                  "validation",
                  number(done.get("trigram")))),
          validation,
          (long) number(events.getFirst().get("parameters")),
          List.of());
    };
  }

  private static Outcome outcome(List<Map<String, @Nullable Object>> events) {
    Map<String, @Nullable Object> done = events.getLast();
    Map<String, Map<String, Double>> trivial = new LinkedHashMap<>();
    map(done.get("trivial")).forEach((name, values) -> trivial.put(name, numbers(values)));
    return new Outcome(
        numbers(done.get("figures")),
        trivial,
        number(done.get("best")),
        (long) number(events.getFirst().get("parameters")),
        List.of());
  }

  private static Outcome mean(List<Outcome> all) {
    Map<String, Map<String, Double>> trivial = new LinkedHashMap<>();
    for (String name : all.getFirst().trivial().keySet()) {
      trivial.put(name, meanOf(all.stream().map(one -> one.trivial().get(name)).toList()));
    }
    return new Outcome(
        meanOf(all.stream().map(Outcome::figures).toList()),
        trivial,
        all.stream().mapToDouble(Outcome::validation).average().orElseThrow(),
        all.getFirst().parameters(),
        List.of());
  }

  private static Map<String, Double> meanOf(List<Map<String, Double>> all) {
    Map<String, Double> mean = new LinkedHashMap<>();
    for (String key : all.getFirst().keySet()) {
      mean.put(key, all.stream().mapToDouble(one -> one.get(key)).average().orElseThrow());
    }
    return mean;
  }

  private static Map<String, Double> numbers(@Nullable Object object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    map(object).forEach((key, value) -> numbers.put(key, number(value)));
    return numbers;
  }

  static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  static Map<String, @Nullable Object> map(@Nullable Object object) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (object instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
