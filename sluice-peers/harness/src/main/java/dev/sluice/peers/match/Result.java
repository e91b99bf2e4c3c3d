package dev.sluice.peers.match;

import dev.sluice.peers.work.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a match showed.
 *
 * @param notes why somebody was not measured, a sentence each
 */
record Result(Task task, List<Measured> measured, List<String> notes) {
  /** Ourselves at the match's task. */
  Optional<Measured> ours() {
    return of(new Entry(Contestant.SLUICE, task));
  }

  Optional<Measured> of(Entry entry) {
    return measured.stream().filter(m -> m.entry().equals(entry)).findFirst();
  }

  /** The faster libtorch. */
  Optional<Measured> bestLibtorch() {
    return measured.stream()
        .filter(m -> m.entry().contestant().isLibtorch())
        .min(Comparator.comparingDouble(Measured::time));
  }
}
