package dev.sluice.cli.classify;

import dev.sluice.cell.Cell;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.data.Split;
import dev.sluice.data.Tokens;
import dev.sluice.loss.Loss;
import dev.sluice.model.Initialization;
import dev.sluice.model.Initializer;
import dev.sluice.model.Layer;
import dev.sluice.model.Layer.Pooling;
import dev.sluice.task.Classification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What a training is: with the same data, all that decides the bits of its model. Stored in the
 * model file.
 */
public record ClassifyOptions(
    ModelOptions model,
    @Option(
            names = "--forward-only",
            description = "Read sequences from their beginning alone (default: from both ends).")
        boolean forwardOnly,
    @Option(
            names = "--pool",
            paramLabel = "HOW",
            defaultValue = "last",
            description =
                "What stands for a sequence: its last step, or the mean, max or attention of all"
                    + " (default last).")
        Pooling pool,
    @Option(
            names = "--tokens",
            paramLabel = "char|word|byte",
            defaultValue = "char",
            description = "What a text is cut into (default char).")
        Tokens tokens,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            defaultValue = "80/10/10",
            description =
                "Percent of DATA to learn from, to judge by, and to keep for the end, of each label"
                    + " alike (default 80/10/10).")
        Split split,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Sequences that are read side by side (default 32).")
        int batch,
    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "10",
            description =
                "End after N evaluations without a better one, with the model of the best; 0 for"
                    + " neither (default 10).")
        int patience,
    @Option(
            names = "--smoothing",
            paramLabel = "S",
            defaultValue = "0",
            description = "Give this share of a label's weight to all labels alike.")
        double smoothing,
    LearningOptions learning) {

  /** A rare word is seen too seldom to unlearn a large vector. */
  private static final Initialization START =
      Initialization.STANDARD.withEmbedding(new Initializer.Normal(0, 0.1));

  /** Checks each value. */
  public ClassifyOptions {
    Checks.atLeastOne(ClassifyOptions.class, "batch", batch);
    if (patience < 0) {
      throw Failure.wrong("--patience must be 0 or more; it is %,d.", patience);
    }
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw Failure.wrong("--smoothing must be at least 0 and below 1; it is %s.", smoothing);
    }
  }

  /** As a model file stores them. */
  Map<String, @Nullable Object> stored() {
    return ModelOptions.stored(this, model.cell());
  }

  /** How parameters begin. */
  Initialization initialization() {
    return model.initialization(START);
  }

  /** The layers of a model for a task. */
  List<Layer> layers(Classification task) {
    List<Layer> stack = new ArrayList<>();
    stack.add(task.reading().layer(model.embeddingSize()));
    for (int i = 0; i < model.layers(); i++) {
      Layer.Recurrent layer = model.recurrent();
      stack.add(forwardOnly ? layer : Layer.bidirectional(layer, Layer.Join.CONCATENATE));
      if (model.dropout() > 0) {
        stack.add(Layer.dropout(model.dropout()));
      }
    }
    stack.add(Layer.pool(pool));
    stack.add(Layer.linear(task.labels().size()));
    return stack;
  }

  /** The cell of a model with such layers; null where it has none. */
  static @Nullable Cell cell(List<Layer> layers) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Recurrent recurrent) {
        return recurrent.cell();
      }
      if (layer instanceof Layer.Bidirectional both) {
        return both.layer().cell();
      }
    }
    return null;
  }

  /** What training makes small. */
  Loss loss() {
    return Loss.crossEntropy().withSmoothing(smoothing);
  }
}
