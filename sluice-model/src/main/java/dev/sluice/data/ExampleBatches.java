package dev.sluice.data;

import dev.sluice.cell.Noise;
import java.util.Arrays;
import java.util.Objects;

/**
 * Batches of independent sequences. Rows of a batch have about the same length, so that little is
 * computed for padding.
 *
 * @param order the numbers of the examples; batch i has those from {@code i × batchSize} on
 * @param places in which order the batches come
 */
record ExampleBatches(Examples examples, int batchSize, int[] order, int[] places, int steps)
    implements Batches {

  /** Lengths that differ by less than this share may change places from epoch to epoch. */
  private static final double JITTER = 0.2;

  static Batches of(Examples examples, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          Sentence.of("The batch size must be at least 1; it is %,d.", batchSize));
    }
    int count = examples.count();
    if (count == 0) {
      throw new IllegalArgumentException("There are no sequences to make batches of.");
    }
    int[] order = examples.byLength();
    int steps = examples.steps(order[count - 1]);
    int[] places = new int[Math.ceilDiv(count, batchSize)];
    Arrays.setAll(places, i -> i);
    return new ExampleBatches(examples, Math.min(batchSize, count), order, places, steps);
  }

  /** The numbers of the keys, ascending; of equal keys the first comes first. */
  static int[] sorted(double[] keys) {
    Integer[] numbers = new Integer[keys.length];
    Arrays.setAll(numbers, i -> i);
    Arrays.sort(numbers, (a, b) -> Double.compare(keys[a], keys[b]));
    return Arrays.stream(numbers).mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Batches inEpoch(long seed, int epoch) {
    long key = Noise.fold(Noise.fold(0, seed), epoch);
    int[] shuffled = sorted(draws(order.length, Noise.fold(key, 0)));
    double[] jitter = draws(order.length, Noise.fold(key, 1));
    double[] keys = new double[order.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = examples.steps(shuffled[i]) * (1 + JITTER * jitter[i]);
    }
    int[] byLength = isEven() ? shuffled : compose(shuffled, sorted(keys));
    int[] drawn = sorted(draws(places.length, Noise.fold(key, 2)));
    return new ExampleBatches(examples, batchSize, byLength, drawn, steps);
  }

  /** Whether all sequences have the same length. */
  private boolean isEven() {
    return examples.steps(order[0]) == steps;
  }

  private static int[] compose(int[] outer, int[] inner) {
    return Arrays.stream(inner).map(i -> outer[i]).toArray();
  }

  private static double[] draws(int count, long key) {
    double[] draws = new double[count];
    Arrays.setAll(draws, i -> (Noise.fold(key, i) >>> 11) * 0x1p-53);
    return draws;
  }

  @Override
  public int count() {
    return places.length;
  }

  @Override
  public int writtenSteps() {
    int longest = steps;
    for (int i = 0; i < examples.count(); i++) {
      if (!(examples.get(i).target() instanceof Example.Sequence(int[] ids))) {
        return steps; // all are of one kind
      }
      longest = Math.max(longest, ids.length + 1);
    }
    return longest;
  }

  @Override
  public boolean isContinuous() {
    return false;
  }

  @Override
  public long symbols() {
    long sum = 0;
    for (int i : order) {
      sum += examples.steps(i);
    }
    return sum;
  }

  @Override
  public void read(int index, Batch into) {
    int place = places[Objects.checkIndex(index, count())];
    int from = place * batchSize;
    examples.read(order, from, Math.min(from + batchSize, order.length), into);
  }

  static void fill(Examples examples, int[] numbers, int from, int to, Batch into) {
    int longest = 0;
    int shortest = Integer.MAX_VALUE;
    for (int i = from; i < to; i++) {
      int length = examples.steps(numbers[i]);
      longest = Math.max(longest, length);
      shortest = Math.min(shortest, length);
    }
    into.shape(longest, to - from);
    if (shortest < longest) {
      int[] lengths = into.ragged();
      for (int i = from; i < to; i++) {
        lengths[i - from] = examples.steps(numbers[i]);
      }
    }
    Example first = examples.get(numbers[from]);
    if (first.target() instanceof Example.Sequence) {
      shapeWritten(examples, numbers, from, to, into);
    }
    for (int i = from; i < to; i++) {
      Example example = examples.get(numbers[i]);
      requireSameKind(first, example);
      fill(into, i - from, example);
    }
    if (first.input() instanceof Example.Spelled(_, _, Spellings letters)) {
      into.spell(letters);
    }
  }

  /** The lengths of what is to be written, with the end of each. */
  private static void shapeWritten(Examples examples, int[] numbers, int from, int to, Batch into) {
    int[] lengths = new int[to - from];
    for (int i = from; i < to; i++) {
      Example.Target target = examples.get(numbers[i]).target();
      lengths[i - from] = target instanceof Example.Sequence(int[] ids) ? ids.length + 1 : 1;
    }
    Batch written = into.decoding(Arrays.stream(lengths).max().orElse(1));
    System.arraycopy(lengths, 0, written.ragged(), 0, lengths.length);
  }

  private static void requireSameKind(Example first, Example example) {
    boolean same =
        first.input().getClass() == example.input().getClass()
            && first.target().getClass() == example.target().getClass();
    if (first.input() instanceof Example.Spelled(_, _, Spellings one)
        && example.input() instanceof Example.Spelled(_, _, Spellings other)) {
      same &= one == other;
    }
    if (!same) {
      throw new IllegalArgumentException(
          "Sequences of different kinds cannot stand in one batch: %s with %s, and %s with %s."
              .formatted(
                  name(first.input()),
                  name(first.target()),
                  name(example.input()),
                  name(example.target())));
    }
  }

  private static String name(Object part) {
    return part.getClass().getSimpleName();
  }

  private static void fill(Batch into, int row, Example example) {
    int rows = into.batchSize();
    int length = example.input().steps();
    switch (example.input()) {
      case Example.Symbols(int[] ids) -> {
        for (int step = 0; step < into.steps(); step++) {
          into.inputs()[step * rows + row] = step < length ? ids[step] : 0;
        }
      }
      case Example.Spelled(int[] ids, int[] spellings, Spellings _) -> {
        int[] spelled = into.spelledBy();
        for (int step = 0; step < into.steps(); step++) {
          into.inputs()[step * rows + row] = step < length ? ids[step] : 0;
          spelled[step * rows + row] = step < length ? spellings[step] : -1;
        }
      }
      case Example.Numbers(int size, float[] values) -> {
        float[] features = row == 0 ? into.features(size) : into.features();
        requireSize("numbers at each step", into.featureSize(), size);
        for (int step = 0; step < into.steps(); step++) {
          int to = (step * rows + row) * size;
          if (step < length) {
            System.arraycopy(values, step * size, features, to, size);
          } else {
            Arrays.fill(features, to, to + size, 0);
          }
        }
      }
    }
    switch (example.target()) {
      case Example.Label(int label) -> {
        int[] targets = row == 0 ? into.targetSteps(1) : into.targets();
        targets[row] = label;
      }
      case Example.Tags(int[] tags) -> {
        for (int step = 0; step < into.steps(); step++) {
          into.targets()[step * rows + row] = step < length ? tags[step] : -1;
        }
      }
      case Example.Sequence(int[] ids) -> {
        int[] written = Objects.requireNonNull(into.decoding()).inputs();
        int[] targets = into.targets();
        for (int step = 0; step < into.targetSteps(); step++) {
          int at = step * rows + row;
          written[at] = step == 0 || step > ids.length ? 0 : ids[step - 1];
          targets[at] = step < ids.length ? ids[step] : step == ids.length ? 0 : -1;
        }
      }
      case Example.Value(float[] values) -> {
        float[] to = row == 0 ? into.values(1, values.length) : into.values();
        requireSize("values to predict", into.valueSize(), values.length);
        System.arraycopy(values, 0, to, row * values.length, values.length);
      }
      case Example.Values(int size, float[] values) -> {
        float[] to = row == 0 ? into.values(into.steps(), size) : into.values();
        requireSize("values to predict at each step", into.valueSize(), size);
        for (int step = 0; step < into.steps(); step++) {
          int at = (step * rows + row) * size;
          if (step < length) {
            System.arraycopy(values, step * size, to, at, size);
          } else {
            Arrays.fill(to, at, at + size, Float.NaN);
          }
        }
      }
    }
  }

  private static void requireSize(String what, int first, int size) {
    if (first != size) {
      throw new IllegalArgumentException(
          Sentence.of(
              "Sequences have %,d and %,d %s; all need the same number.", first, size, what));
    }
  }
}
