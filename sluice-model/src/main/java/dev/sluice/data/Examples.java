package dev.sluice.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Sequences with what is to be predicted of each, all of one kind. They may be in memory or in a
 * file; they are read by several threads.
 */
public interface Examples {

  /** How many there are. */
  int count();

  /**
   * One of them.
   *
   * @throws IndexOutOfBoundsException if there is none with this number
   */
  Example get(int index);

  /** The number of steps of one of them, without reading the rest of it. */
  default int steps(int index) {
    return get(index).input().steps();
  }

  /** A list of them. */
  static Examples of(List<Example> examples) {
    List<Example> copy = List.copyOf(examples);
    return new Examples() {
      @Override
      public int count() {
        return copy.size();
      }

      @Override
      public Example get(int index) {
        return copy.get(index);
      }
    };
  }

  /**
   * Examples that are made each time that they are needed, and each once now, for its number of
   * steps: for what is not in memory.
   */
  static Examples of(int count, IntFunction<Example> making) {
    int[] steps = new int[count];
    Arrays.setAll(steps, i -> making.apply(i).input().steps());
    return new Examples() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public Example get(int index) {
        return making.apply(index);
      }

      @Override
      public int steps(int index) {
        return steps[index];
      }
    };
  }

  /**
   * Fills a batch with some of them, a row each, in this order.
   *
   * @param numbers of which those in {@code [from, to)} are meant
   * @throws IllegalArgumentException if they are not of one kind
   */
  default void read(int[] numbers, int from, int to, Batch into) {
    ExampleBatches.fill(this, numbers, from, to, into);
  }

  /** Their numbers, the shortest sequence first; of those as long the first comes first. */
  default int[] byLength() {
    double[] lengths = new double[count()];
    Arrays.setAll(lengths, this::steps);
    return ExampleBatches.sorted(lengths);
  }

  /**
   * Batches of sequences of about the same length, longest last. In training each epoch draws its
   * own.
   *
   * @param batchSize rows of a batch; the last may have fewer
   * @throws IllegalArgumentException if there is no example, or {@code batchSize} is not positive
   */
  default Batches batches(int batchSize) {
    return ExampleBatches.of(this, batchSize);
  }
}
