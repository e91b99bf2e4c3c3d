package dev.sluice.peers.match;

import java.io.PrintStream;

/** What happens meanwhile, for somebody who waits. */
final class Progress {
  private final PrintStream out;
  private final boolean terminal;
  private final boolean traces;
  private String match = "";

  /**
   * @param traces whether what went wrong is shown with where it did
   */
  Progress(PrintStream out, boolean terminal, boolean traces) {
    this.out = out;
    this.terminal = terminal;
    this.traces = traces;
  }

  /** Another match begins. */
  void match(String name, int number, int of) {
    match = "%s (%d of %d)".formatted(name, number, of);
    if (!terminal) {
      out.println(match);
    }
  }

  /** Who does what now; only where the line can be overwritten. */
  void at(String who, String what) {
    if (terminal) {
      out.printf("\r\033[K%s: %s, %s", match, who, what);
    }
  }

  /** A sentence to stay. */
  void say(String sentence) {
    clear();
    out.println(sentence);
  }

  /** Where something went wrong. */
  void trace(String trace) {
    if (traces) {
      say(trace);
    }
  }

  /** Leaves the line to others. */
  void clear() {
    if (terminal) {
      out.print("\r\033[K");
    }
  }
}
