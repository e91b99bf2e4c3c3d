package dev.sluice.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of an input are equal, where they were looked up in a table: the characters of a text
 * are a few dozen, its positions thousands. Reused from batch to batch. Belongs to one thread at a
 * time.
 */
public final class Repeats {
  private int[] rowAt = {};
  private int[] symbols = {};
  private int count;
  private int length;

  /** For each symbol one more than its row, 0 where it has none. */
  private int[] rows = {};

  /** Nothing found yet. */
  public Repeats() {}

  /**
   * Numbers the symbols of a batch in the order in which they first stand there.
   *
   * @param batch the symbols, {@code [step, batch]}
   * @param lengths valid steps of each row, or null where all rows have {@code steps}; what is past
   *     the end of a row is not read
   * @param vocabularySize how many symbols there are
   * @throws IllegalArgumentException if there is no such symbol
   */
  public void find(
      int[] batch, int steps, int batchSize, int @Nullable [] lengths, int vocabularySize) {
    for (int i = 0; i < count; i++) {
      rows[symbols[i]] = 0;
    }
    count = 0;
    length = Math.multiplyExact(steps, batchSize);
    if (rows.length < vocabularySize) {
      rows = new int[vocabularySize];
    }
    rowAt = Rows.fit(rowAt, length);
    for (int at = 0; at < length; at++) {
      if (lengths == null || at / batchSize < lengths[at % batchSize]) {
        rowAt[at] = row(batch[at], vocabularySize);
      }
    }
  }

  private int row(int symbol, int vocabularySize) {
    if (symbol < 0 || symbol >= vocabularySize) {
      throw new IllegalArgumentException(
          "There is no symbol %s among %s; they count from 0.".formatted(symbol, vocabularySize));
    }
    if (rows[symbol] == 0) {
      if (count == symbols.length) {
        symbols = Arrays.copyOf(symbols, Math.max(64, 2 * count));
      }
      symbols[count++] = symbol;
      rows[symbol] = count;
    }
    return rows[symbol] - 1;
  }

  /** How many different rows there are. */
  public int count() {
    return count;
  }

  /** The symbol of each different row, and more behind them. */
  public int[] symbols() {
    return symbols;
  }

  /** Which row stands at a position of the batch, {@code step × batch + row}. */
  public int row(int position) {
    return rowAt[position];
  }

  /** How many positions the batch has. */
  int length() {
    return length;
  }

  /** Which row stands at each position of the batch. */
  int[] rowAt() {
    return rowAt;
  }
}
