package dev.sluice.model;

/**
 * A layer at work in one {@link Pass}: its memory, and what it does with the layer below's output.
 */
sealed interface Stage
    permits EmbeddingStage,
        SpelledStage,
        InputStage,
        CellStage,
        BidirectionalStage,
        DropoutStage,
        ResidualStage,
        LastStage,
        MeanStage,
        MaxStage,
        AttentionStage,
        DecoderStage,
        FlattenStage,
        TransitionsStage {

  /**
   * Computes this layer's output.
   *
   * @param x kept as it is until {@link #backward}
   * @return kept as it is until the next call
   */
  Signal run(Pass pass, Signal x);

  /**
   * Adds to the gradients of this layer's parameters.
   *
   * @param gradient by the values that {@link #run} returned; may be overwritten
   * @return the gradient by the values of {@code x}
   */
  float[] backward(Pass pass, float[] gradient, Gradients gradients);
}
