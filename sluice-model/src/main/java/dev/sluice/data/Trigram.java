package dev.sluice.data;

import java.util.Arrays;

/**
 * An interpolated trigram model, the baseline that a recurrent network has to beat: the probability
 * of a symbol by the two before it, mixed with that by the one before it, with that of the symbol
 * alone, and with 1 / size of the vocabulary, so that nothing is impossible.
 *
 * <pre>
 * p3(z | x y) = λ(n(x y)) · n(x y z) / n(x y) + (1 − λ(n(x y))) · p2(z | y)
 * p2(z | y)   = μ(n(y))   · n(y z) / n(y)     + (1 − μ(n(y)))   · p1(z)
 * p1(z)       = ν         · n(z) / n          + (1 − ν)         / size
 * </pre>
 *
 * <p>The weights depend on how often the context was seen, in powers of two, and are found by
 * expectation maximization on the last tenth of the training part, whose counts are added
 * afterwards; no other part is looked at, and of a very long text the last 50 million symbols.
 * Jelinek and Mercer, "Interpolated estimation of Markov source parameters from sparse data", 1980.
 * Immutable.
 */
public final class Trigram {
  /** Symbols that are counted: more would change little, but take more memory than a network. */
  private static final int LIMIT = 50_000_000;

  private static final int HELD_OUT_LIMIT = 500_000;
  private static final int ROUNDS = 30;

  private final long size;
  private final Counts trigrams = new Counts();
  private final Counts pairsBefore = new Counts();
  private final Counts bigrams = new Counts();
  private final Counts singlesBefore = new Counts();
  private final Counts unigrams = new Counts();
  private int seen;
  private final Weights weights;

  private Trigram(int size, Weights weights) {
    this.size = size;
    this.weights = weights;
  }

  /** The trigram model of a text; its weights are found on the last tenth. */
  public static Trigram of(Text train) {
    Trigram trigram = new Trigram(train.vocabulary().size(), new Weights());
    long first = Math.max(0, train.length() - LIMIT);
    long from = train.length() - Math.min((train.length() - first) / 10, HELD_OUT_LIMIT);
    trigram.count(train, first, from);
    trigram.weigh(train, from);
    trigram.count(train, from, train.length());
    return trigram;
  }

  /** The same with every weight one half, so that a test can follow by hand. */
  static Trigram ofHalves(Text train) {
    Trigram trigram = new Trigram(train.vocabulary().size(), new Weights());
    trigram.count(train, 0, train.length());
    return trigram;
  }

  /**
   * The cross-entropy of a text in nats per symbol: what {@code Loss.crossEntropy} is for a
   * network. The first symbol is given, the second is predicted from it alone.
   *
   * @throws IllegalArgumentException if the text has fewer than 2 symbols, or not the vocabulary of
   *     the training text
   */
  public double nats(Text text) {
    if (text.vocabulary().size() != size) {
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has a vocabulary of %s; the trigram was trained with %,d.",
              Sentence.capital(text.name()),
              Sentence.count(text.vocabulary().size(), "symbol"),
              size));
    }
    if (text.length() < 2) {
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has %s; a loss needs at least 2.",
              Sentence.capital(text.name()), Sentence.count(text.length(), "symbol")));
    }
    double nats = -Math.log(probability(text.id(0), text.id(1)));
    for (long i = 2; i < text.length(); i++) {
      nats -= Math.log(probability(text.id(i - 2), text.id(i - 1), text.id(i)));
    }
    return nats / (text.length() - 1);
  }

  /** The probability of {@code next} after the symbols {@code before} and {@code last}. */
  public double probability(int before, int last, int next) {
    int context = pairsBefore.of(pair(before, last));
    return mix(
        weights.pair[bucket(context)],
        share(trigrams.of(triple(before, last, next)), context),
        probability(last, next));
  }

  /** The probability of {@code next} after {@code last}, where nothing else is known. */
  public double probability(int last, int next) {
    int context = singlesBefore.of(last);
    return mix(
        weights.single[bucket(context)],
        share(bigrams.of(pair(last, next)), context),
        mix(weights.none, share(unigrams.of(next), seen), 1.0 / size));
  }

  private void count(Text text, long from, long to) {
    for (long i = from; i < to; i++) {
      int next = text.id(i);
      unigrams.add(next);
      seen++;
      if (i >= 1) {
        int last = text.id(i - 1);
        bigrams.add(pair(last, next));
        singlesBefore.add(last);
        if (i >= 2) {
          int before = text.id(i - 2);
          trigrams.add(triple(before, last, next));
          pairsBefore.add(pair(before, last));
        }
      }
    }
  }

  /** Expectation maximization over the text from {@code from} on, which was not counted yet. */
  private void weigh(Text text, long from) {
    long first = Math.max(from, 2);
    int length = (int) Math.max(0, text.length() - first);
    byte[] pairBucket = new byte[length];
    byte[] singleBucket = new byte[length];
    double[] byPair = new double[length];
    double[] bySingle = new double[length];
    double[] alone = new double[length];
    for (int i = 0; i < length; i++) {
      int before = text.id(first + i - 2);
      int last = text.id(first + i - 1);
      int next = text.id(first + i);
      int pairs = pairsBefore.of(pair(before, last));
      int singles = singlesBefore.of(last);
      pairBucket[i] = (byte) bucket(pairs);
      singleBucket[i] = (byte) bucket(singles);
      byPair[i] = share(trigrams.of(triple(before, last, next)), pairs);
      bySingle[i] = share(bigrams.of(pair(last, next)), singles);
      alone[i] = share(unigrams.of(next), seen);
    }
    for (int round = 0; round < ROUNDS; round++) {
      Weights sums = new Weights();
      Weights totals = new Weights();
      // One success and one failure are assumed of every weight, so that none becomes 0 or 1.
      sums.fill(1);
      totals.fill(2);
      for (int i = 0; i < length; i++) {
        double pair = weights.pair[pairBucket[i]];
        double single = weights.single[singleBucket[i]];
        double p1 = mix(weights.none, alone[i], 1.0 / size);
        double p2 = mix(single, bySingle[i], p1);
        double p3 = mix(pair, byPair[i], p2);
        double fromPair = pair * byPair[i] / p3;
        double fromSingle = single * bySingle[i] / p2;
        double past = 1 - fromPair;
        sums.pair[pairBucket[i]] += fromPair;
        totals.pair[pairBucket[i]] += 1;
        sums.single[singleBucket[i]] += past * fromSingle;
        totals.single[singleBucket[i]] += past;
        past *= 1 - fromSingle;
        sums.none += past * (weights.none * alone[i] / p1);
        totals.none += past;
      }
      weights.divide(sums, totals);
    }
  }

  private static double mix(double weight, double specific, double general) {
    return weight * specific + (1 - weight) * general;
  }

  private static double share(int count, int total) {
    return total == 0 ? 0 : (double) count / total;
  }

  /** 0 for a context never seen, else one more than the binary logarithm of its count. */
  private static int bucket(int count) {
    return 32 - Integer.numberOfLeadingZeros(count);
  }

  // A vocabulary has at most 2^20.1 symbols (Unicode), so three fit in 61 bits.

  private long pair(int last, int next) {
    return last * size + next;
  }

  private long triple(int before, int last, int next) {
    return (before * size + last) * size + next;
  }

  /** λ, μ and ν. Those of a context never seen are 0: it has nothing to say. */
  private static final class Weights {
    final double[] pair = new double[33];
    final double[] single = new double[33];
    double none;

    Weights() {
      fill(0.5);
    }

    void fill(double value) {
      Arrays.fill(pair, value);
      Arrays.fill(single, value);
      pair[0] = 0;
      single[0] = 0;
      none = value;
    }

    void divide(Weights sums, Weights totals) {
      for (int i = 1; i < pair.length; i++) {
        pair[i] = sums.pair[i] / totals.pair[i];
        single[i] = sums.single[i] / totals.single[i];
      }
      none = sums.none / totals.none;
    }
  }
}
