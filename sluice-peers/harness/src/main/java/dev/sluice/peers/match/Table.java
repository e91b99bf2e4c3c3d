package dev.sluice.peers.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A report as text. */
final class Table {
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

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s; %d threads, %d rounds; limit %.0f Gflop/s%n%n"
            .formatted(report.machine(), report.threads(), report.rounds(), report.limit()));
    text.insert(0, String.join("; ", report.versions()) + System.lineSeparator());
    List<List<String>> cells = new ArrayList<>(List.of(HEADER));
    String task = "";
    for (Row row : report.rows()) {
      cells.add(cells(row, row.task().equals(task)));
      task = row.task();
    }
    text.append(print(cells));
    text.append(
        """

        ratio: how many times as fast as that system sluice was; in its own row, as the faster
        libtorch. Medians of the ratios within rounds.
        """);
    report.means().forEach(mean -> text.append(mean).append(System.lineSeparator()));
    report.notes().forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }

  private static List<String> cells(Row row, boolean sameTask) {
    return List.of(
        sameTask ? "" : row.task(),
        row.system(),
        time(row.time()),
        time(row.p50()),
        time(row.p99()),
        number(row.gflops()),
        Double.isNaN(row.share()) ? "-" : "%.0f %%".formatted(100 * row.share()),
        Double.isNaN(row.ratio()) ? "-" : "%.2f".formatted(row.ratio()),
        number(row.bytes()),
        row.resident() == 0 ? "-" : "%,d MB".formatted(row.resident() / 1_000_000),
        row.goals().isEmpty()
            ? "-"
            : row.goals().stream().map(Goal::toString).collect(Collectors.joining(", ")));
  }

  static String time(double seconds) {
    return seconds < 1e-3
        ? "%.2f µs".formatted(seconds * 1e6)
        : seconds < 1 ? "%.3f ms".formatted(seconds * 1e3) : "%.3f s".formatted(seconds);
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "-"
        : value < 1000 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
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
