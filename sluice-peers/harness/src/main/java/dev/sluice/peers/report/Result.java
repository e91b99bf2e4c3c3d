package dev.sluice.peers.report;

import dev.sluice.peers.talk.Reply;
import dev.sluice.peers.work.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a match showed.
 *
 * @param notes why somebody was not measured, a sentence each
 */
public record Result(Task task, List<Measured> measured, List<String> notes) {
  /** Ourselves at the match's task. */
  public Optional<Measured> ours() {
    Entry ours = new Entry(Contestant.SLUICE, task);
    return measured.stream().filter(m -> m.entry().equals(ours)).findFirst();
  }

  /** The faster libtorch. */
  private Optional<Measured> bestLibtorch() {
    return measured.stream()
        .filter(m -> m.entry().contestant().isLibtorch())
        .min(Comparator.comparingDouble(Measured::time));
  }

  /** What the machine can do, measured in turn with the systems. */
  private Optional<Measured> limit() {
    return measured.stream().filter(m -> isLimit(m.entry())).findFirst();
  }

  private static boolean isLimit(Entry entry) {
    return entry.task() instanceof Task.Limit;
  }

  /**
   * A row for each system.
   *
   * @param limit billions of operations in a second that the machine can do, where this match did
   *     not measure it
   */
  List<Row> rows(double limit) {
    return measured.stream().filter(m -> !isLimit(m.entry())).map(m -> row(m, limit)).toList();
  }

  private Row row(Measured m, double limit) {
    Entry entry = m.entry();
    boolean own = entry.equals(new Entry(Contestant.SLUICE, task));
    Optional<Measured> other = own ? bestLibtorch() : Optional.of(m);
    return new Row(
        task,
        entry,
        m.time(),
        m.median(Reply.Slice::p50),
        m.median(Reply.Slice::p99),
        m.gflops(),
        limit().map(m::versus).orElse(m.gflops() / limit),
        ours().flatMap(ours -> other.map(ours::versus)).orElse(Double.NaN),
        m.bytes(),
        m.resident());
  }
}
