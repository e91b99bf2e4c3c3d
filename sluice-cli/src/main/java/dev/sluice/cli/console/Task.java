package dev.sluice.cli.console;

/** What a command does. A command is a record whose components are its options. */
public interface Task {

  /** The work is done. */
  int DONE = 0;

  /** The call was right, the work failed. */
  int FAILED = 1;

  /** The call or its input was wrong. */
  int WRONG = 2;

  /** The user, or the machine on its way down, asked to stop. */
  int INTERRUPTED = 130;

  /**
   * Does it.
   *
   * @return the exit status
   * @throws Exception anything; {@link Answer} says how it is told
   */
  int run(Console console) throws Exception;
}
