package dev.sluice.peers.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.peers.work.Task;
import java.util.List;

/**
 * One system at one task, as it is shown.
 *
 * @param entry which system, and what it did, which need not be the task
 * @param time seconds of one run
 * @param p50 seconds of a run that half of them take at most
 * @param p99 seconds of a run that 99 of 100 take at most
 * @param gflops billions of operations in a second
 * @param share of the machine's limit
 * @param ratio how many times as fast we are as this system; in our own row as the better libtorch
 * @param bytes allocated on the heap in one run
 * @param resident the most memory that the process held, 0 where unknown
 */
public record Row(
    Task task,
    Entry entry,
    double time,
    double p50,
    double p99,
    double gflops,
    double share,
    double ratio,
    double bytes,
    long resident) {
  /** How the system is called. */
  @JsonProperty
  public String system() {
    return entry.label(task);
  }

  /** What is wanted of it. */
  @JsonProperty
  public List<Goal> goals() {
    return Goals.of(this);
  }

  boolean isOurs() {
    return is(Contestant.SLUICE);
  }

  /** Our LSTM beside a cell of the user's own. */
  boolean isOurLstmBeside() {
    return entry.contestant() == Contestant.SLUICE && !entry.task().equals(task);
  }

  /** This system at the task itself. */
  boolean is(Contestant contestant) {
    return entry.equals(new Entry(contestant, task));
  }
}
