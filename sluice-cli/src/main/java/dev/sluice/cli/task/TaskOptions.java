package dev.sluice.cli.task;

import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LessonOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.task.LongLag;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a training of a classic task is. */
public record TaskOptions(
    @Parameters(
            paramLabel = "TASK",
            description =
                "adding, copy, temporal-order, reber, embedded-reber, anbn or parity: sequences are"
                    + " drawn, new ones in each epoch.")
        LongLag task,
    @Option(
            names = "--length",
            paramLabel = "T",
            defaultValue = "100",
            description =
                "How long ago what matters came, in steps; for anbn the largest n, nothing for"
                    + " reber (default 100).")
        int length,
    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Sequences of an epoch (default 2,000).")
        int sequences,
    ModelOptions model,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "20",
            description = "Sequences that are read side by side (default 20).")
        int batch,
    LearningOptions learning)
    implements LessonOptions {

  /** Checks each value. */
  public TaskOptions {
    Checks.atLeastOne(TaskOptions.class, "sequences", sequences);
    Checks.atLeastOne(TaskOptions.class, "batch", batch);
  }

  @Override
  public int defaultPatience() {
    return 0; // on such tasks nothing seems to happen for long, and then all at once
  }
}
