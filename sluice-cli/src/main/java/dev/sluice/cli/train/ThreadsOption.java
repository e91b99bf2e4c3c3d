package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many threads work. */
public record ThreadsOption(
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads (default: one for each processor); they change no bit.")
        @Nullable Integer threads) {

  private static final int MOST = 1024;

  /** Checks the value. */
  public ThreadsOption {
    if (threads != null && (threads < 1 || threads > MOST)) {
      throw Failure.wrong("--threads must be between 1 and %,d; it is %,d.", MOST, threads);
    }
  }

  /** The number of threads. */
  public int workers() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
