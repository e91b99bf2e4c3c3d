package dev.sluice.peers.report;

/**
 * How one of our goals stands.
 *
 * @param mean whether the figure is the geometric mean over the tasks, or else the worst of them
 * @param tasks how many of {@code of} were measured
 * @param worst the task with the worst figure; empty where none was measured
 */
public record Standing(String name, boolean mean, int tasks, int of, String worst, Goal goal) {
  /** For a text. */
  @Override
  public String toString() {
    return "%s: %s, wanted %s".formatted(title(), goal.shown(), goal);
  }

  /** Such as {@code LSTM training, geometric mean of 7 of 8}. */
  String title() {
    if (of == 1) {
      return name;
    }
    String count = tasks == 0 || tasks == of ? "" : tasks + " of ";
    return name + (mean ? ", geometric mean of " : ", each of ") + count + of;
  }
}
