package dev.sluice.cli.reproduce;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is finished: a line of JSON for each run, so that another call goes on from there. */
final class Ledger {

  /** One run that is finished. */
  record Entry(String row, long seed, String command, double seconds, Outcome outcome) {}

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();

  private Ledger(Path file) {
    this.file = file;
  }

  /** Reads what there is; a last line that was cut short is dropped. */
  static Ledger open(Path file) throws IOException {
    Ledger ledger = new Ledger(file);
    if (Files.exists(file)) {
      String text = Files.readString(file);
      int end = text.lastIndexOf('\n') + 1;
      for (String line : text.substring(0, end).lines().toList()) {
        try {
          ledger.entries.add(entry(Json.read(line)));
        } catch (RuntimeException e) {
          throw Failure.failed(
              e, "%s is damaged; delete it, or name another folder with --out.", file);
        }
      }
      if (end < text.length()) {
        Files.writeString(file, text.substring(0, end));
      }
    }
    return ledger;
  }

  /** The run of a row with a seed, if the same command was run. */
  synchronized @Nullable Entry find(String row, long seed, String command) {
    return entries.stream()
        .filter(one -> one.row().equals(row) && one.seed() == seed && one.command().equals(command))
        .findFirst()
        .orElse(null);
  }

  /** Keeps a run. */
  synchronized void add(Entry entry) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("row", entry.row());
    object.put("seed", entry.seed());
    object.put("command", entry.command());
    object.put("seconds", entry.seconds());
    object.put("figures", entry.outcome().figures());
    object.put("trivial", entry.outcome().trivial());
    object.put("validation", entry.outcome().validation());
    object.put("parameters", entry.outcome().parameters());
    object.put("details", entry.outcome().details());
    Files.writeString(
        file,
        Json.of(object) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    entries.add(entry);
  }

  private static Entry entry(Map<String, @Nullable Object> object) {
    Map<String, Map<String, Double>> trivial = new LinkedHashMap<>();
    Experiments.map(object.get("trivial"))
        .forEach((name, values) -> trivial.put(name, numbers(values)));
    List<List<String>> details = new ArrayList<>();
    if (object.get("details") instanceof List<?> lines) {
      for (Object line : lines) {
        details.add(((List<?>) line).stream().map(String::valueOf).toList());
      }
    }
    return new Entry(
        String.valueOf(object.get("row")),
        (long) Experiments.number(object.get("seed")),
        String.valueOf(object.get("command")),
        Experiments.number(object.get("seconds")),
        new Outcome(
            numbers(object.get("figures")),
            trivial,
            Experiments.number(object.get("validation")),
            (long) Experiments.number(object.get("parameters")),
            details));
  }

  private static Map<String, Double> numbers(@Nullable Object object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    Experiments.map(object).forEach((key, value) -> numbers.put(key, Experiments.number(value)));
    return numbers;
  }
}
