package dev.sluice.train;

/**
 * What a message advises to change. Who shows it says, by a {@link Wording}, where that is done.
 */
public enum Remedy {
  /** Clipping, at a norm. */
  CLIP,
  /** The learning rate. */
  RATE,
  /** Weight decay. */
  WEIGHT_DECAY,
  /** Layer normalization within the cell. */
  LAYER_NORMALIZATION,
  /** Another cell. */
  CELL,
  /** Another line of the cell. */
  LINE,
  /** What the recurrent weights begin with. */
  RECURRENT_START,
  /** To see what the cell's equations give, step by step. */
  TRACE
}
