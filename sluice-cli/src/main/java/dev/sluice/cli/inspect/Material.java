package dev.sluice.cli.inspect;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.forecast.SeriesFile;
import dev.sluice.cli.train.Trained;
import dev.sluice.cli.use.MidiOptions;
import dev.sluice.data.Batch;
import dev.sluice.data.Corpus;
import dev.sluice.data.Examples;
import dev.sluice.data.Split;
import dev.sluice.data.Text;
import dev.sluice.data.Tokens;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.source.Labelled;
import dev.sluice.source.PianoRoll;
import dev.sluice.source.Tagged;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Music;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Remembering;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model that is looked into, and what it reads meanwhile. */
public record Material(
    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "A model file.")
        @Nullable Path model,
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "Data such as it was trained on; for a classic task they are drawn.")
        @Nullable Path data,
    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "Instead of DATA, for a model of text: what it reads.")
        @Nullable String text,
    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Read the first N symbols of a text (default 1000).")
        @Nullable Integer steps,
    @Option(
            names = "--rows",
            paramLabel = "N",
            description =
                "Of other data, read the first N sequences (default 8; for gradients 4, and a text"
                    + " is cut into as many).")
        @Nullable Integer rows,
    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "The recurrent layer, as in layer1 (default: the first).")
        @Nullable String layer) {

  private static final int STEPS = 1000;
  private static final int ROWS = 8;

  /** Checks the numbers. */
  public Material {
    positive("--steps", steps);
    positive("--rows", rows);
    if (text != null && data != null) {
      throw Failure.wrong("--text and %s are two things to read; give one of them.", data);
    }
  }

  static void positive(String option, @Nullable Integer number) {
    if (number != null && number < 1) {
      throw Failure.wrong("%s must be at least 1; it is %,d.", option, number);
    }
  }

  /**
   * What was read.
   *
   * @param batch one row for a text, else as many as sequences
   * @param symbols of a text, each as text; empty for other data
   */
  record Read(Checkpoint checkpoint, Batch batch, List<String> symbols) {
    Model model() {
      return checkpoint.model();
    }
  }

  /** The same, of a text so many symbols unless the user says how many. */
  Material withSteps(int count) {
    return new Material(model, data, text, steps == null ? (Integer) count : steps, rows, layer);
  }

  /** The model file. */
  Path file() {
    if (model == null) {
      throw Failure.wrong(
          "Name the model that is looked into, and what it shall read: MODEL DATA.");
    }
    return model;
  }

  /** Reads the model and its data. */
  Read read() throws IOException {
    Checkpoint checkpoint = Checkpoint.load(file());
    if (checkpoint.task() instanceof NextSymbol) {
      return text(checkpoint);
    }
    if (text != null) {
      throw Failure.wrong(
          "--text is for models of text; %s %s: name a file of such data.",
          model, checkpoint.task().does());
    }
    Examples examples = examples(checkpoint);
    int count = Math.min(examples.count(), rows == null ? ROWS : rows);
    if (count == 0) {
      throw Failure.wrong("%s has no sequence to read; give other data.", data);
    }
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    Batch batch = new Batch();
    examples.read(order, 0, count, batch);
    return new Read(checkpoint, batch, List.of());
  }

  private Read text(Checkpoint checkpoint) throws IOException {
    String name = file().toString();
    int most = steps == null ? STEPS : steps;
    Text read =
        text == null
            ? Corpus.beginning(file("a text"), most, checkpoint.vocabulary(), name)
            : Corpus.of("the text", text, Split.DEFAULT, checkpoint.vocabulary(), name).whole();
    int count = (int) Math.min(read.length(), most);
    int[] ids = new int[count];
    List<String> symbols = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids[i] = read.id(i);
      String shown = checkpoint.vocabulary().decode(ids[i]);
      symbols.add(checkpoint.vocabulary().tokens() == Tokens.BYTES ? byteText(ids[i]) : shown);
    }
    Batch batch = Batch.ofSymbols(ids);
    System.arraycopy(ids, 1, batch.targets(), 0, count - 1);
    return new Read(checkpoint, batch, symbols);
  }

  /** A byte as the character of ASCII that it is, if any. */
  private static String byteText(int value) {
    return value < 0x80 ? Character.toString(value) : "\uFFFD";
  }

  private Examples examples(Checkpoint checkpoint) throws IOException {
    return switch (checkpoint.task()) {
      case Classification task -> task.examples(Labelled.read(file("sequences with their labels")));
      case Rewriting task -> task.examples(Labelled.read(file("texts and what is to be written")));
      case Tagging task -> {
        String column = Trained.option(checkpoint, "column") instanceof String s ? s : "";
        yield task.examples(Tagged.read(file("words with their tags"), column));
      }
      case Forecasting task ->
          task.examples(
              SeriesFile.as(checkpoint).read(file("a table")).stream().map(task::all).toList());
      case Music task ->
          task.examples(PianoRoll.read(file("music"), MidiOptions.steps(null, checkpoint)));
      case Remembering task -> {
        if (data != null) {
          throw Failure.wrong(
              "%s %s: its sequences are drawn; leave out %s.", model, task.does(), data);
        }
        yield task.puzzle().examples(task.length(), rows == null ? ROWS : rows, 1);
      }
      case NextSymbol _ -> throw new IllegalStateException("a text was read already");
    };
  }

  private Path file(String kind) {
    if (data == null) {
      throw Failure.wrong("Name what %s shall read: %s.", model, kind);
    }
    return data;
  }

  /** The layer that was asked for. */
  Recurrence recurrence(Model model) {
    List<Recurrence> all = model.recurrences();
    if (all.isEmpty()) {
      throw Failure.wrong("%s has no recurrent layer to look into: %s.", this.model, model);
    }
    List<String> names = all.stream().map(Recurrence::name).toList();
    if (layer != null && !names.contains(layer)) {
      throw Failure.wrong(
          "%s has no layer %s. It has: %s.", this.model, layer, String.join(", ", names));
    }
    return all.get(layer == null ? 0 : names.indexOf(layer));
  }
}
