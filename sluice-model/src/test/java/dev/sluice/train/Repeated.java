package dev.sluice.train;

import dev.sluice.data.Batch;
import dev.sluice.data.Batches;

/**
 * A short sequence of symbols, repeated: row r begins at its r-th symbol. The last batch is ragged,
 * and one of its rows is empty.
 */
public record Repeated(int[] text, int batchSize, int steps, int count) implements Batches {

  @Override
  public long symbols() {
    Batch batch = new Batch();
    long sum = 0;
    for (int i = 0; i < count; i++) {
      read(i, batch);
      sum += batch.symbols();
    }
    return sum;
  }

  @Override
  public void read(int index, Batch into) {
    into.shape(steps, batchSize);
    boolean last = index == count - 1 && batchSize > 1;
    int[] lengths = last ? into.ragged() : null;
    for (int row = 0; row < batchSize; row++) {
      int length = last ? (row * steps) / (batchSize - 1) : steps;
      if (lengths != null) {
        lengths[row] = length;
      }
      for (int step = 0; step < steps; step++) {
        int at = row + index * steps + step;
        boolean valid = step < length;
        into.inputs()[step * batchSize + row] = valid ? text[at % text.length] : 0;
        into.targets()[step * batchSize + row] = valid ? text[(at + 1) % text.length] : -1;
      }
    }
  }

  /** The letters of a text as symbols: {@code a} is 0. */
  public static int[] letters(String text) {
    return text.chars().map(c -> c - 'a').toArray();
  }
}
