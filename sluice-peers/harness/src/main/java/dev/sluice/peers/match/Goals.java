package dev.sluice.peers.match;

import dev.sluice.peers.work.Size;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Task.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What is wanted, all of it. */
final class Goals {
  /** Of Deeplearning4j. */
  static final double DEEPLEARNING4J = 20;

  /** Of our own plain loops: they shall not be slower by more. */
  static final double PLAIN = 8;

  /** A cell of the user's own takes at most so many times as long as our LSTM. */
  static final double OWN_CELL = 1.3;

  /** Of the machine's limit, for {@link #wantsShare}. */
  static final double SHARE = 0.8;

  /** In one run that trains. */
  static final double BYTES = 1;

  private Goals() {}

  /** How many times as fast as the better libtorch; nothing where nothing was promised. */
  static OptionalDouble ratio(Task task) {
    if (task instanceof Task.Text) {
      return OptionalDouble.of(1.5);
    }
    if (!(task instanceof Task.Layer(String cell, Pass pass, Size size))) {
      return OptionalDouble.empty();
    }
    boolean lstm = cell.equals("lstm");
    return switch (pass) {
      case RAGGED -> OptionalDouble.of(3);
      case FORWARD ->
          size.batch() == 1
              ? OptionalDouble.of(size.hidden() == 128 ? 2 : 1.2)
              : lstm ? OptionalDouble.of(1) : OptionalDouble.empty();
      case TRAINING ->
          lstm
              ? OptionalDouble.of(size.hidden() == 1024 ? 1.05 : 1.2)
              : cell.startsWith("lstm-") ? ownCell(size) : OptionalDouble.of(2);
    };
  }

  private static OptionalDouble ownCell(Size size) {
    if (size.batch() == 1 || size.hidden() == 64) {
      return OptionalDouble.of(8);
    }
    return switch (size.hidden()) {
      case 256 -> OptionalDouble.of(4);
      case 512 -> OptionalDouble.of(3);
      default -> OptionalDouble.empty();
    };
  }

  /** Whether the share of the limit matters. */
  static boolean wantsShare(Task task) {
    return task instanceof Task.Layer(String cell, Pass pass, Size size)
        && cell.equals("lstm")
        && pass == Pass.FORWARD
        && size.batch() > 1
        && (size.hidden() == 256 || size.hidden() == 512);
  }

  static boolean trains(Task task) {
    return task instanceof Task.Text
        || task instanceof Task.Layer layer && layer.pass() != Pass.FORWARD;
  }

  /** A geometric mean over several tasks. */
  private record Many(String text, double goal, Predicate<Task.Layer> tasks) {}

  private static final List<Many> MANY =
      List.of(
          new Many(
              "LSTM training",
              1.6,
              layer -> layer.cell().equals("lstm") && layer.pass() == Pass.TRAINING),
          new Many(
              "LSTM forward, batch ≥ 16",
              1.2,
              layer ->
                  layer.cell().equals("lstm")
                      && layer.pass() == Pass.FORWARD
                      && layer.size().batch() >= 16),
          new Many(
              "GRU, RNN training",
              3,
              layer ->
                  List.of("gru", "elman").contains(layer.cell()) && layer.pass() == Pass.TRAINING));

  /**
   * A geometric mean of our ratios to the better libtorch.
   *
   * @param tasks how many of {@code of} were measured
   */
  record Mean(String text, int tasks, int of, Goal goal) {
    @Override
    public String toString() {
      return "%s, geometric mean of %d of %d: %.2f, wanted %s"
          .formatted(text, tasks, of, goal.figure(), goal);
    }
  }

  /** Those for which there is a figure. */
  static List<Mean> means(List<Result> results) {
    List<Mean> means = new ArrayList<>();
    for (Many many : MANY) {
      Predicate<Task> belongs = task -> task instanceof Task.Layer layer && many.tasks.test(layer);
      double[] ratios =
          results.stream()
              .filter(result -> belongs.test(result.task()))
              .mapToDouble(Rows::versusLibtorch)
              .filter(ratio -> !Double.isNaN(ratio))
              .toArray();
      if (ratios.length > 0) {
        int of = (int) Task.all().stream().filter(belongs).count();
        Goal goal = Goal.atLeast(many.goal, Statistics.geometricMean(ratios));
        means.add(new Mean(many.text, ratios.length, of, goal));
      }
    }
    return means;
  }
}
