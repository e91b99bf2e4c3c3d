package dev.sluice.cell;

/**
 * Which run of a layer draws noise: the first half of the name of every draw, see {@link Noise}. It
 * is set again for each update, so that steady training allocates nothing; it belongs to one thread
 * at a time.
 */
public final class Draws {
  private final int layer;
  private final int direction;
  private long seed;
  private long update;

  /**
   * Draws of one layer, with seed and update 0.
   *
   * @param layer the layer's place in the model, from 0
   * @param direction 0 from left to right, 1 from right to left
   */
  public Draws(int layer, int direction) {
    this.layer = layer;
    this.direction = direction;
  }

  /**
   * Names the next run.
   *
   * @param seed the seed of the whole training
   * @param update how many updates came before
   * @return this
   */
  public Draws set(long seed, long update) {
    this.seed = seed;
    this.update = update;
    return this;
  }

  /** The key of one noise of the cell's text, for {@link Noise#at}. */
  public long of(int occurrence) {
    return Noise.draw(seed, update, layer, direction, occurrence);
  }
}
