package dev.sluice.peers.work;

import java.util.Map;

/** A task in one system, ready to be done. */
public interface Work extends AutoCloseable {
  /** Does it once, first of all, and says what came out. */
  Map<String, float[]> answer();

  /** Does it once more. */
  void run();

  /** Billions of operations of one run, where the system knows better than the task. */
  default double gflop(Task task) {
    return task.gflop();
  }

  @Override
  default void close() {}
}
