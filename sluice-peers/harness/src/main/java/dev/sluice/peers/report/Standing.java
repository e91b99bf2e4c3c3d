package dev.sluice.peers.report;

/**
 * How one of our goals stands.
 *
 * @param mean whether the figure is the geometric mean over the tasks, or else the worst of them
 * @param tasks how many of {@code of} were measured
 * @param beyond at how many of these the goal is missed, and more than 85 % of the machine's limit
 * @param worst the task with the worst figure, of those that are not beyond the machine if there
 *     are any; empty where none was measured
 */
public record Standing(
    String name, boolean mean, int tasks, int of, int beyond, String worst, Goal goal) {
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
    String title = name + (mean ? ", geometric mean of " : ", each of ") + count + of;
    return mean || beyond == 0
        ? title
        : title + ", but for %d where it is above 85 %% of the limit".formatted(beyond);
  }
}
