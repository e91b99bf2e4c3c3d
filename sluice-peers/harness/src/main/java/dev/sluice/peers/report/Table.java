package dev.sluice.peers.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A report as text. */
public final class Table {
  private static final List<String> HEADER =
      List.of(
          "task",
          "system",
          "time",
          "p50",
          "p99",
          "Gflop/s",
          "of limit",
          "ratio",
          "B/run",
          "memory",
          "goals");

  private Table() {}

  /** Versions, machine, a row for each system, then what the rows cannot say. */
  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append("%s; limit %.0f Gflop/s%n%n".formatted(report.conditions(), report.limit()));
    text.insert(0, String.join("; ", report.versions()) + System.lineSeparator());
    List<List<String>> cells = new ArrayList<>(List.of(HEADER));
    for (Result result : report.results()) {
      String task = result.task().toString();
      for (Row row : result.rows(report.limit())) {
        cells.add(cells(task, row));
        task = "";
      }
    }
    text.append(print(cells));
    text.append(
        """

        ratio: how many times as fast as that system sluice was; in its own row, as the faster
        libtorch. Medians of the ratios within rounds.
        """);
    report.goals().stream()
        .filter(standing -> standing.mean() && standing.goal().known())
        .forEach(standing -> text.append(standing).append(System.lineSeparator()));
    report.allNotes().forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }

  private static List<String> cells(String task, Row row) {
    List<Goal> goals = row.goals();
    return List.of(
        task,
        row.system(),
        Figures.time(row.time()),
        Figures.time(row.p50()),
        Figures.time(row.p99()),
        Figures.number(row.gflops()),
        Figures.percent(row.share()),
        Figures.ratio(row.ratio()),
        Figures.number(row.bytes()),
        Figures.memory(row.resident()),
        goals.isEmpty()
            ? Figures.NONE
            : goals.stream().map(Goal::toString).collect(Collectors.joining(", ")));
  }

  /** Columns as wide as their widest cell; words to the left, numbers to the right. */
  private static String print(List<List<String>> rows) {
    int[] widths = new int[HEADER.size()];
    rows.forEach(r -> Arrays.setAll(widths, i -> Math.max(widths[i], r.get(i).length())));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean words = i < 2 || i == widths.length - 1;
        line.append(("%" + (words ? "-" : "") + widths[i] + "s  ").formatted(row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
