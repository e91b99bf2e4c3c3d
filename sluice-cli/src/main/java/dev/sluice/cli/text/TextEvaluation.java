package dev.sluice.cli.text;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.cli.console.Console;
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

/**
 * How unsure a model is of each next symbol of a text.
 *
 * @param model its file
 * @param data the text
 * @param split where parts end; null for where they ended in training
 */
public record TextEvaluation(
    Path model, Path data, Part part, @Nullable Split split, int threads, boolean json) {

  /** Parts of a text. */
  public enum Part {
    ALL,
    TRAIN,
    VALIDATION,
    TEST
  }

  private static final int BATCH = 32;
  private static final int STEPS = 64;

  /** Evaluates, and tells the figures. */
  public void run(Console console, Checkpoint checkpoint) throws IOException {
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
            threads);
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
