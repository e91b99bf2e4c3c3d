package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import picocli.CommandLine.Option;

/** How often a training is run. */
public record SeedOptions(
    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                "Train N models with the seeds from --seed on, tell the mean and spread of their"
                    + " figures, and keep the model that was best in validation (default 1).")
        int seeds) {

  private static final int MOST = 1000;

  /** Checks the value. */
  public SeedOptions {
    if (seeds < 1 || seeds > MOST) {
      throw Failure.wrong("--seeds must be between 1 and %,d; it is %,d.", MOST, seeds);
    }
  }
}
