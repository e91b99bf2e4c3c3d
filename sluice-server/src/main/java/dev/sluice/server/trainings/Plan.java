package dev.sluice.server.trainings;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.data.Batches;
import dev.sluice.data.Corpus;
import dev.sluice.data.Split;
import dev.sluice.data.Tokens;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.server.cells.TypedCell;
import dev.sluice.server.http.Refusal;
import dev.sluice.task.LongLag;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Remembering;
import dev.sluice.task.Task;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A training that can start, and start again where it stopped.
 *
 * @param title a few words for a list of trainings
 * @param options what was asked for, as the page shows it
 * @param provenance what a file of its model says of how it came to be
 * @param example the beginning of the text; empty where a task is learned
 */
record Plan(
    String title,
    Map<String, Object> options,
    Provenance provenance,
    Task task,
    Trainer trainer,
    Batches train,
    Batches validation,
    int epochs,
    String example) {
  private static final int SEQUENCES = 1_000;
  private static final int JUDGED = 200;
  private static final int TASK_BATCH = 20;
  private static final int TEXT_BATCH = 16;
  private static final int TEXT_STEPS = 50;
  private static final int EXAMPLE = 2_000;
  private static final Split SPLIT = new Split(90, 10, 0);
  private static final long MOST_NUMBERS = 5_000_000;

  /** Sequences for training have the seed of the user; these are others. */
  private static final long JUDGED_SEED = Long.MIN_VALUE + 1;

  static Plan of(Wanted wanted) {
    Cell cell = cell(String.valueOf(wanted.cell()));
    return wanted.words() == null
        ? ofTask(wanted, cell, puzzle(String.valueOf(wanted.task())))
        : ofText(wanted, cell, wanted.words());
  }

  private static Cell cell(String nameOrText) {
    if (Cell.catalogue().contains(nameOrText.strip())) {
      return Cell.named(nameOrText.strip());
    }
    if (!nameOrText.contains("(")) {
      return Cell.named(nameOrText); // which says what there is
    }
    try {
      return TypedCell.read(nameOrText, List.of());
    } catch (CellSyntaxException e) {
      throw Refusal.impossible("%s", e.getMessage());
    }
  }

  private static LongLag puzzle(String name) {
    return Arrays.stream(LongLag.values())
        .filter(one -> one.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.impossible(
                    "There is no task '%s'; choose one of %s.",
                    name,
                    Arrays.stream(LongLag.values())
                        .map(LongLag::toString)
                        .collect(Collectors.joining(", "))));
  }

  private static Plan ofTask(Wanted wanted, Cell cell, LongLag puzzle) {
    int length = Objects.requireNonNull(wanted.length());
    long seed = Objects.requireNonNull(wanted.seed());
    requireSmall(wanted, cell, puzzle.inputs(), 0);
    Remembering task = new Remembering(puzzle, length);
    List<Layer> layers = new ArrayList<>(List.of(Layer.input(puzzle.inputs())));
    layers.addAll(recurrent(cell, wanted));
    if (puzzle.isOfWhole()) {
      layers.add(Layer.last());
    }
    layers.add(Layer.linear(puzzle.outputs()));
    Map<String, Object> options =
        options(wanted, cell, Map.of("task", puzzle.toString(), "length", length));
    return new Plan(
        "%s, length %d, %s %d".formatted(puzzle, length, cell.name(), wanted.hidden()),
        options,
        provenance(seed, "drawn", options, Map.of("batch", TASK_BATCH, "sequences", SEQUENCES)),
        task,
        trainer(Model.of(seed, layers), task, wanted),
        puzzle.training(length, SEQUENCES, TASK_BATCH, seed),
        puzzle.examples(length, JUDGED, JUDGED_SEED).batches(100),
        Objects.requireNonNull(wanted.epochs()),
        "");
  }

  private static Plan ofText(Wanted wanted, Cell cell, String words) {
    Corpus corpus = Corpus.of("the text", words, SPLIT, Tokens.CHARACTERS);
    requireLong(corpus);
    int symbols = corpus.vocabulary().size();
    int hidden = Objects.requireNonNull(wanted.hidden());
    int batch = Math.clamp((corpus.train().length() - 1) / TEXT_STEPS, 1, TEXT_BATCH);
    NextSymbol task = new NextSymbol(corpus.vocabulary());
    int width = cell.shapes().inputIsHidden() ? hidden : Math.min(32, hidden);
    requireSmall(wanted, cell, width, (long) symbols * (width + hidden + 1));
    List<Layer> layers = new ArrayList<>(List.of(Layer.embedding(symbols, width)));
    layers.addAll(recurrent(cell, wanted));
    layers.add(Layer.linear(symbols));
    long seed = Objects.requireNonNull(wanted.seed());
    Map<String, Object> options = options(wanted, cell, Map.of("characters", corpus.length()));
    return new Plan(
        "a text of %,d characters, %s %d".formatted(corpus.length(), cell.name(), hidden),
        options,
        provenance(
            seed,
            corpus.digest(),
            options,
            Map.of("split", SPLIT.toString(), "batch", batch, "steps", TEXT_STEPS)),
        task,
        trainer(Model.of(seed, layers), task, wanted),
        corpus.train().batches(batch, TEXT_STEPS),
        corpus.validation().batches(batch, TEXT_STEPS),
        Objects.requireNonNull(wanted.epochs()),
        words.substring(0, words.offsetByCodePoints(0, (int) Math.min(EXAMPLE, corpus.length()))));
  }

  /** So long that there is a batch to learn from. */
  private static void requireLong(Corpus corpus) {
    if (corpus.train().length() <= TEXT_STEPS) {
      throw Refusal.impossible(
          "The text has %,d characters; paste one of at least %,d.",
          corpus.length(), Math.ceilDiv(100 * (TEXT_STEPS + 1), SPLIT.train()));
    }
  }

  /**
   * Before any of it is built.
   *
   * @param input what the first recurrent layer reads
   * @param besides the numbers of the other layers
   */
  private static void requireSmall(Wanted wanted, Cell cell, int input, long besides) {
    int hidden = Objects.requireNonNull(wanted.hidden());
    long numbers = besides;
    for (int i = 0; i < Objects.requireNonNull(wanted.layers()); i++) {
      int entering = i > 0 || cell.shapes().inputIsHidden() ? hidden : input;
      long own = TypedCell.numbers(cell, cell.shapes().at(entering, hidden, Map.of()));
      numbers = own < 0 ? Long.MAX_VALUE : Math.min(Long.MAX_VALUE - own, numbers) + own;
    }
    if (numbers > MOST_NUMBERS) {
      throw Refusal.impossible(
          "The model has %s numbers at these sizes; at most %,d are learned on the page: choose a"
              + " smaller hidden size or fewer layers.",
          numbers == Long.MAX_VALUE ? "too many" : String.format(Locale.ROOT, "%,d", numbers),
          MOST_NUMBERS);
    }
  }

  private static List<Layer> recurrent(Cell cell, Wanted wanted) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < Objects.requireNonNull(wanted.layers()); i++) {
      layers.add(Layer.recurrent(cell, Objects.requireNonNull(wanted.hidden())));
    }
    return layers;
  }

  private static Trainer trainer(Model model, Task task, Wanted wanted) {
    double clip = Objects.requireNonNull(wanted.clip());
    return new Trainer(
            model,
            task.loss(),
            Optimizer.adam(Objects.requireNonNull(wanted.rate())),
            clip == 0 ? Clip.none() : Clip.norm(clip))
        .withThreads(1)
        .withSeed(Objects.requireNonNull(wanted.seed()));
  }

  private static Map<String, Object> options(Wanted wanted, Cell cell, Map<String, Object> of) {
    Map<String, Object> options = new LinkedHashMap<>(of);
    options.put("cell", cell.name());
    options.put("hidden", Objects.requireNonNull(wanted.hidden()));
    options.put("layers", Objects.requireNonNull(wanted.layers()));
    options.put("rate", Objects.requireNonNull(wanted.rate()));
    options.put("clip", Objects.requireNonNull(wanted.clip()));
    options.put("seed", Objects.requireNonNull(wanted.seed()));
    options.put("epochs", Objects.requireNonNull(wanted.epochs()));
    return options;
  }

  private static Provenance provenance(
      long seed, String data, Map<String, Object> options, Map<String, Object> besides) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(options);
    all.putAll(besides);
    return Provenance.of(seed, data, all);
  }

  /** Begins. */
  Training start() {
    return trainer.start(train, validation, epochs);
  }

  /** Whether it learns a text, of which samples can be written. */
  @Nullable NextSymbol text() {
    return task instanceof NextSymbol text ? text : null;
  }
}
