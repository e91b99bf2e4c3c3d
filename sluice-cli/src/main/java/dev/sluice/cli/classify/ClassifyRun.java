package dev.sluice.cli.classify;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.cli.cells.CellChanges;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Records;
import dev.sluice.cli.train.Course;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.task.Classification;
import dev.sluice.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training that is ready to run: from the start, or from where another stopped.
 *
 * @param state where it stands; null at the start
 */
record ClassifyRun(
    ClassifyData data,
    Labelled.Parts parts,
    ClassifyOptions options,
    Classification task,
    Model model,
    Provenance provenance,
    @Nullable TrainingState state)
    implements Course.Subject {

  /** A new training. */
  static ClassifyRun fresh(ClassifyData data, ClassifyOptions options) throws IOException {
    Labelled.Parts parts = data.read(options.split(), options.learning().seed());
    Classification task = Classification.of(parts.train(), options.tokens());
    List<Layer> layers = options.layers(task);
    Model model = Model.of(options.learning().seed(), options.initialization(), layers);
    Provenance provenance =
        Provenance.of(options.learning().seed(), parts.digest(), options.stored());
    return new ClassifyRun(data, parts, options, task, model, provenance, null);
  }

  /** Goes on with a training that was saved. */
  static ClassifyRun resumed(Path file, ClassifyData data, ClassifyOptions typed, Given given)
      throws IOException {
    Checkpoint checkpoint = Course.unfinished(file);
    Provenance provenance = Objects.requireNonNull(checkpoint.provenance());
    TrainingState state = Objects.requireNonNull(checkpoint.training());
    if (!(checkpoint.task() instanceof Classification task)) {
      throw Failure.wrong(
          "%s was not made by 'train classify': its model %s.", file, checkpoint.task().does());
    }
    ClassifyOptions options = options(file, checkpoint.model().layers(), provenance);
    requireSame(file, options, typed, given);
    Labelled.Parts parts = data.read(options.split(), options.learning().seed());
    if (!parts.digest().equals(provenance.data())) {
      throw Failure.wrong(
          "%s was trained on other data than %s; name those: ./sluice train classify DATA --resume"
              + " %s",
          file, data.data(), file);
    }
    return new ClassifyRun(data, parts, options, task, checkpoint.model(), provenance, state);
  }

  private static ClassifyOptions options(Path file, List<Layer> layers, Provenance provenance) {
    Cell cell = ClassifyOptions.cell(layers);
    try {
      Map<String, Object> known = new HashMap<>(Map.of("changes", CellChanges.NONE));
      known.put("cell", Objects.requireNonNull(cell, "it has no recurrent layer"));
      return Records.restored(ClassifyOptions.class, provenance.options(), known);
    } catch (IllegalArgumentException | NullPointerException | Failure e) {
      throw Failure.wrong("%s was not made by this 'train classify': %s.", file, e.getMessage());
    }
  }

  /** Options that are given again must say what they said before. */
  private static void requireSame(
      Path file, ClassifyOptions before, ClassifyOptions typed, Given given) {
    Map<String, @Nullable Object> old = Records.values(before);
    Map<String, @Nullable Object> now = Records.values(typed);
    for (String name : now.keySet()) {
      if (given.names().contains(name) && !Objects.equals(old.get(name), now.get(name))) {
        throw Failure.wrong(
            "%s was trained with %s %s; leave the option out, or start anew without --resume.",
            file, RecordCommand.option(ClassifyOptions.class, name), before.stored().get(name));
      }
    }
  }

  @Override
  public Checkpoint checkpoint() {
    return Checkpoint.of(model, task).withProvenance(provenance);
  }

  @Override
  public String resumeCommand(Path file) {
    StringBuilder command = new StringBuilder("./sluice train classify ");
    command.append(Course.quoted(data.data()));
    if (data.validation() != null) {
      command.append(" --validation ").append(Course.quoted(data.validation()));
    }
    if (data.test() != null) {
      command.append(" --test ").append(Course.quoted(data.test()));
    }
    return command.append(" --resume ").append(Course.quoted(file)).toString();
  }
}
