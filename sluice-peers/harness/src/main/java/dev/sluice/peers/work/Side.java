package dev.sluice.peers.work;

/** A system, within the JVM that is its own. */
public interface Side {
  /** Its name and version, for the table's reader. */
  String version();

  /**
   * Loads a task's numbers.
   *
   * @param threads on how many threads it may compute
   * @throws UnsupportedOperationException if the system has nothing for it; the message says what
   */
  Work prepare(Task task, int threads);
}
