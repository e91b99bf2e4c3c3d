package dev.sluice.data;

import java.util.Objects;
import java.util.stream.LongStream;

/** A part of a {@link Corpus}: a sequence of symbols. Immutable. */
public final class Text {
  private final String name;
  private final Vocabulary vocabulary;
  private final Symbols symbols;
  private final long from;
  private final long length;
  private final boolean training;

  Text(String name, Vocabulary vocabulary, Symbols symbols, long from, long to, boolean training) {
    this.name = name;
    this.vocabulary = vocabulary;
    this.symbols = symbols;
    this.from = from;
    this.length = to - from;
    this.training = training;
  }

  /** What to call it in a message: {@code the training part of bard.txt}. */
  public String name() {
    return name;
  }

  /** The vocabulary of its symbols. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The number of symbols. */
  public long length() {
    return length;
  }

  /**
   * The symbol at a position.
   *
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public int id(long position) {
    return symbols.at(from + Objects.checkIndex(position, length));
  }

  /**
   * All symbols, in an array that is the caller's.
   *
   * @throws IllegalArgumentException if they are more than an array can hold
   */
  public int[] ids() {
    if (length > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has %,d symbols, too many for an array; read them in batches.",
              Sentence.capital(name), length));
    }
    return LongStream.range(from, from + length).mapToInt(symbols::at).toArray();
  }

  /**
   * Lays the text out for truncated backpropagation through time: {@code batchSize} rows, each a
   * continuous piece of the text, read {@code steps} symbols at a time; the target of each symbol
   * is the next.
   *
   * <p>In the <em>training part</em> all batches have the same shape, as in char-rnn, and fewer
   * than {@code batchSize × steps} symbols at the end are left out. In <em>any other part</em>
   * every symbol but the first is a target exactly once, so that a loss is that of the whole part:
   * the last batch can be shorter and ragged, and a short part has fewer rows than {@code
   * batchSize} (as many as have {@code steps} symbols, at least one).
   *
   * @throws IllegalArgumentException if {@code batchSize} or {@code steps} is not positive, or the
   *     text is too short: for one batch where it is the training part, else for one target
   */
  public Batches batches(int batchSize, int steps) {
    return training
        ? TextBatches.equal(this, batchSize, steps)
        : TextBatches.covering(this, batchSize, steps);
  }

  /** The text itself. */
  @Override
  public String toString() {
    return vocabulary.decode(ids());
  }

  Symbols symbols() {
    return symbols;
  }

  long from() {
    return from;
  }
}
