package dev.sluice.cli.text;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.cli.cells.CellChanges;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Records;
import dev.sluice.cli.train.Course;
import dev.sluice.cli.train.ScheduleName;
import dev.sluice.data.Corpus;
import dev.sluice.model.Initialization;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.train.TrainingState;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training that is ready to run: from the start, or from where another stopped.
 *
 * @param data where the user has the text
 * @param text what to call the text
 * @param need the memory that it takes
 * @param state where it stands; null at the start
 */
record TextRun(
    TextData data,
    String text,
    Corpus corpus,
    TextOptions options,
    Model model,
    Provenance provenance,
    Need need,
    @Nullable TrainingState state)
    implements Course.Subject {

  /**
   * What {@code train text} without DATA does where the user says nothing else: about two minutes
   * on two cores.
   */
  private static final Map<String, Object> MAIN_JOB =
      Map.of("updates", 9_000L, "evaluateEvery", 900L, "schedule", ScheduleName.COSINE);

  /**
   * A new training.
   *
   * @param file of the model
   * @param threads how many will work on it
   */
  static TextRun fresh(TextData data, Path file, TextOptions typed, Given given, int threads)
      throws IOException {
    TextOptions options = typed;
    if (data.file() == null) {
      Map<String, Object> missing = new HashMap<>(MAIN_JOB);
      missing.keySet().removeAll(given.names());
      if (given.names().contains("epochs")) {
        missing.remove("updates");
      }
      if (given.names().contains("rateDecay") || given.names().contains("decayAfter")) {
        missing.remove("schedule");
      }
      options = Records.with(typed, missing);
    }
    TextData.Text text = data.read(options, file);
    List<Layer> layers = options.layers(text.corpus().vocabulary().size());
    Need need = Need.of(layers, options, threads);
    need.require();
    Model model =
        Model.of(
            options.learning().seed(),
            options.model().initialization(Initialization.STANDARD),
            layers);
    Provenance provenance =
        Provenance.of(options.learning().seed(), text.corpus().digest(), options.stored());
    return new TextRun(data, text.name(), text.corpus(), options, model, provenance, need, null);
  }

  /** Goes on with a training that was saved. */
  static TextRun resumed(TextData data, Path file, TextOptions typed, Given given, int threads)
      throws IOException {
    Checkpoint checkpoint = Course.unfinished(file);
    Provenance provenance = Objects.requireNonNull(checkpoint.provenance());
    TrainingState state = Objects.requireNonNull(checkpoint.training());
    TextOptions options = options(file, checkpoint.model(), provenance);
    requireSame(file, options, typed, given);
    TextData.Text text = data.read(options, file);
    if (!text.corpus().digest().equals(provenance.data())) {
      throw Failure.wrong(
          data.file() == null
              ? "%s was not trained on %s; name its text: ./sluice train text DATA --resume %s"
              : "%s was trained on another text than %s; name that text: ./sluice train text DATA"
                  + " --resume %s",
          file,
          text.name(),
          file);
    }
    Model model = checkpoint.model();
    Need need = Need.of(model.layers(), options, threads);
    need.require();
    return new TextRun(data, text.name(), text.corpus(), options, model, provenance, need, state);
  }

  private static TextOptions options(Path file, Model model, Provenance provenance) {
    Layer.Recurrent recurrent =
        model.layers().stream()
            .filter(Layer.Recurrent.class::isInstance)
            .map(Layer.Recurrent.class::cast)
            .findFirst()
            .orElse(null);
    if (recurrent == null) {
      throw Failure.wrong("%s was not made by 'train text': it has no recurrent layer.", file);
    }
    try {
      return Records.restored(
          TextOptions.class,
          provenance.options(),
          Map.of("cell", recurrent.cell(), "changes", CellChanges.NONE, "size", recurrent.sizes()));
    } catch (IllegalArgumentException | Failure e) {
      throw Failure.wrong("%s was not made by this 'train text': %s.", file, e.getMessage());
    }
  }

  /** Options that are given again must say what they said before. */
  private static void requireSame(Path file, TextOptions before, TextOptions typed, Given given) {
    requireSameCell(file, before, typed, given);
    Map<String, @Nullable Object> old = Records.values(before);
    Map<String, @Nullable Object> now = Records.values(typed);
    Map<String, @Nullable Object> shown = before.stored();
    Map<String, @Nullable Object> shownNow = typed.stored();
    for (String name : now.keySet()) {
      if (given.names().contains(name) && !Objects.equals(old.get(name), now.get(name))) {
        Object was = shown.get(name);
        boolean alike = Objects.equals(was, shownNow.get(name));
        throw Failure.wrong(
            "%s was trained %s; %s contradicts that: leave it out, or start anew without"
                + " --resume.",
            file,
            alike
                ? "with another text of " + was
                : was == null
                    ? "without " + RecordCommand.option(TextOptions.class, name)
                    : "with " + RecordCommand.option(TextOptions.class, name) + " " + was,
            RecordCommand.option(TextOptions.class, name) + " " + shownNow.get(name));
      }
    }
  }

  /** The cell of a file is the changed one: to change it again would make another. */
  private static void requireSameCell(
      Path file, TextOptions before, TextOptions typed, Given given) {
    List<String> changes =
        Arrays.stream(CellChanges.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(given.names()::contains)
            .map(name -> RecordCommand.option(CellChanges.class, name))
            .toList();
    if (!changes.isEmpty() && !typed.model().cell().equals(before.model().cell())) {
      throw Failure.wrong(
          "%s has its cell with all changes made; leave out %s, or start anew without --resume.",
          file, String.join(", ", changes));
    }
  }

  @Override
  public Checkpoint checkpoint() {
    return Checkpoint.of(model, corpus.vocabulary()).withProvenance(provenance);
  }

  @Override
  public String resumeCommand(Path file) {
    return "./sluice train text " + data.arguments() + "--resume " + Course.quoted(file);
  }
}
