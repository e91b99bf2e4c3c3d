package dev.sluice.cell;

import org.jspecify.annotations.Nullable;

/**
 * Where in a run a step stands: what noise and clocks depend on besides values.
 *
 * @param draws what is drawn; null for inference, where noise is replaced by its expectation
 * @param row the row of the batch
 * @param step the step of the run, from 0
 * @param clock the row's step counter: how many steps it made since its state was set
 */
public record Moment(@Nullable Draws draws, int row, int step, long clock) {
  /** The first step of inference. */
  public static final Moment START = new Moment(null, 0, 0, 0);

  /** The same row, {@code steps} later. */
  public Moment plus(int steps) {
    return new Moment(draws, row, step + steps, clock + steps);
  }

  /** Whether the event of a draw happens to one element, or to all rows or steps at once. */
  boolean happens(Draws draws, int occurrence, double p, boolean sequence, int element) {
    long at = Noise.at(draws.of(occurrence), row, sequence ? Noise.SHARED : step);
    return Noise.below(Noise.bits(at, element), Noise.threshold(p));
  }
}
