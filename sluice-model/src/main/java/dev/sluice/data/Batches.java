package dev.sluice.data;

/**
 * One pass over some data, in batches. Where they are {@linkplain #isContinuous continuous}, the
 * symbols of row r in batch i go on where row r of batch i − 1 ended, so a state carried from batch
 * to batch is the state of that text; otherwise every row of every batch is a sequence of its own.
 * Batches may be read in any order and by several threads, each with a {@link Batch} of its own.
 */
public interface Batches {

  /** The number of batches in one pass. */
  int count();

  /** The number of rows of the largest batch; of every batch where they are continuous. */
  int batchSize();

  /** The number of steps of the longest batch. */
  int steps();

  /** The number of targets in one pass. */
  long symbols();

  /**
   * Fills {@code into} with batch {@code index}; allocates nothing once {@code into} has held the
   * largest.
   *
   * @throws IndexOutOfBoundsException if there is no such batch
   */
  void read(int index, Batch into);

  /** Whether each row goes on where it stood in the batch before. */
  default boolean isContinuous() {
    return true;
  }

  /**
   * The same data as an epoch of training reads them: shuffled where the order is free.
   *
   * @param seed decides, with {@code epoch}, the order
   * @param epoch from 1
   * @return batches of the same number
   */
  default Batches inEpoch(long seed, int epoch) {
    return this;
  }

  /** At how many steps something is to be predicted at most, where sequences are written. */
  default int writtenSteps() {
    return steps();
  }
}
