package dev.sluice.cli.text;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Interrupt;
import dev.sluice.cli.console.Task;
import dev.sluice.data.Batches;
import dev.sluice.data.Text;
import dev.sluice.data.Trigram;
import dev.sluice.loss.Loss;
import dev.sluice.train.Progress;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a training: steps, saves, stops when asked to. */
final class TextTraining {
  /** Texts above this are not counted for a baseline: it would take longer than it is worth. */
  private static final int BASELINE_LIMIT = 50_000_000;

  private final TextRun run;
  private final RunOptions how;
  private final Report report;
  private final Interrupt interrupt;
  private final Path file;
  private final long deadline;
  private final List<Double> speeds = new ArrayList<>();

  /**
   * @param start when the command began, as {@code System.nanoTime} tells it
   */
  TextTraining(TextRun run, RunOptions how, Report report, Interrupt interrupt, long start) {
    this.run = run;
    this.how = how;
    this.report = report;
    this.interrupt = interrupt;
    this.file = how.file();
    this.deadline = how.timeLimit() == null ? 0 : start + how.timeLimit().toNanos();
  }

  /** Runs to the end, or to where it has to stop. */
  int run() throws IOException {
    TextOptions options = run.options();
    Batches train = run.corpus().train().batches(options.batch(), options.steps());
    Text judged = run.corpus().validation();
    Batches validation =
        options.split().validation() == 0 ? null : judged.batches(options.batch(), options.steps());
    Trainer trainer =
        new Trainer(
                run.model(),
                Loss.crossEntropy(),
                options.learning().toOptimizer(),
                options.learning().toClip())
            .withSchedule(options.learning().toSchedule())
            .withThreads(how.workers())
            .withSeed(options.learning().seed())
            .withUpdates(options.learning().updates() == null ? 0 : options.learning().updates())
            .withEvaluationEvery(options.learning().evaluateEvery());
    try (Training training =
        trainer.start(train, validation, options.learning().epochs(train.count()))) {
      if (run.state() != null) {
        training.restore(run.state());
      }
      report.start(run, how, training.progress());
      if (interrupt.requested()) {
        throw Failure.interrupted("Interrupted before the first update; nothing was written.");
      }
      while (training.step()) {
        Progress progress = training.progress();
        report.updated(progress);
        if (training.evaluated()) {
          report.evaluated(progress);
        }
        if (progress.batch() == progress.batches()) {
          speeds.add(progress.charactersPerSecond());
        }
        if (!training.done() && mustStop(training)) {
          return interrupt.requested() ? Task.INTERRUPTED : Task.DONE;
        }
      }
      save(Checkpoint.of(run.model(), run.corpus().vocabulary()));
      report.done(outcome(training.progress()), file);
      return Task.DONE;
    } catch (OutOfMemoryError e) {
      throw run.need().exceeded(e);
    }
  }

  /** Between two updates: saves where that is due, and says whether this is the end for now. */
  private boolean mustStop(Training training) throws IOException {
    Progress progress = training.progress();
    boolean late = deadline != 0 && System.nanoTime() - deadline >= 0;
    boolean stop = interrupt.requested() || late;
    boolean due =
        how.checkpointEvery() == null
            ? progress.batch() == progress.batches()
            : progress.update() % how.checkpointEvery() == 0;
    if (stop || due) {
      save(Checkpoint.of(run.model(), run.corpus().vocabulary()).withTraining(training.state()));
    }
    if (stop) {
      report.stopped(
          interrupt.requested() ? "Interrupted" : "The time is up",
          progress,
          file,
          run.resumeCommand(file));
    }
    return stop;
  }

  private void save(Checkpoint checkpoint) {
    try {
      checkpoint.withProvenance(run.provenance()).save(file);
    } catch (IOException e) {
      throw Failure.failed(
          e, "%s Free some space or name another file with --out.", e.getMessage());
    }
  }

  private Report.Outcome outcome(Progress progress) {
    return new Report.Outcome(progress, Figures.median(speeds, progress), baseline());
  }

  private @Nullable Double baseline() {
    Text train = run.corpus().train();
    Text validation = run.corpus().validation();
    return train.length() > BASELINE_LIMIT || validation.length() < 2 || interrupt.requested()
        ? null
        : Trigram.of(train).nats(validation);
  }
}
