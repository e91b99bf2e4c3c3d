package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a training is run here and now. Nothing of it changes the model, or is stored. */
public record RunOptions(
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                "The model file (default: that of --resume, or sluice- and the kind of training, as"
                    + " in sluice-text.safetensors).")
        @Nullable Path out,
    @Option(names = "--overwrite", description = "Replace the model file if there is one.")
        boolean overwrite,
    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "Go on where the training saved in this file stopped.")
        @Nullable Path resume,
    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "Save after every N updates (default: after each epoch).")
        @Nullable Long checkpointEvery,
    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            description = "Stop and save after this time, such as 30s, 10m or 2h.")
        @Nullable Duration timeLimit,
    ThreadsOption threads,
    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Write a row of comma-separated values for each evaluation.")
        @Nullable Path logFile,
    @Option(
            names = "--tensorboard",
            paramLabel = "FOLDER",
            description = "Write a file of events there, which TensorBoard shows.")
        @Nullable Path tensorboard,
    @Option(
            names = "--summary",
            description =
                "Show each layer with its sizes, parameters and operations, and do no" + " more.")
        boolean summary,
    @Option(
            names = "--find-rate",
            description = "Show which learning rates the model bears, and do no more.")
        boolean findRate,
    @Option(names = "--json", description = "Print one JSON object per line, and nothing else.")
        boolean json) {

  /** Checks each value. */
  public RunOptions {
    if (checkpointEvery != null && checkpointEvery < 1) {
      throw Failure.wrong("--checkpoint-every must be at least 1; it is %,d.", checkpointEvery);
    }
    if (timeLimit != null && timeLimit.isZero()) {
      throw Failure.wrong("--time-limit must be longer than no time at all.");
    }
    if (resume != null && (summary || findRate)) {
      throw Failure.wrong(
          "%s shows a training that is new; leave out --resume.",
          summary ? "--summary" : "--find-rate");
    }
  }

  /** An option that says something of one training only, where one is given. */
  @Nullable String onlyAlone() {
    if (resume != null) {
      return "--resume";
    }
    if (timeLimit != null) {
      return "--time-limit";
    }
    if (checkpointEvery != null) {
      return "--checkpoint-every";
    }
    return logFile != null ? "--log-file" : tensorboard != null ? "--tensorboard" : null;
  }

  /** Whether something is asked for instead of a training. */
  public boolean isPreview() {
    return summary || findRate;
  }

  /** The number of threads. */
  public int workers() {
    return threads.workers();
  }

  /**
   * Where the model goes.
   *
   * @param otherwise the name of a file that nobody named
   */
  public Path file(String otherwise) {
    if (out != null) {
      return out;
    }
    return resume == null ? Path.of(otherwise) : resume;
  }

  /** Checks that the model can be written there, before hours of work. */
  public void requireWritable(Path file) {
    OutputFile.require(file, overwrite || file.equals(resume));
    if (logFile != null) {
      OutputFile.require(logFile, "--log-file");
      if (Files.exists(logFile)) {
        Logs.requireLog(logFile);
      }
    }
    if (tensorboard != null) {
      OutputFile.requireFolderFor(tensorboard, "--tensorboard");
    }
    if (logFile != null && resume == null && Files.exists(logFile) && !overwrite) {
      throw Failure.wrong(
          "%s exists already; add --overwrite to replace it, or name another file with --log-file.",
          logFile);
    }
  }
}
