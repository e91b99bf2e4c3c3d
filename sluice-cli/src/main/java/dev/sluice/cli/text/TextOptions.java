package dev.sluice.cli.text;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.data.Split;
import dev.sluice.data.Tokens;
import dev.sluice.model.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What a training is: with the same text, all that decides the bits of its model. Stored in the
 * model file. What is null follows from the rest.
 */
public record TextOptions(
    ModelOptions model,
    @Option(
            names = "--tokens",
            paramLabel = "char|word|byte",
            defaultValue = "char",
            description = "What one symbol is (default char).")
        Tokens tokens,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            defaultValue = "90/5/5",
            description = "Percent to learn from, to judge by, and to keep (default 90/5/5).")
        Split split,
    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "64",
            description = "Symbols through which gradients flow back (default 64).")
        int steps,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Places of the text that are read side by side (default 32).")
        int batch,
    LearningOptions learning) {

  /** Checks each value. */
  public TextOptions {
    Checks.atLeastOne(TextOptions.class, "steps", steps);
    Checks.atLeastOne(TextOptions.class, "batch", batch);
  }

  /** As a model file stores them. */
  Map<String, @Nullable Object> stored() {
    return ModelOptions.stored(this, model.cell());
  }

  /** The layers of a model for so many symbols. */
  List<Layer> layers(int symbols) {
    int width = model.embeddingSize();
    if (model.cell().shapes().inputIsHidden() && width != model.hidden()) {
      throw Failure.wrong(
          "The cell %1$s demands an input of the hidden size, %2$,d, but --embedding is %3$,d;"
              + " leave it out, or give --embedding %2$d.",
          model.cell().name(), model.hidden(), width);
    }
    List<Layer> stack = new ArrayList<>();
    stack.add(Layer.embedding(symbols, width));
    stack.addAll(model.recurrent(layer -> layer));
    stack.add(Layer.linear(symbols));
    return stack;
  }
}
