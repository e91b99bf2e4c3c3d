package dev.sluice.data;

import java.util.Objects;

/**
 * A text cut into {@code batchSize} rows, and the rows into pieces of {@code steps} symbols.
 *
 * @param rowLength the number of targets of a row
 * @param longerRows how many rows, the first ones, have one target more
 */
record TextBatches(Text text, int batchSize, long rowLength, int longerRows, int steps)
    implements Batches {

  /**
   * Batches of equal shape; fewer than {@code batchSize × steps} symbols at the end of the text are
   * left out. This is how char-rnn lays out its text.
   */
  static Batches equal(Text text, int batchSize, int steps) {
    check(batchSize, steps);
    long size = (long) batchSize * steps;
    long pieces = (text.length() - 1) / size;
    if (pieces < 1) {
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has %s; one batch of %,d × %,d needs %,d. Use a smaller batch size (--batch),"
                  + " fewer steps (--steps) or a longer text.",
              Sentence.capital(text.name()),
              Sentence.count(text.length(), "symbol"),
              batchSize,
              steps,
              size + 1));
    }
    return new TextBatches(text, batchSize, pieces * steps, 0, steps);
  }

  /**
   * Batches in which every target of the text occurs once. Rows differ by one symbol at most, so
   * only the last batch can be shorter or ragged; a text too short for {@code batchSize} rows of
   * {@code steps} symbols has fewer rows, because many short rows would each begin without a past.
   */
  static Batches covering(Text text, int batchSize, int steps) {
    check(batchSize, steps);
    long targets = text.length() - 1;
    if (targets < 1) {
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has %s; it needs at least 2. Give it a larger share (--split) or use a longer"
                  + " text.",
              Sentence.capital(text.name()), Sentence.count(text.length(), "symbol")));
    }
    int rows = Math.clamp(targets / steps, 1, batchSize);
    int longest = (int) Math.min(steps, Math.ceilDiv(targets, rows));
    return new TextBatches(text, rows, targets / rows, (int) (targets % rows), longest);
  }

  private static void check(int batchSize, int steps) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          Sentence.of("The batch size must be at least 1; it is %,d.", batchSize));
    }
    if (steps < 1) {
      throw new IllegalArgumentException(
          Sentence.of("The number of steps must be at least 1; it is %,d.", steps));
    }
  }

  @Override
  public int count() {
    return Math.toIntExact(Math.ceilDiv(rowLength + (longerRows > 0 ? 1 : 0), steps));
  }

  @Override
  public long symbols() {
    return batchSize * rowLength + longerRows;
  }

  @Override
  public void read(int index, Batch into) {
    Objects.checkIndex(index, count());
    long from = (long) index * steps;
    int shortest = (int) Math.min(steps, rowLength - from);
    boolean ragged = longerRows > 0 && shortest < steps;
    into.shape(ragged ? shortest + 1 : shortest, batchSize);
    int[] lengths = ragged ? into.ragged() : null;
    for (int row = 0; row < batchSize; row++) {
      int length = ragged && row < longerRows ? shortest + 1 : shortest;
      if (lengths != null) {
        lengths[row] = length;
      }
      fill(into, row, row * rowLength + Math.min(row, longerRows) + from, length);
    }
  }

  private void fill(Batch into, int row, long position, int length) {
    int[] inputs = into.inputs();
    int[] targets = into.targets();
    Symbols symbols = text.symbols();
    int symbol = length > 0 ? symbols.at(text.from() + position) : 0;
    for (int step = 0; step < length; step++) {
      int next = symbols.at(text.from() + position + step + 1);
      inputs[step * batchSize + row] = symbol;
      targets[step * batchSize + row] = next;
      symbol = next;
    }
    for (int step = length; step < into.steps(); step++) {
      inputs[step * batchSize + row] = 0;
      targets[step * batchSize + row] = -1;
    }
  }
}
