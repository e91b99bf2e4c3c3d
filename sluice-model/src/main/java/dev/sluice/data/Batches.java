package dev.sluice.data;

/**
 * One pass over some data, in batches of continuous rows: the symbols of row r in batch i go on
 * where row r of batch i − 1 ended, so a state carried from batch to batch is the state of that
 * text. Batches may be read in any order and by several threads, each with a {@link Batch} of its
 * own.
 */
public interface Batches {

  /** The number of batches in one pass. */
  int count();

  /** The number of rows, the same in every batch. */
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
}
