package dev.sluice.cli.train;

import dev.sluice.model.Layer;
import picocli.CommandLine.Option;

/** In which directions sequences are read. */
public record DirectionOptions(
    @Option(
            names = "--forward-only",
            description = "Read sequences from their beginning alone (default: from both ends).")
        boolean forwardOnly,
    @Option(
            names = "--join",
            paramLabel = "HOW",
            defaultValue = "concatenate",
            description =
                "What becomes of both directions: concatenate or add (default concatenate).")
        Layer.Join join) {

  /** A layer in these directions. */
  public Layer of(Layer.Recurrent layer) {
    return forwardOnly ? layer : Layer.bidirectional(layer, join);
  }
}
