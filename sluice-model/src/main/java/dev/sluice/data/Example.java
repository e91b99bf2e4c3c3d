package dev.sluice.data;

/**
 * A sequence with what is to be predicted of it. Its arrays are its own: do not write them.
 *
 * @param input what a model reads
 * @param target what it shall say
 */
public record Example(Input input, Target target) {

  /**
   * @throws IllegalArgumentException if there is a target for each step, and not as many as steps
   */
  public Example {
    int steps =
        switch (target) {
          case Tags(int[] tags) -> tags.length;
          case Values(int size, float[] values) -> values.length / size;
          case Label _, Value _, Sequence _ -> input.steps();
        };
    if (steps != input.steps()) {
      throw new IllegalArgumentException(
          "A sequence of %s steps has targets for %s.".formatted(input.steps(), steps));
    }
  }

  /** What a model reads, step by step. */
  public sealed interface Input {
    /** The number of steps. */
    int steps();
  }

  /**
   * A symbol at each step.
   *
   * @param ids numbers of a {@link Vocabulary}
   */
  public record Symbols(int[] ids) implements Input {
    @Override
    public int steps() {
      return ids.length;
    }
  }

  /**
   * A word at each step, by its number and by its letters.
   *
   * @param ids numbers of a {@link Vocabulary} of words
   * @param spellings numbers of the {@code letters}
   */
  public record Spelled(int[] ids, int[] spellings, Spellings letters) implements Input {

    /**
     * @throws IllegalArgumentException if there are not as many numbers as spellings
     */
    public Spelled {
      if (ids.length != spellings.length) {
        throw new IllegalArgumentException(
            "There are %s words and %s spellings.".formatted(ids.length, spellings.length));
      }
    }

    @Override
    public int steps() {
      return ids.length;
    }
  }

  /**
   * Numbers at each step.
   *
   * @param size how many
   * @param values {@code [step, size]}
   */
  public record Numbers(int size, float[] values) implements Input {

    /**
     * @throws IllegalArgumentException if the values are not a whole number of steps
     */
    public Numbers {
      requireWhole(size, values.length);
    }

    @Override
    public int steps() {
      return values.length / size;
    }
  }

  /** What is to be predicted. */
  public sealed interface Target {}

  /** A class for the whole sequence, from 0. */
  public record Label(int label) implements Target {}

  /** A class at each step, from 0; −1 where there is none. */
  public record Tags(int[] tags) implements Target {}

  /** Numbers for the whole sequence; NaN where one is missing. */
  public record Value(float[] values) implements Target {}

  /**
   * Numbers at each step; NaN where one is missing.
   *
   * @param values {@code [step, size]}
   */
  public record Values(int size, float[] values) implements Target {

    /**
     * @throws IllegalArgumentException if the values are not a whole number of steps
     */
    public Values {
      requireWhole(size, values.length);
    }
  }

  /**
   * A sequence to be written, of any length.
   *
   * @param ids its symbols; 0 is the end, which is not among them
   */
  public record Sequence(int[] ids) implements Target {}

  private static void requireWhole(int size, int count) {
    if (size < 1 || count % size != 0) {
      throw new IllegalArgumentException(
          "%s numbers are no whole number of steps of %s.".formatted(count, size));
    }
  }
}
