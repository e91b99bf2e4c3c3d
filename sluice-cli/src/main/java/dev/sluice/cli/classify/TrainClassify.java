package dev.sluice.cli.classify;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import dev.sluice.cli.train.Course;
import dev.sluice.cli.train.JsonWatcher;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LineWatcher;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.Watcher;
import dev.sluice.data.Batches;
import dev.sluice.data.Examples;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Memory;
import dev.sluice.source.Labelled;
import dev.sluice.train.Progress;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Learns which label a sequence has. */
@Command(
    name = "classify",
    description = {
      "Learn which label a sequence has: of texts, or of numbers over time. Ctrl-C saves and says"
          + " how to go on.",
      "",
      "  sluice train classify reviews.txt --tokens word --out reviews.safetensors",
      "  sluice train classify train.txt --test test.txt --hidden 64",
      ""
    })
public record TrainClassify(ClassifyData data, ClassifyOptions options, RunOptions run, Given given)
    implements Task {

  /** The name of a model file that nobody named. */
  static final String DEFAULT_FILE = "sluice-classify.safetensors";

  @Override
  public int run(Console console) throws IOException {
    long start = System.nanoTime();
    console.interrupt().listen();
    Path file = run.file(DEFAULT_FILE);
    run.requireWritable(file);
    ClassifyRun prepared =
        run.resume() == null
            ? ClassifyRun.fresh(data, options)
            : ClassifyRun.resumed(run.resume(), data, options, given);
    console.advise();
    if (run.json()) {
      JsonWatcher watcher = new JsonWatcher(console);
      return train(console, prepared, file, watcher, start, _ -> began(console, prepared));
    }
    LineWatcher watcher = new LineWatcher(console);
    return train(
        console,
        prepared,
        file,
        watcher,
        start,
        training -> {
          describe(console, prepared, training);
          watcher.start("sequences", training.progress());
        });
  }

  private interface Start {
    void tell(Training training);
  }

  private int train(
      Console console,
      ClassifyRun prepared,
      Path file,
      Watcher watcher,
      long start,
      Start beginning)
      throws IOException {
    ClassifyOptions options = prepared.options();
    Labelled.Parts parts = prepared.parts();
    Batches train = prepared.task().examples(parts.train()).batches(options.batch());
    Labelled judged = Objects.requireNonNull(parts.validation());
    Batches validation = prepared.task().examples(judged).batches(options.batch());
    // What is wrong with the test data is said before hours of work.
    Labelled last = parts.test() == null ? judged : parts.test();
    Examples test = prepared.task().examples(last);
    LearningOptions learning = options.learning();
    Trainer trainer =
        learning
            .trainer(prepared.model(), options.loss(), run.workers())
            .withPatience(options.patience());
    Course course = new Course(prepared, run, file, watcher, console.interrupt(), start);
    try (watcher;
        Training training = trainer.start(train, validation, learning.epochs(train.count()))) {
      if (prepared.state() != null) {
        training.restore(prepared.state());
      }
      beginning.tell(training);
      if (!course.run(training)) {
        return course.status();
      }
      training.useBest();
      course.save();
      watcher.close();
      Confusion confusion = prepared.task().confusion(prepared.model(), test, run.workers());
      double trivial = trivial(parts.train(), last);
      if (run.json()) {
        console.json(done(training.progress(), confusion, trivial, parts.test() != null, file));
      } else {
        tell(console, confusion, trivial, parts.test() != null, file);
      }
      return DONE;
    }
  }

  /** The share that is right of saying always the most frequent label of the training data. */
  private static double trivial(Labelled train, Labelled test) {
    String most =
        train.counts().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    return test.counts().getOrDefault(most, 0) / (double) test.rows().size();
  }

  private void describe(Console console, ClassifyRun prepared, Training training) {
    Labelled.Parts parts = prepared.parts();
    ClassifyOptions options = prepared.options();
    console.line(
        "Data: %,d sequences to learn from, %,d to judge by, %,d for the end; %,d labels.",
        parts.train().rows().size(),
        Objects.requireNonNull(parts.validation()).rows().size(),
        parts.test() == null ? 0 : parts.test().rows().size(),
        prepared.task().labels().size());
    console.line(
        "Model: %s; %,d parameters, needs about %s.",
        prepared.model(),
        prepared.model().parameters().count(),
        Memory.in(training.memory().total()));
    Progress progress = training.progress();
    console.line(
        "Training: at most %,d updates of %,d sequences, %s, %d thread%s.",
        progress.updates(),
        options.batch(),
        Words.of(options.learning().optimizer()),
        run.workers(),
        run.workers() == 1 ? "" : "s");
    if (prepared.state() != null) {
      console.line("It goes on after update %,d.", progress.update());
    }
    console.line("");
  }

  private static void tell(
      Console console, Confusion confusion, double trivial, boolean tested, Path file) {
    console.line("");
    console.line(
        "%s accuracy: %.2f %% of %,d sequences, macro recall %.2f %%, macro F1 %.2f %%.",
        tested ? "Test" : "Validation",
        100 * confusion.accuracy(),
        confusion.total(),
        100 * confusion.macroRecall(),
        100 * confusion.macroF1());
    console.line(
        "Always saying the most frequent label is right in %.2f %%%s.",
        100 * trivial, confusion.accuracy() > trivial ? "" : ": the model does not beat that");
    console.line("Saved in %s.", file);
  }

  private static Map<String, @Nullable Object> done(
      Progress progress, Confusion confusion, double trivial, boolean tested, Path file) {
    Map<String, @Nullable Object> event = JsonWatcher.event("done");
    JsonWatcher.put(event, progress);
    event.put("best", progress.best());
    event.put("part", tested ? "test" : "validation");
    event.put("sequences", confusion.total());
    event.put("accuracy", confusion.accuracy());
    event.put("macroRecall", confusion.macroRecall());
    event.put("macroF1", confusion.macroF1());
    event.put("mostFrequentLabel", trivial);
    event.put("labels", confusion.labels());
    event.put("confusion", confusion.counts());
    event.put("file", file.toString());
    return event;
  }

  private void began(Console console, ClassifyRun prepared) {
    Map<String, @Nullable Object> event = JsonWatcher.event("start");
    Labelled.Parts parts = prepared.parts();
    event.put("data", data.data().toString());
    event.put("sha256", parts.digest());
    event.put("training", parts.train().rows().size());
    event.put("validation", Objects.requireNonNull(parts.validation()).rows().size());
    event.put("test", parts.test() == null ? 0 : parts.test().rows().size());
    event.put("labels", prepared.task().labels());
    event.put("model", prepared.model().toString());
    event.put("parameters", prepared.model().parameters().count());
    event.put("options", prepared.options().stored());
    event.put("threads", run.workers());
    console.json(event);
  }
}
