package dev.sluice.task;

import dev.sluice.cell.Noise;
import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The classic tasks in which what matters came long ago. Sequences are drawn, so there are as many
 * as one likes; a {@code length} says how long ago. Each task has its paper's criterion of a
 * sequence that is right.
 */
public enum LongLag {

  /**
   * Pairs of a value in [−1, 1] and a marker; two of the values are marked, and what is to be said
   * at the end is {@code 0.5 + (their sum) / 4}, to 0.04. Between {@code length} and a tenth more
   * steps (Hochreiter &amp; Schmidhuber 1997, experiment 4).
   */
  ADDING(2, 1) {
    @Override
    Example draw(SplittableRandom random, int length) {
      int steps = random.nextInt(length, length + length / 10 + 1);
      int first = random.nextInt(Math.min(10, length / 2));
      int second = random.nextInt(length / 2 - 1);
      second += second >= first ? 1 : 0;
      float[] values = new float[steps * 2];
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        boolean marked = step == first || step == second;
        values[2 * step] = (float) random.nextDouble(-1, 1);
        values[2 * step + 1] = marked ? 1 : step == 0 || step == steps - 1 ? -1 : 0;
        sum += marked ? values[2 * step] : 0;
      }
      return new Example(
          new Example.Numbers(2, values), new Example.Value(new float[] {(float) (0.5 + sum / 4)}));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      float target = ((Example.Value) example.target()).values()[0];
      return Math.abs(scores.at(0, 0) - target) < 0.04;
    }

    @Override
    public Loss loss() {
      return Loss.squared();
    }
  },

  /**
   * Ten symbols of eight, then {@code length − 1} blanks and a sign, and then the ten are to be
   * said again (Hochreiter &amp; Schmidhuber 1997; Arjovsky et al. 2016 in this form).
   */
  COPY(10, 9) {
    @Override
    Example draw(SplittableRandom random, int length) {
      int steps = length + 2 * COPIED;
      int[] symbols = new int[steps];
      int[] answers = new int[steps];
      for (int i = 0; i < COPIED; i++) {
        symbols[i] = 1 + random.nextInt(8);
        answers[steps - COPIED + i] = symbols[i];
      }
      symbols[COPIED + length - 1] = 9;
      return new Example(oneHot(symbols), new Example.Tags(answers));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      int[] answers = ((Example.Tags) example.target()).tags();
      for (int step = answers.length - COPIED; step < answers.length; step++) {
        if (largest(scores, step) != answers[step]) {
          return false;
        }
      }
      return true;
    }
  },

  /**
   * Two symbols, X or Y each, among distractors; which came first and which second is to be said at
   * the end. They stand between {@code length / 10} and {@code length / 5}, and between {@code
   * length / 2} and {@code 6 length / 10} (Hochreiter &amp; Schmidhuber 1997, experiment 6a, where
   * the length is 100).
   */
  TEMPORAL_ORDER(8, 4) {
    @Override
    Example draw(SplittableRandom random, int length) {
      int steps = random.nextInt(length, length + length / 10 + 1);
      int[] symbols = new int[steps];
      for (int step = 1; step < steps - 1; step++) {
        symbols[step] = 4 + random.nextInt(4);
      }
      symbols[0] = 0;
      symbols[steps - 1] = 1;
      int first = random.nextInt(2);
      int second = random.nextInt(2);
      symbols[random.nextInt(length / 10, length / 5 + 1)] = 2 + first;
      symbols[random.nextInt(length / 2, 6 * length / 10 + 1)] = 2 + second;
      return new Example(oneHot(symbols), new Example.Label(2 * first + second));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      return largest(scores, 0) == ((Example.Label) example.target()).label();
    }
  },

  /** Strings of {@link Reber}'s grammar; at each step the symbols that may come next. */
  REBER(7, 7) {
    @Override
    Example draw(SplittableRandom random, int length) {
      return next(Reber.string(random, false));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      return allowsOnlyLegal(example, scores, false);
    }
  },

  /**
   * The embedded form: the second symbol decides the last but one (Hochreiter &amp; Schmidhuber
   * 1997, experiment 1).
   */
  EMBEDDED_REBER(7, 7) {
    @Override
    Example draw(SplittableRandom random, int length) {
      return next(Reber.string(random, true));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      return allowsOnlyLegal(example, scores, true);
    }
  },

  /**
   * {@code n} times a, {@code n} times b, and an end; n is up to {@code length}. Once the first b
   * has come, each next symbol is to be said (Gers &amp; Schmidhuber 2001).
   */
  ANBN(3, 3) {
    @Override
    Example draw(SplittableRandom random, int length) {
      return of(1 + random.nextInt(length));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      int[] symbols = ((Example.Tags) example.target()).tags();
      for (int step = symbols.length / 2 + 1; step < symbols.length; step++) {
        if (largest(scores, step) != symbols[step]) {
          return false;
        }
      }
      return true;
    }
  },

  /** Whether the number of ones so far is odd, at each step. */
  PARITY(1, 2) {
    @Override
    Example draw(SplittableRandom random, int length) {
      float[] bits = new float[length];
      int[] odd = new int[length];
      int ones = 0;
      for (int step = 0; step < length; step++) {
        bits[step] = random.nextInt(2);
        ones += (int) bits[step];
        odd[step] = ones % 2;
      }
      return new Example(new Example.Numbers(1, bits), new Example.Tags(odd));
    }

    @Override
    boolean isRight(Example example, Scores scores) {
      int[] odd = ((Example.Tags) example.target()).tags();
      return largest(scores, odd.length - 1) == odd[odd.length - 1];
    }
  };

  private static final int COPIED = 10;
  private static final int SHORTEST = 10;
  private static final int LONGEST = 1_000_000;

  private final int inputs;
  private final int outputs;

  LongLag(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The scores of one sequence. */
  interface Scores {
    float at(int step, int output);
  }

  /** One sequence; the same random numbers give the same. */
  abstract Example draw(SplittableRandom random, int length);

  /** Whether the scores are right by the criterion of the paper. */
  abstract boolean isRight(Example example, Scores scores);

  /** How many numbers enter at each step. */
  public int inputs() {
    return inputs;
  }

  /** How many scores the model gives. */
  public int outputs() {
    return outputs;
  }

  /** Whether something is said once, at the end. */
  public boolean isOfWhole() {
    return this == ADDING || this == TEMPORAL_ORDER;
  }

  /** What training makes small. */
  public Loss loss() {
    return Loss.crossEntropy();
  }

  /**
   * Sequences drawn from a seed.
   *
   * @param length at least 10
   */
  public Examples examples(int length, int count, long seed) {
    requireLength(length);
    long key = Noise.fold(0, seed);
    return Examples.of(
        IntStream.range(0, count)
            .mapToObj(i -> draw(new SplittableRandom(Noise.fold(key, i)), length))
            .toList());
  }

  static void requireLength(int length) {
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException(
          "The length must be between %s and %s; it is %s.".formatted(SHORTEST, LONGEST, length));
    }
  }

  /**
   * Batches for training, new ones in each epoch.
   *
   * @param count sequences of an epoch
   */
  public Batches training(int length, int count, int batchSize, long seed) {
    return new Fresh(
        this, length, count, batchSize, seed, examples(length, count, seed).batches(batchSize));
  }

  private record Fresh(LongLag task, int length, int number, int rows, long seed, Batches batches)
      implements Batches {
    @Override
    public int count() {
      return batches.count();
    }

    @Override
    public int batchSize() {
      return batches.batchSize();
    }

    @Override
    public int steps() {
      return task.most(length);
    }

    @Override
    public long symbols() {
      return batches.symbols();
    }

    @Override
    public void read(int index, Batch into) {
      batches.read(index, into);
    }

    @Override
    public boolean isContinuous() {
      return false;
    }

    @Override
    public Batches inEpoch(long trainingSeed, int epoch) {
      long drawn = Noise.fold(Noise.fold(seed, trainingSeed), epoch);
      Batches now = task.examples(length, number, drawn).batches(rows);
      return new Fresh(task, length, number, rows, seed, now.inEpoch(trainingSeed, epoch));
    }
  }

  /** The most steps that a sequence of this length has. */
  private int most(int length) {
    return switch (this) {
      case ADDING, TEMPORAL_ORDER -> length + length / 10;
      case COPY -> length + 2 * COPIED;
      case REBER, EMBEDDED_REBER -> Reber.LONGEST;
      case ANBN -> 2 * length + 1;
      case PARITY -> length;
    };
  }

  /** How many of the sequences are wrong. */
  public int wrong(Model model, Examples examples, int threads) {
    int[] wrong = new int[1];
    int size = model.outputSize();
    Predictions.each(
        model,
        examples,
        threads,
        (example, batch, scores, row) -> {
          int rows = batch.batchSize();
          boolean right =
              isRight(
                  examples.get(example),
                  (step, output) -> scores[(step * rows + row) * size + output]);
          wrong[0] += right ? 0 : 1;
        });
    return wrong[0];
  }

  /**
   * How far a model of {@code aⁿbⁿ} counts: the largest n up to which all strings are right.
   *
   * @param most where the search ends
   */
  public static int counts(Model model, int most, int threads) {
    int right = 0;
    for (int n = 1; n <= most; n++) {
      if (ANBN.wrong(model, Examples.of(List.of(of(n))), threads) > 0) {
        break;
      }
      right = n;
    }
    return right;
  }

  /** The string {@code aⁿbⁿ}, each symbol to be predicted from those before it. */
  static Example of(int n) {
    int[] symbols = new int[2 * n + 1];
    int[] next = new int[2 * n + 1];
    for (int i = 0; i <= 2 * n; i++) {
      symbols[i] = i == 0 ? 2 : i <= n ? 0 : 1;
      next[i] = i < n ? 0 : i < 2 * n ? 1 : 2;
    }
    return new Example(ANBN.oneHot(symbols), new Example.Tags(next));
  }

  Example.Numbers oneHot(int[] symbols) {
    float[] values = new float[symbols.length * inputs];
    for (int step = 0; step < symbols.length; step++) {
      values[step * inputs + symbols[step]] = 1;
    }
    return new Example.Numbers(inputs, values);
  }

  /** Each symbol of a string but the last, with the one after it. */
  Example next(int[] string) {
    int[] symbols = new int[string.length - 1];
    int[] next = new int[string.length - 1];
    System.arraycopy(string, 0, symbols, 0, symbols.length);
    System.arraycopy(string, 1, next, 0, next.length);
    return new Example(oneHot(symbols), new Example.Tags(next));
  }

  int largest(Scores scores, int step) {
    int largest = 0;
    for (int i = 1; i < outputs; i++) {
      largest = scores.at(step, i) > scores.at(step, largest) ? i : largest;
    }
    return largest;
  }

  /** Whether at each step every legal next symbol has a larger score than every other. */
  boolean allowsOnlyLegal(Example example, Scores scores, boolean embedded) {
    int[] next = ((Example.Tags) example.target()).tags();
    int[] string = new int[next.length + 1]; // of either form, a string begins with symbol 0
    System.arraycopy(next, 0, string, 1, next.length);
    int[] legal = Reber.legal(string, embedded);
    for (int step = 0; step < legal.length; step++) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int symbol = 0; symbol < outputs; symbol++) {
        if ((legal[step] >> symbol & 1) == 1) {
          least = Math.min(least, scores.at(step, symbol));
        } else {
          most = Math.max(most, scores.at(step, symbol));
        }
      }
      if (!(least > most)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
