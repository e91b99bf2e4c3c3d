package dev.sluice.cli.reproduce;

import dev.sluice.cli.reproduce.Ledger.Entry;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of all rows, as Markdown. */
final class ResultsPage {
  private ResultsPage() {}

  /**
   * The page.
   *
   * @param finished the runs of each row, those of rows without any left out
   */
  static String of(Map<Row, List<Entry>> finished, boolean quick, int threads) {
    StringBuilder page = new StringBuilder();
    page.append("# Results\n\n");
    page.append(
        """
        Made by `./sluice reproduce DATAFOLDER%s`, where DATAFOLDER holds the data sets under the \
        names of the first column. Settings and stopping were chosen on validation data; the test \
        set was read once, at the end of each training. Each figure is the mean of all seeds and \
        their standard deviation, beside what learns little reaches on the same data, and what \
        others report. Seconds are those of one seed on one thread, or on all where the row says so; \
        %d processors, JDK %d.
        """
            .formatted(quick ? " --quick" : "", threads, Runtime.version().feature()));
    if (quick) {
      page.append("\nThis is the short form: trainings end early, and reach less.\n");
    }
    page.append(
        "\n"
            + "| data | model | figure | test | beside it | published | to reach | reached |"
            + " validation | seeds | parameters | seconds |\n");
    page.append("|---|---|---|---:|---|---|---:|---|---:|---:|---:|---:|\n");
    finished.forEach((row, runs) -> page.append(line(row, runs)));
    for (Row row : finished.keySet()) {
      if (!row.note().isEmpty()) {
        page.append("\n**").append(row.name()).append("**: ").append(row.note()).append('\n');
      }
    }
    page.append("\n## Commands\n\nEach with `--seed 1`, `--seed 2` and so on.\n");
    for (Row row : finished.keySet()) {
      page.append("\n**")
          .append(row.name())
          .append("**\n\n```console\n$ ./sluice ")
          .append(Commands.line(row.words(quick)))
          .append("\n```\n");
    }
    finished.forEach((row, runs) -> page.append(details(row, runs)));
    return page.toString();
  }

  private static String line(Row row, List<Entry> runs) {
    Goal goal = row.goal();
    double[] values = values(runs, goal.figure());
    double mean = Spread.mean(values);
    Map<String, Double> trivial = new LinkedHashMap<>();
    for (String name : runs.getFirst().outcome().trivial().keySet()) {
      double[] all =
          runs.stream()
              .mapToDouble(
                  run -> run.outcome().trivial().get(name).getOrDefault(goal.figure(), Double.NaN))
              .toArray();
      if (!Double.isNaN(Spread.mean(all))) {
        trivial.put(words(name), Spread.mean(all));
      }
    }
    String others =
        trivial.entrySet().stream()
            .map(one -> one.getKey() + " " + goal.measure().text(one.getValue()))
            .collect(Collectors.joining(", "));
    boolean percent = goal.measure() == Measure.SHARE || goal.measure() == Measure.PERCENT;
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s%s | %s%s | %s | %s | %s | %s | %.4f | %d | %,d | %,.0f%s |%n",
        row.data(),
        row.model(),
        words(goal.figure()),
        percent ? ", %" : "",
        goal.measure().text(mean),
        values.length > 1 ? " ± " + goal.measure().text(Spread.deviation(values)) : "",
        others,
        row.published(),
        goal.text(),
        goal.wanted() ? (goal.isReached(mean, trivial.values()) ? "yes" : "**no**") : "",
        Spread.mean(runs.stream().mapToDouble(run -> run.outcome().validation()).toArray()),
        values.length,
        runs.getFirst().outcome().parameters(),
        Spread.mean(runs.stream().mapToDouble(Entry::seconds).toArray()),
        row.alone() ? ", all threads" : "");
  }

  /** Tables of their own, those of the first seed. */
  private static String details(Row row, List<Entry> runs) {
    List<List<String>> lines = runs.getFirst().outcome().details();
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder table = new StringBuilder("\n## " + row.data() + ", one by one\n\n");
    List<List<String>> all = new ArrayList<>(lines);
    all.add(1, lines.getFirst().stream().map(_ -> "---").toList());
    for (List<String> line : all) {
      table.append("| ").append(String.join(" | ", line)).append(" |\n");
    }
    return table.toString();
  }

  private static double[] values(List<Entry> runs, String figure) {
    return runs.stream()
        .mapToDouble(run -> run.outcome().figures().getOrDefault(figure, Double.NaN))
        .toArray();
  }

  /** {@code natsPerStep} as a reader knows it. */
  private static String words(String key) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean begins =
          Character.isUpperCase(c) && i > 0 && !Character.isUpperCase(key.charAt(i - 1));
      boolean name = i + 1 < key.length() && Character.isUpperCase(key.charAt(i + 1));
      words.append(begins ? " " : "").append(begins && !name ? Character.toLowerCase(c) : c);
    }
    return switch (key) {
      case "rmse" -> "RMSE";
      case "sMAPE" -> key;
      case "naiveBayes" -> "naive Bayes";
      case "f1" -> "F1";
      default -> words.toString();
    };
  }
}
