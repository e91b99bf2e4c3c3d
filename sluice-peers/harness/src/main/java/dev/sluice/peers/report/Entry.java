package dev.sluice.peers.report;

import dev.sluice.peers.work.Size;
import dev.sluice.peers.work.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A system with what it does in a match: the match's task, or another beside which that one shall
 * be seen.
 */
public record Entry(Contestant contestant, Task task) {
  /** All that take part in a match. */
  public static List<Entry> of(Task task, List<Contestant> contestants) {
    List<Entry> entries = new ArrayList<>();
    for (Contestant contestant : contestants) {
      entries.add(new Entry(contestant, task));
      if (contestant == Contestant.SLUICE) {
        beside(task).ifPresent(other -> entries.add(new Entry(contestant, other)));
      }
    }
    return entries;
  }

  /**
   * What else we do: for an LSTM, as many operations as the machine can, whose clock is not always
   * the same; for a cell of the user's own, an LSTM of the same size.
   */
  private static Optional<Task> beside(Task task) {
    if (!(task instanceof Task.Layer(String cell, Task.Pass pass, Size size))) {
      return Optional.empty();
    }
    return cell.equals("lstm")
        ? Optional.of(new Task.Limit())
        : cell.startsWith("lstm-")
            ? Optional.of(new Task.Layer("lstm", pass, size))
            : Optional.empty();
  }

  /** How it is called in a match of {@code matched}. */
  public String label(Task matched) {
    return task instanceof Task.Layer layer && !task.equals(matched)
        ? contestant.label() + ", its " + layer.cell()
        : contestant.label();
  }
}
