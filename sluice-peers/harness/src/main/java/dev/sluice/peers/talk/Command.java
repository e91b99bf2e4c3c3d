package dev.sluice.peers.talk;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a system's JVM is told to do next. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.Prepare.class, name = "prepare"),
  @JsonSubTypes.Type(value = Command.Measure.class, name = "measure"),
  @JsonSubTypes.Type(value = Command.End.class, name = "end")
})
public sealed interface Command {
  /**
   * Load a task's numbers and compute once.
   *
   * @param answers the file that takes what came out
   */
  record Prepare(String task, int threads, String answers) implements Command {}

  /** Do it again and again for so long, at least once. */
  record Measure(double seconds) implements Command {}

  /** That was all. */
  record End() implements Command {}
}
