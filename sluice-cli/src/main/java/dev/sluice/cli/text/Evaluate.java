package dev.sluice.cli.text;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import dev.sluice.data.Corpus;
import dev.sluice.data.Split;
import dev.sluice.data.Text;
import dev.sluice.data.Trigram;
import dev.sluice.loss.Loss;
import dev.sluice.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How good a model is on a text. */
@Command(
    name = "evaluate",
    description = "Judge a model by a text: how unsure it is of each next symbol.")
public record Evaluate(
    @Parameters(index = "0", paramLabel = "MODEL", description = "A model file.") Path model,
    @Parameters(index = "1", paramLabel = "DATA", description = "A text file.") Path data,
    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "all",
            description =
                "all, or the train, validation or test part as the model was trained (default"
                    + " all).")
        Part part,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            description = "Where parts end (default: as the model was trained).")
        @Nullable Split split,
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads (default: one for each processor); they change no bit.")
        @Nullable Integer threads,
    @Option(names = "--json", description = "Print one JSON object.") boolean json)
    implements Task {

  /** Parts of a text. */
  public enum Part {
    ALL,
    TRAIN,
    VALIDATION,
    TEST
  }

  private static final int BATCH = 32;
  private static final int STEPS = 64;

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(model);
    Split parts = split != null ? split : trainedSplit(checkpoint);
    Corpus corpus = Corpus.of(data, parts, checkpoint.vocabulary(), model.toString());
    Text text =
        switch (part) {
          case ALL -> corpus.whole();
          case TRAIN -> corpus.train();
          case VALIDATION -> corpus.validation();
          case TEST -> corpus.test();
        };
    console.advise();
    Evaluation evaluation =
        Evaluation.of(
            checkpoint.model(),
            text.batches(trained(checkpoint, "batch", BATCH), trained(checkpoint, "steps", STEPS)),
            Loss.crossEntropy(),
            threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    // Only on a part that it has not counted does a trigram say anything.
    Double baseline =
        part == Part.VALIDATION || part == Part.TEST
            ? (Double) Trigram.of(corpus.train()).nats(text)
            : null;
    Provenance provenance = checkpoint.provenance();
    boolean seen = provenance != null && provenance.data().equals(corpus.digest());
    if (json) {
      console.json(object(evaluation, baseline, seen));
    } else {
      print(console, checkpoint, evaluation, baseline, seen);
    }
    return DONE;
  }

  private static Split trainedSplit(Checkpoint checkpoint) {
    Provenance provenance = checkpoint.provenance();
    return provenance != null && provenance.options().get("split") instanceof String split
        ? Split.parse(split)
        : Split.DEFAULT;
  }

  /** As in training, so that the figures are those that training showed. */
  private static int trained(Checkpoint checkpoint, String option, int otherwise) {
    Provenance provenance = checkpoint.provenance();
    return provenance != null
            && provenance.options().get(option) instanceof Integer number
            && number > 0
        ? number
        : otherwise;
  }

  private void print(
      Console console,
      Checkpoint checkpoint,
      Evaluation evaluation,
      @Nullable Double baseline,
      boolean seen) {
    String symbol = Figures.symbol(checkpoint.vocabulary().tokens());
    console.line(
        "%s on %s%s, %,d %ss:",
        model,
        part == Part.ALL ? "" : "the " + Words.of(part) + " part of ",
        data,
        evaluation.targets(),
        symbol);
    console.line("  %.4f nats per %s", evaluation.loss(), symbol);
    console.line("  %.4f bits per %s", evaluation.bitsPerCharacter(), symbol);
    console.line("  %.4f perplexity", evaluation.perplexity());
    if (baseline != null) {
      console.line(
          "  %.4f nats per %s: an interpolated trigram, from the training part", baseline, symbol);
    }
    if (seen && part == Part.ALL) {
      console.line("It was trained on this text; --part test is what it has not seen.");
    }
  }

  private Map<String, @Nullable Object> object(
      Evaluation evaluation, @Nullable Double baseline, boolean seen) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("model", model.toString());
    object.put("text", data.toString());
    object.put("part", Words.of(part));
    object.put("trainedOnThisText", seen);
    object.put("symbols", evaluation.targets());
    object.put("nats", evaluation.loss());
    object.put("bits", evaluation.bitsPerCharacter());
    object.put("perplexity", evaluation.perplexity());
    object.put("trigram", baseline);
    return object;
  }
}
