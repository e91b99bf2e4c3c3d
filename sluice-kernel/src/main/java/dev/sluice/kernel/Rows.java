package dev.sluice.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are computed at which step: row number {@code step * batch + b} for every batch row b
 * that is that long. A ragged batch is a shorter list, nothing else; no row is sorted or moved.
 *
 * <p>Batch rows are divided among the parts of {@link Workers}; each part runs through time on its
 * own, without waiting for others.
 */
final class Rows {
  int steps;
  int batch;
  int parts;
  private boolean full;

  /** Valid steps of each batch row. */
  int[] lengths = {};

  /** All row numbers, by step, then by batch row: the order in which gradients are summed. */
  int[] all = {};

  /** How many of {@link #all} are used. */
  int count;

  /** The numbers of the batch rows, whatever their lengths. */
  int[] ofBatch = {};

  /** The same numbers as in {@link #all}, by part, then by step. */
  int[] ofPart = {};

  /** Part p has batch rows {@code [split[p], split[p + 1])}. */
  int[] split = {};

  /** Part p, step s: entries {@code [from[p * (steps + 1) + s], from[p * (steps + 1) + s + 1])}. */
  int[] from = {};

  /** Whether every batch row has all steps. */
  boolean isFull() {
    return full;
  }

  /**
   * Makes the lists; does nothing where they are the same as before.
   *
   * @throws IllegalArgumentException if a length is negative or exceeds {@code steps}
   */
  void set(int steps, int batch, int @Nullable [] lengths, int parts) {
    boolean same = this.steps == steps && this.batch == batch && this.parts == parts;
    if (same && full && lengths == null) {
      return;
    }
    this.steps = steps;
    this.batch = batch;
    this.parts = parts;
    full = false; // until the lists are complete
    int rows = Math.multiplyExact(steps, batch);
    this.lengths = fit(this.lengths, batch);
    all = fit(all, rows);
    ofPart = fit(ofPart, rows);
    split = fit(split, parts + 1);
    from = fit(from, Math.multiplyExact(parts, steps + 1));
    ofBatch = fit(ofBatch, batch);
    long total = 0;
    for (int b = 0; b < batch; b++) {
      int length = lengths == null ? steps : lengths[b];
      if (length < 0 || length > steps) {
        throw new IllegalArgumentException(
            "Row %d has length %d, but the batch has %d steps.".formatted(b, length, steps));
      }
      this.lengths[b] = length;
      ofBatch[b] = b;
      total += length;
    }
    split(total);
    count = 0;
    for (int s = 0; s < steps; s++) {
      for (int b = 0; b < batch; b++) {
        if (s < this.lengths[b]) {
          all[count++] = s * batch + b;
        }
      }
    }
    int entry = 0;
    for (int p = 0; p < parts; p++) {
      for (int s = 0; s < steps; s++) {
        from[p * (steps + 1) + s] = entry;
        for (int b = split[p]; b < split[p + 1]; b++) {
          if (s < this.lengths[b]) {
            ofPart[entry++] = s * batch + b;
          }
        }
      }
      from[p * (steps + 1) + steps] = entry;
    }
    full = lengths == null;
  }

  /** Batch rows in order, about as many steps for each part. */
  private void split(long total) {
    long done = 0;
    int b = 0;
    for (int p = 0; p < parts; p++) {
      split[p] = b;
      while (b < batch
          && (p == parts - 1 || done * parts + (long) lengths[b] * parts / 2 < total * (p + 1))) {
        done += lengths[b++];
      }
    }
    split[parts] = batch;
  }

  static int[] fit(int[] array, int length) {
    return array.length >= length ? array : Arrays.copyOf(array, length);
  }
}
