package dev.sluice.peers.talk;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a system's JVM says to a {@link Command}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = Reply.Slice.class, name = "slice"),
  @JsonSubTypes.Type(value = Reply.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = Reply.Failed.class, name = "failed")
})
public sealed interface Reply {
  /**
   * The numbers are loaded and the answers written.
   *
   * @param gflop billions of operations of one run
   */
  record Ready(String version, double gflop) implements Reply {}

  /**
   * A stretch of work.
   *
   * @param seconds of all runs together
   * @param compiling seconds that the JVM's compilers spent meanwhile
   * @param p50 seconds of a run that half of them take at most
   * @param p99 seconds of a run that 99 of 100 take at most
   * @param bytes allocated on the heap by all threads meanwhile
   */
  record Slice(long runs, double seconds, double compiling, double p50, double p99, long bytes)
      implements Reply {
    /** Seconds of one run. */
    public double time() {
      return seconds / runs;
    }
  }

  /**
   * Nothing more will be said.
   *
   * @param residentBytes the most memory that the process ever held, 0 where the system does not
   *     tell
   */
  record Ended(long residentBytes) implements Reply {}

  /** It cannot be done; a sentence says why, and the trace where. */
  record Failed(String reason, String trace) implements Reply {}
}
