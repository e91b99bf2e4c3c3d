package dev.sluice.cli.text;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Interrupt;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.train.Course;
import dev.sluice.cli.train.Kept;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.Preview;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.data.Batches;
import dev.sluice.data.Text;
import dev.sluice.data.Trigram;
import dev.sluice.loss.Loss;
import dev.sluice.model.Memory;
import dev.sluice.train.Progress;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Trains a model of a text, and says what came of it. */
final class TextTraining {
  /** Texts above this are not counted for a baseline: it would take longer than it is worth. */
  private static final int BASELINE_LIMIT = 50_000_000;

  private final TextRun run;
  private final RunOptions how;
  private final Report report;
  private final Interrupt interrupt;
  private final Path file;
  private final Course course;

  /**
   * @param start when the command began, as {@code System.nanoTime} tells it
   */
  TextTraining(
      TextRun run, RunOptions how, Path file, Report report, Interrupt interrupt, long start) {
    this.run = run;
    this.how = how;
    this.report = report;
    this.interrupt = interrupt;
    this.file = file;
    course = new Course(run, how, file, report, interrupt, start);
  }

  /** Shows what is asked for instead of a training; returns false where nothing is. */
  boolean preview(Console console) {
    TextOptions options = run.options();
    Batches train = run.corpus().train().batches(options.batch(), options.steps());
    Trainer trainer = trainer();
    Memory memory = trainer.memory(options.steps(), options.batch());
    return Preview.show(console, how, trainer, train, memory);
  }

  private Trainer trainer() {
    return run.options().learning().trainer(run.model(), Loss.crossEntropy(), how.workers(), 0);
  }

  /** Runs to the end, or to where it has to stop. */
  int run() throws IOException {
    TextOptions options = run.options();
    Batches train = run.corpus().train().batches(options.batch(), options.steps());
    Text judged = run.corpus().validation();
    Batches validation =
        options.split().validation() == 0 ? null : judged.batches(options.batch(), options.steps());
    LearningOptions learning = options.learning();
    try (Training training = trainer().start(train, validation, learning.epochs(train.count()))) {
      if (run.state() != null) {
        training.restore(run.state());
      }
      report.start(run, how, training.progress());
      if (!course.run(training)) {
        return course.status();
      }
      training.useBest();
      course.save();
      report.done(outcome(training.progress()), file);
      return Task.DONE;
    } catch (OutOfMemoryError e) {
      throw run.need().exceeded(e);
    }
  }

  private Report.Outcome outcome(Progress progress) {
    Kept kept = new Kept(progress, trainer().patience() > 0, false);
    return new Report.Outcome(kept, Figures.median(course.speeds(), progress), baseline());
  }

  private @Nullable Double baseline() {
    Text train = run.corpus().train();
    Text validation = run.corpus().validation();
    return train.length() > BASELINE_LIMIT || validation.length() < 2 || interrupt.requested()
        ? null
        : Trigram.of(train).nats(validation);
  }
}
