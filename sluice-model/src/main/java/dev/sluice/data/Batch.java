package dev.sluice.data;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Memory for one batch of sequences, made once and filled again and again by {@link Batches#read}.
 * Belongs to one thread.
 *
 * <p>What enters at each step is a symbol ({@link #inputs}) or numbers ({@link #features}). What is
 * to be predicted is a class ({@link #targets}) or numbers ({@link #values}), at each step or at
 * {@link #targetSteps} others: one where a model reads a sequence and then says one thing.
 *
 * <p>Arrays are row-major {@code [step, batch]} or {@code [step, batch, size]} and may be longer:
 * they grow and never shrink, so that nothing is allocated once the largest batch has been read.
 */
public final class Batch {
  private int steps;
  private int batchSize;
  private boolean ragged;
  private int[] inputs = {};
  private int[] lengths = {};
  private float[] features = {};
  private int featureSize;

  /** The different words of the batch, letter by letter; null where nobody spells. */
  private @Nullable Batch spelling;

  private int[] spelled = {};
  private int[] places = {};
  private boolean spells;

  /** What is to be written, each symbol before the one to be predicted. */
  private @Nullable Batch decoding;

  private boolean decodes;

  private int targetSteps;
  private int[] targets = {};
  private float[] values = {};
  private int valueSize;

  /** A batch without content. */
  public Batch() {}

  /** The number of steps. */
  public int steps() {
    return steps;
  }

  /** The number of rows. */
  public int batchSize() {
    return batchSize;
  }

  /** The symbol that enters, {@code [step, batch]}; 0 past the end of a row. */
  public int[] inputs() {
    return inputs;
  }

  /** The numbers that enter, {@code [step, batch, featureSize]}; not read past the end of a row. */
  public float[] features() {
    return features;
  }

  /** How many numbers enter at each step; 0 where symbols enter. */
  public int featureSize() {
    return featureSize;
  }

  /**
   * The different words of this batch, a row each, letter by letter; null where only symbols or
   * numbers enter. {@link #spelled} says which stands where.
   */
  public @Nullable Batch spelling() {
    return spells ? spelling : null;
  }

  /**
   * The row of {@link #spelling} of the word that enters, {@code [step, batch]}; −1 past the end.
   */
  public int[] spelled() {
    return spelled;
  }

  /**
   * The sequences to be written, a row each: at each step the symbol before the one to be
   * predicted, first of all 0. Null where nothing is to be written.
   */
  public @Nullable Batch decoding() {
    return decodes ? decoding : null;
  }

  /** The class to be predicted, {@code [targetStep, batch]}; −1 where there is none. */
  public int[] targets() {
    return targets;
  }

  /**
   * The numbers to be predicted, {@code [targetStep, batch, valueSize]}; NaN where one is missing.
   */
  public float[] values() {
    return values;
  }

  /** How many numbers are to be predicted at each target step; 0 where classes are. */
  public int valueSize() {
    return valueSize;
  }

  /** At how many steps something is to be predicted: {@link #steps()} unless said otherwise. */
  public int targetSteps() {
    return targetSteps;
  }

  /**
   * The number of valid steps of each row, {@code [batch]} or longer; null where every row has all
   * {@link #steps()}.
   */
  public int @Nullable [] lengths() {
    return ragged ? lengths : null;
  }

  /** The number of valid steps of a row. */
  public int length(int row) {
    return ragged ? lengths[row] : steps;
  }

  /** The number of valid steps of all rows. */
  public int symbols() {
    if (!ragged) {
      return steps * batchSize;
    }
    int sum = 0;
    for (int row = 0; row < batchSize; row++) {
      sum += lengths[row];
    }
    return sum;
  }

  /** At how many positions there is a target: a class, or at least one number. */
  public int targetCount() {
    int positions = targetSteps * batchSize;
    int count = 0;
    for (int i = 0; i < positions; i++) {
      count += hasTarget(i) ? 1 : 0;
    }
    return count;
  }

  private boolean hasTarget(int position) {
    if (valueSize == 0) {
      return targets[position] >= 0;
    }
    for (int i = position * valueSize; i < (position + 1) * valueSize; i++) {
      if (!Float.isNaN(values[i])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives the batch a shape in which every row has all steps, with a symbol and a class at each;
   * the content is then the caller's to fill in.
   *
   * @throws IllegalArgumentException if {@code steps × batchSize} exceeds the longest array
   */
  public void shape(int steps, int batchSize) {
    int size = product(steps, batchSize, 1);
    if (inputs.length < size) {
      inputs = new int[size];
    }
    if (lengths.length < batchSize) {
      lengths = new int[batchSize];
    }
    this.steps = steps;
    this.batchSize = batchSize;
    ragged = false;
    featureSize = 0;
    spells = false;
    decodes = false;
    targetSteps(steps);
  }

  /**
   * Declares that sequences are to be written, of so many steps at most, their ends included; the
   * caller fills in the targets, the inputs of what is returned, and its lengths where these are
   * not all the same. After {@link #shape}.
   */
  public Batch decoding(int steps) {
    Batch written = decoding == null ? new Batch() : decoding;
    decoding = written;
    decodes = true;
    written.shape(steps, batchSize);
    targetSteps(steps);
    return written;
  }

  /** Declares the batch ragged; the caller fills in the lengths that are returned. */
  public int[] ragged() {
    ragged = true;
    return lengths;
  }

  /**
   * Declares that numbers enter instead of symbols; the caller fills in what is returned. After
   * {@link #shape}.
   *
   * @param size how many at each step
   */
  public float[] features(int size) {
    featureSize = size;
    features = room(features, product(steps, batchSize, size));
    return features;
  }

  /**
   * Declares that words enter by their letters too; the caller fills in, for each {@code [step,
   * batch]}, the number of its spelling, or −1, and then calls {@link #spell}.
   */
  int[] spelledBy() {
    if (spelled.length < steps * batchSize) {
      spelled = new int[steps * batchSize];
    }
    return spelled;
  }

  /** From numbers of all spellings to rows of those that this batch has. */
  void spell(Spellings letters) {
    Batch words = spelling == null ? new Batch() : spelling;
    spelling = words;
    spells = true;
    int[] rows = words.places(letters.count());
    int count = 0;
    int longest = 1;
    int positions = steps * batchSize;
    for (int i = 0; i < positions; i++) {
      int number = spelled[i];
      if (number >= 0 && rows[number] < 0) {
        rows[number] = count++;
        longest = Math.max(longest, letters.letters(number).length);
      }
    }
    words.shape(longest, count);
    int[] lengths = words.ragged();
    for (int i = 0; i < positions; i++) {
      int number = spelled[i];
      if (number < 0) {
        continue;
      }
      int row = rows[number];
      int[] word = letters.letters(number);
      lengths[row] = word.length;
      for (int step = 0; step < longest; step++) {
        words.inputs[step * count + row] = step < word.length ? word[step] : 0;
      }
      spelled[i] = row;
    }
  }

  /** For each spelling of a table −1. */
  private int[] places(int count) {
    if (places.length < count) {
      places = new int[count];
    }
    Arrays.fill(places, 0, count, -1);
    return places;
  }

  /**
   * Declares at how many steps a class is to be predicted; the caller fills in what is returned.
   * After {@link #shape}.
   */
  public int[] targetSteps(int targetSteps) {
    int size = product(targetSteps, batchSize, 1);
    if (targets.length < size) {
      targets = new int[size];
    }
    this.targetSteps = targetSteps;
    valueSize = 0;
    return targets;
  }

  /**
   * Declares that numbers are to be predicted; the caller fills in what is returned. After {@link
   * #shape}.
   *
   * @param size how many at each step
   */
  public float[] values(int targetSteps, int size) {
    this.targetSteps = targetSteps;
    valueSize = size;
    values = room(values, product(targetSteps, batchSize, size));
    return values;
  }

  private static float[] room(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }

  private static int product(int steps, int rows, int size) {
    long product = Math.multiplyExact((long) steps * rows, size);
    if (product > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,d steps of %,d rows with %,d numbers each are %,d; an array holds at most %,d. Use"
                  + " fewer steps or a smaller batch.",
              steps,
              rows,
              size,
              product,
              Integer.MAX_VALUE - 8));
    }
    return (int) product;
  }

  /** One sequence of symbols, without targets. */
  public static Batch ofSymbols(int... symbols) {
    Batch batch = new Batch();
    batch.shape(symbols.length, 1);
    System.arraycopy(symbols, 0, batch.inputs, 0, symbols.length);
    Arrays.fill(batch.targets, 0, symbols.length, -1);
    return batch;
  }

  /**
   * One sequence of numbers, without targets.
   *
   * @param size how many enter at each step
   * @param numbers {@code [step, size]}
   */
  public static Batch ofFeatures(int size, float... numbers) {
    Batch batch = new Batch();
    batch.shape(numbers.length / size, 1);
    float[] to = batch.features(size);
    System.arraycopy(numbers, 0, to, 0, numbers.length / size * size);
    Arrays.fill(batch.targets, 0, numbers.length / size, -1);
    return batch;
  }

  /** A batch of nothing but targets, a class for each position: one row. */
  public static Batch ofTargets(int... targets) {
    Batch batch = new Batch();
    batch.shape(targets.length, 1);
    System.arraycopy(targets, 0, batch.targets, 0, targets.length);
    return batch;
  }

  /** A batch of nothing but numbers to be predicted, {@code size} for each position: one row. */
  public static Batch ofValues(int size, float... values) {
    Batch batch = new Batch();
    batch.shape(values.length / size, 1);
    float[] to = batch.values(values.length / size, size);
    System.arraycopy(values, 0, to, 0, values.length / size * size);
    return batch;
  }

  @Override
  public String toString() {
    return "%d steps of %d rows%s"
        .formatted(
            steps,
            batchSize,
            ragged ? ", lengths " + Arrays.toString(Arrays.copyOf(lengths, batchSize)) : "");
  }
}
