package dev.sluice.cli.train;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.cli.cells.CellChanges;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Records;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import dev.sluice.data.Batches;
import dev.sluice.model.Layer;
import dev.sluice.model.Memory;
import dev.sluice.model.Model;
import dev.sluice.train.Progress;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import dev.sluice.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command that trains, from its options to the figures at the end. */
final class LessonRun<O extends Record & LessonOptions> {
  private final TrainCommand<O> command;
  private final Console console;
  private final RunOptions how;
  private final Path file;
  private final long start = System.nanoTime();

  private LessonRun(TrainCommand<O> command, Console console) {
    this.command = command;
    this.console = console;
    how = command.run();
    file = command.modelFile();
  }

  static <O extends Record & LessonOptions> LessonRun<O> of(
      TrainCommand<O> command, Console console) {
    return new LessonRun<>(command, console);
  }

  int run() throws IOException {
    console.interrupt().listen();
    if (how.isPreview()) {
      return preview();
    }
    how.requireWritable(file);
    int seeds = command.seeds().seeds();
    if (seeds > 1 && how.onlyAlone() != null) {
      throw Failure.wrong(
          "--seeds trains several models to their ends; leave out %s.", how.onlyAlone());
    }
    if (seeds > 1) {
      return all(seeds);
    }
    Prepared<O> prepared = how.resume() == null ? fresh() : resumed(how.resume());
    console.advise();
    try (Lesson _ = prepared.lesson) {
      One one = new One(prepared, true);
      one.train();
      return one.course.status();
    }
  }

  private int preview() throws IOException {
    Prepared<O> prepared = fresh();
    console.advise();
    try (Lesson lesson = prepared.lesson) {
      Trainer trainer = new One(prepared, true).trainer();
      Batches train = lesson.train();
      Preview.show(console, how, trainer, train, trainer.memory(train.steps(), train.batchSize()));
      return Task.DONE;
    }
  }

  private int all(int seeds) throws IOException {
    try (Lesson lesson = command.lesson(command.options(), console)) {
      console.advise();
      return all(seeds, lesson);
    }
  }

  private int all(int seeds, Lesson lesson) throws IOException {
    Spread spread = new Spread();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < seeds; i++) {
      One one = new One(of(lesson, i), false);
      one.train();
      if (one.score == null) {
        console.note(
            "Interrupted at seed %,d of %,d; %s.",
            i + 1, seeds, i == 0 ? "nothing was written" : "the best model so far is in " + file);
        return Task.INTERRUPTED;
      }
      spread.add(one.score);
      if (one.validation < best) {
        best = one.validation;
        one.course.save();
      }
    }
    if (how.json()) {
      Map<String, @Nullable Object> event = JsonWatcher.event("seeds");
      spread.put(event);
      event.put("file", file.toString());
      console.json(event);
    } else {
      console.line("");
      console.text(spread.text());
      console.line("The model that was best in validation is saved in %s.", file);
    }
    return Task.DONE;
  }

  /**
   * A training that is ready to run: from the start, or from where another stopped.
   *
   * @param state where it stands; null at the start
   */
  private record Prepared<O>(
      O options,
      Lesson lesson,
      Model model,
      Provenance provenance,
      @Nullable TrainingState state) {}

  private Prepared<O> fresh() throws IOException {
    return of(command.lesson(command.options(), console), 0);
  }

  /**
   * A training from the start.
   *
   * @param more what is added to the seed
   */
  private Prepared<O> of(Lesson read, int more) {
    O typed = command.options();
    long seed = typed.learning().seed() + more;
    O options = more == 0 ? typed : Records.with(typed, Map.of("seed", seed));
    Lesson lesson = more == 0 ? read : read.ofSeed(seed);
    Model model = Model.of(seed, options.initialization(), lesson.layers());
    Provenance provenance = Provenance.of(seed, lesson.digest(), stored(options));
    return new Prepared<>(options, lesson, model, provenance, null);
  }

  private Map<String, @Nullable Object> stored(O options) {
    return ModelOptions.stored(options, options.model().cell());
  }

  private Prepared<O> resumed(Path from) throws IOException {
    Checkpoint checkpoint = Course.unfinished(from);
    Provenance provenance = Objects.requireNonNull(checkpoint.provenance());
    TrainingState state = Objects.requireNonNull(checkpoint.training());
    O options = restored(from, checkpoint, provenance);
    requireSame(from, options);
    Lesson lesson = command.lesson(options, console);
    if (!lesson.digest().equals(provenance.data())) {
      throw Failure.wrong(
          "%s was trained on other data than %s; name those: ./sluice train %s DATA --resume %s",
          from, command.arguments(), command.kind(), from);
    }
    if (!lesson.task().equals(checkpoint.task())) {
      throw Failure.wrong(
          "%s was trained on other data than %s: what was found on them differs.",
          from, command.arguments());
    }
    return new Prepared<>(options, lesson, checkpoint.model(), provenance, state);
  }

  private O restored(Path from, Checkpoint checkpoint, Provenance provenance) {
    @SuppressWarnings("unchecked")
    Class<O> type = (Class<O>) command.options().getClass();
    try {
      Map<String, Object> known = new HashMap<>(Map.of("changes", CellChanges.NONE));
      known.put(
          "cell",
          Objects.requireNonNull(cell(checkpoint.model().layers()), "it has no recurrent layer"));
      return Records.restored(type, provenance.options(), known);
    } catch (IllegalArgumentException | NullPointerException | Failure e) {
      throw Failure.wrong(
          "%s was not made by this 'train %s': its model %s; %s.",
          from, command.kind(), checkpoint.task().does(), e.getMessage());
    }
  }

  /** The cell of a model with such layers; null where it has none. */
  private static @Nullable Cell cell(List<Layer> layers) {
    for (Layer layer : layers) {
      Cell cell =
          switch (layer) {
            case Layer.Recurrent recurrent -> recurrent.cell();
            case Layer.Bidirectional both -> both.layer().cell();
            case Layer.Residual residual -> cell(residual.layers());
            default -> null;
          };
      if (cell != null) {
        return cell;
      }
    }
    return null;
  }

  /** Options that are given again must say what they said before. */
  private void requireSame(Path from, O before) {
    O typed = command.options();
    Map<String, @Nullable Object> old = Records.values(before);
    Map<String, @Nullable Object> now = Records.values(typed);
    for (String name : now.keySet()) {
      if (command.given().names().contains(name) && !Objects.equals(old.get(name), now.get(name))) {
        throw Failure.wrong(
            "%s was trained with %s %s; leave the option out, or start anew without --resume.",
            from, RecordCommand.option(typed.getClass(), name), stored(before).get(name));
      }
    }
  }

  /** The training of one model. */
  private final class One implements Course.Subject {
    private final Prepared<O> prepared;
    private final boolean alone;
    private final Course course;
    private final Watcher watcher;

    /** Null until it came to its end. */
    private @Nullable Score score;

    private double validation = Double.POSITIVE_INFINITY;
    private boolean learned;

    /**
     * @param alone whether it is the only one, so that it is saved on the way
     */
    One(Prepared<O> prepared, boolean alone) {
      this.prepared = prepared;
      this.alone = alone;
      watcher = how.json() ? new JsonWatcher(console) : new LineWatcher(console);
      course = new Course(this, how, file, watcher, console.interrupt(), start);
    }

    Trainer trainer() {
      O options = prepared.options;
      return options
          .learning()
          .trainer(
              prepared.model, prepared.lesson.loss(), how.workers(), options.defaultPatience());
    }

    void train() throws IOException {
      Lesson lesson = prepared.lesson;
      int epochs = prepared.options.learning().epochs(lesson.train().count());
      try (watcher;
          Training training = trainer().start(lesson.train(), lesson.validation(), epochs)) {
        if (prepared.state != null) {
          training.restore(prepared.state);
        }
        describe(training);
        if (!course.run(training, alone, this::isLearned)) {
          return;
        }
        if (!learned) {
          training.useBest();
        }
        if (alone) {
          course.save();
        }
        watcher.close();
        Progress progress = training.progress();
        boolean best = !learned && trainer().patience() > 0;
        validation = Objects.requireNonNullElse(progress.best(), Double.POSITIVE_INFINITY);
        score = lesson.judge(prepared.model, how.workers());
        tell(new Kept(progress, best, learned), score);
      }
    }

    private boolean isLearned() {
      learned = prepared.lesson.isLearned(prepared.model, how.workers());
      return learned;
    }

    private void describe(Training training) {
      if (how.json()) {
        began();
        return;
      }
      LearningOptions learning = prepared.options.learning();
      if (!alone) {
        console.line("Seed %d:", learning.seed());
      }
      console.line("Data: %s.", prepared.lesson.description());
      console.line(
          "Model: %s; %,d parameters, needs about %s.",
          prepared.model,
          prepared.model.parameters().count(),
          Memory.in(training.memory().total()));
      Progress progress = training.progress();
      console.line(
          "Training: at most %,d updates of %,d %s, %s, %d thread%s.",
          progress.updates(),
          prepared.lesson.train().batchSize(),
          prepared.lesson.unit(),
          Words.of(learning.optimizer()),
          how.workers(),
          how.workers() == 1 ? "" : "s");
      if (prepared.state != null) {
        console.line("It goes on after update %,d.", progress.update());
      }
      console.line("");
      ((LineWatcher) watcher).start("targets", progress);
    }

    private void began() {
      Map<String, @Nullable Object> event = JsonWatcher.event("start");
      event.put("data", command.arguments());
      event.put("sha256", prepared.lesson.digest());
      event.putAll(prepared.lesson.facts());
      event.put("model", prepared.model.toString());
      event.put("parameters", prepared.model.parameters().count());
      event.put("options", stored(prepared.options));
      event.put("threads", how.workers());
      console.json(event);
    }

    private void tell(Kept kept, Score score) {
      if (how.json()) {
        Map<String, @Nullable Object> event = JsonWatcher.event("done");
        JsonWatcher.put(event, kept.progress());
        kept.put(event);
        score.put(event);
        event.put("seconds", (System.nanoTime() - start) * 1e-9);
        if (alone) {
          event.put("file", file.toString());
        }
        console.json(event);
        return;
      }
      console.line("");
      console.text(score.text());
      console.line("%s", kept.text());
      if (alone) {
        console.line("Saved in %s.", file);
      } else {
        console.line("");
      }
    }

    @Override
    public Checkpoint checkpoint() {
      return Checkpoint.of(prepared.model, prepared.lesson.task())
          .withProvenance(prepared.provenance);
    }

    @Override
    public String resumeCommand(Path file) {
      String data = command.arguments();
      return "./sluice train %s%s --resume %s"
          .formatted(command.kind(), data.isEmpty() ? "" : " " + data, Course.quoted(file));
    }
  }
}
