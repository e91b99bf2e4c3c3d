package dev.sluice.peers.report;

import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Task.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report as Markdown: the goals, then a table for each kind of task. */
public final class Markdown {
  /** One column, which shows something of one of a task's rows. */
  private record Column(String title, Predicate<Row> who, Function<Row, String> shown) {
    static Column of(Contestant contestant, Function<Row, String> shown) {
      return new Column(contestant.label(), row -> row.is(contestant), shown);
    }

    static Column ours(String title, Function<Row, String> shown) {
      return new Column(title, Row::isOurs, shown);
    }

    String cell(List<Row> rows) {
      return rows.stream().filter(who).findFirst().map(shown).orElse("");
    }
  }

  /** One table. */
  private record Section(String title, List<Column> columns, Predicate<Task> tasks) {}

  private static final List<Contestant> PEERS =
      List.of(Contestant.DJL, Contestant.BYTEDECO, Contestant.DEEPLEARNING4J);

  private static final List<Contestant> WIDTHS =
      List.of(Contestant.SLUICE, Contestant.BITS_256, Contestant.BITS_128, Contestant.PLAIN);

  private static final List<Section> SECTIONS =
      List.of(
          new Section("LSTM forward, Gflop/s", speed(), layers("lstm", Pass.FORWARD)),
          new Section("LSTM training, Gflop/s", speed(), layers("lstm", Pass.TRAINING)),
          new Section(
              "GRU, Gflop/s",
              speed(),
              layers("gru", Pass.FORWARD).or(layers("gru", Pass.TRAINING))),
          new Section(
              "RNN, Gflop/s",
              speed(),
              layers("elman", Pass.FORWARD).or(layers("elman", Pass.TRAINING))),
          new Section("Ragged batch, Gflop/s", speed(), layers("lstm", Pass.RAGGED)),
          new Section(
              "Live stream, time of a step: half and 99 of 100 take at most so long",
              compared(row -> Figures.time(row.p50()) + ", " + Figures.time(row.p99())),
              task -> task instanceof Task.Live),
          new Section("Cells of the user's own, Gflop/s", ownSpeed(), Markdown::isOwnCell),
          new Section(
              "Character model of two layers, characters per second",
              compared(row -> "%,.0f".formatted(Task.Text.CHARACTERS / row.time())),
              task -> task instanceof Task.Text),
          new Section(
              "Narrower vectors and plain loops, Gflop/s",
              columns(WIDTHS, row -> Figures.number(row.gflops())),
              layers("lstm", Pass.FORWARD).or(layers("lstm", Pass.TRAINING))),
          new Section(
              "Most memory that the process held",
              columns(
                  Stream.concat(Stream.of(Contestant.SLUICE), PEERS.stream()).toList(),
                  row -> Figures.memory(row.resident())),
              layers("lstm", Pass.TRAINING).or(task -> task instanceof Task.Text)));

  private Markdown() {}

  private static Predicate<Task> layers(String cell, Pass pass) {
    return task ->
        task instanceof Task.Layer layer && layer.cell().equals(cell) && layer.pass() == pass;
  }

  private static boolean isOwnCell(Task task) {
    return task instanceof Task.Layer layer && layer.cell().startsWith("lstm-");
  }

  private static List<Column> columns(List<Contestant> contestants, Function<Row, String> shown) {
    return contestants.stream().map(contestant -> Column.of(contestant, shown)).toList();
  }

  /** Us and the peers by one figure, and what else is said of us. */
  private static List<Column> compared(Function<Row, String> shown) {
    List<Column> columns = new ArrayList<>(columns(List.of(Contestant.SLUICE), shown));
    columns.add(Column.ours("× libtorch", row -> Figures.ratio(row.ratio())));
    columns.add(Column.ours("of limit", row -> Figures.percent(row.share())));
    columns.add(Column.ours("B/run", row -> Figures.number(row.bytes())));
    columns.add(Column.ours("memory", row -> Figures.memory(row.resident())));
    columns.addAll(columns(PEERS, shown));
    return columns;
  }

  private static List<Column> speed() {
    return compared(row -> Figures.number(row.gflops()));
  }

  private static List<Column> ownSpeed() {
    List<Column> columns = new ArrayList<>(speed());
    columns.add(
        1, new Column("our LSTM", Row::isOurLstmBeside, row -> Figures.number(row.gflops())));
    return columns;
  }

  /** Headings are of the second level, for a page that has one of the first. */
  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append("%s; limit %.0f Gflop/s.%n".formatted(report.conditions(), report.limit()));
    text.append("%s.%n".formatted(String.join("; ", report.versions())));
    text.append("%n## Goals%n%n".formatted()).append(goals(report));
    for (Section section : SECTIONS) {
      List<Result> results =
          report.results().stream().filter(result -> section.tasks.test(result.task())).toList();
      text.append(table(section, results, report.limit()));
    }
    if (!report.allNotes().isEmpty()) {
      text.append("%n## Notes%n%n".formatted());
      report.allNotes().forEach(note -> text.append("- %s%n".formatted(note)));
    }
    return text.toString();
  }

  private static String goals(Report report) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("case", "goal", "figure", "reached"));
    for (Standing standing : report.goals()) {
      Goal goal = standing.goal();
      lines.add(
          List.of(
              standing.title(),
              goal.text(),
              !goal.known()
                  ? "not measured"
                  : standing.mean()
                      ? goal.shown()
                      : "%s (%s)".formatted(goal.shown(), standing.worst()),
              goal.verdict()));
    }
    return lines(lines);
  }

  private static String table(Section section, List<Result> results, double limit) {
    List<List<Row>> rows = results.stream().map(result -> result.rows(limit)).toList();
    // A system without an entry has no column.
    List<Column> columns =
        section.columns.stream()
            .filter(column -> rows.stream().anyMatch(r -> !column.cell(r).isEmpty()))
            .toList();
    if (columns.size() < 2) {
      // Nobody was measured beside us.
      return "";
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(Stream.concat(Stream.of("task"), columns.stream().map(Column::title)).toList());
    for (int i = 0; i < results.size(); i++) {
      List<Row> of = rows.get(i);
      String task = results.get(i).task().toString();
      lines.add(
          Stream.concat(Stream.of(task), columns.stream().map(column -> column.cell(of))).toList());
    }
    return "%n## %s%n%n".formatted(section.title) + lines(lines);
  }

  /** The first column to the left, numbers to the right. */
  private static String lines(List<List<String>> lines) {
    List<List<String>> all = new ArrayList<>(lines);
    List<String> alignment = new ArrayList<>(lines.getFirst());
    alignment.replaceAll(_ -> "---:");
    alignment.set(0, "---");
    all.add(1, alignment);
    return all.stream()
        .map(line -> "| " + String.join(" | ", line) + " |" + System.lineSeparator())
        .collect(Collectors.joining());
  }
}
