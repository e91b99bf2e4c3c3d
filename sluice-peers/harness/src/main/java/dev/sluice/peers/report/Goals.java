package dev.sluice.peers.report;

import static dev.sluice.peers.report.Goal.Kind.AT_LEAST;
import static dev.sluice.peers.report.Goal.Kind.AT_MOST;
import static dev.sluice.peers.report.Goal.Kind.BYTES_AT_MOST;
import static dev.sluice.peers.report.Goal.Kind.SHARE_AT_LEAST;

import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Task.Pass;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is wanted, all of it. */
final class Goals {
  /** A cell of the user's own takes at most so many times as long as our LSTM. */
  private static final double OWN_CELL = 1.3;

  /** The share of the machine's limit beyond which no program gets. */
  private static final double ATTAINABLE = 0.85;

  private static final List<Wanted> ALL =
      List.of(
          ratio("LSTM training", 1.6, lstm(Pass.TRAINING)).ofTheMean(),
          ratio("LSTM training", 1.2, lstm(Pass.TRAINING).and(hidden(1024).negate())),
          ratio("LSTM training at 1024", 1.05, lstm(Pass.TRAINING).and(hidden(1024))),
          ratio("LSTM forward, batch ≥ 16", 1.2, lstm(Pass.FORWARD).and(rows())).ofTheMean(),
          ratio("LSTM forward, batch ≥ 16", 1, lstm(Pass.FORWARD).and(rows())),
          new Wanted(
              "LSTM forward at 256 and 512, share of the limit",
              false,
              SHARE_AT_LEAST,
              0.8,
              Row::isOurs,
              lstm(Pass.FORWARD).and(rows()).and(hidden(256).or(hidden(512)))),
          ratio("GRU, RNN training", 3, gruOrRnn(Pass.TRAINING)).ofTheMean(),
          ratio("GRU, RNN training", 2, gruOrRnn(Pass.TRAINING)),
          ratio("batch 1, forward at 128", 2, oneRowForward().and(hidden(128))),
          ratio("batch 1, forward at 512", 1.2, oneRowForward().and(hidden(512))),
          ratio("ragged batch, LSTM training", 3, lstm(Pass.RAGGED)),
          ratio(
              "own cells, training at 64 or batch 1", 8, own().and(rows().negate().or(hidden(64)))),
          ratio("own cells, training at 256", 4, own().and(rows()).and(hidden(256))),
          ratio("own cells, training at 512", 3, own().and(rows()).and(hidden(512))),
          new Wanted(
              "own cells, beside our LSTM",
              false,
              AT_LEAST,
              1 / OWN_CELL,
              Row::isOurLstmBeside,
              own()),
          ratio("character model, training", 1.5, task -> task instanceof Task.Text),
          new Wanted(
              "Deeplearning4j",
              false,
              AT_LEAST,
              20,
              row -> row.is(Contestant.DEEPLEARNING4J),
              lstm(Pass.FORWARD).or(lstm(Pass.TRAINING))),
          new Wanted(
              "without the Vector API, how many times slower",
              false,
              AT_MOST,
              8,
              row -> row.is(Contestant.PLAIN),
              layers(layer -> layer.cell().equals("lstm"))),
          new Wanted(
              "bytes allocated by a training step",
              false,
              BYTES_AT_MOST,
              1,
              Row::isOurs,
              layers(layer -> layer.pass() != Pass.FORWARD).or(task -> task instanceof Task.Text)));

  private Goals() {}

  /**
   * One line of the list.
   *
   * @param mean whether it is wanted of the geometric mean over the tasks, or else of each
   * @param who whose figure it is
   */
  private record Wanted(
      String name,
      boolean mean,
      Goal.Kind kind,
      double limit,
      Predicate<Row> who,
      Predicate<Task> tasks) {
    Wanted ofTheMean() {
      return new Wanted(name, true, kind, limit, who, tasks);
    }

    Optional<Goal> goal(Row row) {
      return who.test(row) && tasks.test(row.task())
          ? Optional.of(goal(kind.of(row))).filter(Goal::known)
          : Optional.empty();
    }

    Goal goal(double figure) {
      return new Goal(kind, limit, figure);
    }
  }

  /** How many times as fast as the better libtorch we shall be at each of these tasks. */
  private static Wanted ratio(String name, double limit, Predicate<Task> tasks) {
    return new Wanted(name, false, AT_LEAST, limit, Row::isOurs, tasks);
  }

  private static Predicate<Task> layers(Predicate<Task.Layer> predicate) {
    return task -> task instanceof Task.Layer layer && predicate.test(layer);
  }

  private static Predicate<Task> lstm(Pass pass) {
    return layers(layer -> layer.cell().equals("lstm") && layer.pass() == pass);
  }

  private static Predicate<Task> gruOrRnn(Pass pass) {
    return layers(layer -> List.of("gru", "elman").contains(layer.cell()) && layer.pass() == pass);
  }

  private static Predicate<Task> own() {
    return layers(layer -> layer.cell().startsWith("lstm-"));
  }

  private static Predicate<Task> oneRowForward() {
    return layers(layer -> layer.size().batch() == 1 && layer.pass() == Pass.FORWARD);
  }

  private static Predicate<Task> rows() {
    return layers(layer -> layer.size().batch() >= 16);
  }

  private static Predicate<Task> hidden(int size) {
    return layers(layer -> layer.size().hidden() == size);
  }

  /** What is wanted of each, for one row. */
  static List<Goal> of(Row row) {
    return ALL.stream()
        .filter(wanted -> !wanted.mean)
        .flatMap(wanted -> wanted.goal(row).stream())
        .toList();
  }

  /** The whole list with what these rows say to it. */
  static List<Standing> standings(List<Row> rows) {
    return ALL.stream().map(wanted -> standing(wanted, rows)).toList();
  }

  /**
   * What a row says to a goal.
   *
   * @param takes the share of the machine's limit that the goal is; NaN where it is of another kind
   */
  private record Figure(Task task, Goal goal, double takes) {
    boolean isBeyond() {
      return !goal.reached() && takes > ATTAINABLE;
    }
  }

  private static Figure figure(Row row, Goal goal) {
    double ours = row.isOurs() ? row.share() : row.share() * row.ratio();
    boolean speed = goal.kind() == AT_LEAST;
    return new Figure(row.task(), goal, speed ? ours * goal.limit() / row.ratio() : Double.NaN);
  }

  private static Standing standing(Wanted wanted, List<Row> rows) {
    List<Figure> figures =
        rows.stream()
            .flatMap(row -> wanted.goal(row).map(goal -> figure(row, goal)).stream())
            .toList();
    List<Figure> attainable = figures.stream().filter(figure -> !figure.isBeyond()).toList();
    int of = (int) Task.all().stream().filter(wanted.tasks).count();
    Optional<Figure> worst =
        (attainable.isEmpty() ? figures : attainable)
            .stream().min(Comparator.comparingDouble(figure -> figure.goal.margin()));
    Goal goal =
        wanted.mean
            ? wanted.goal(
                Statistics.geometricMean(
                    figures.stream().mapToDouble(figure -> figure.goal.figure()).toArray()))
            : worst.map(Figure::goal).orElse(wanted.goal(Double.NaN));
    return new Standing(
        wanted.name,
        wanted.mean,
        figures.size(),
        of,
        figures.size() - attainable.size(),
        worst.map(figure -> figure.task.toString()).orElse(""),
        goal);
  }
}
