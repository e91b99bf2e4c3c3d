package dev.sluice.server.runs;

import dev.sluice.data.Vocabulary;
import dev.sluice.server.model.Likeliest;
import dev.sluice.server.model.Written;
import java.util.ArrayList;
import java.util.List;

/** What a model expected at each step of a text, and how much it was surprised. */
final class Expected {
  private static final int MOST_SHOWN = 10;

  /** The numbers and scores of the likeliest, what makes them probabilities, the surprise. */
  static final long BYTES_OF_STEP =
      (long) MOST_SHOWN * (Integer.BYTES + Float.BYTES) + 2 * Double.BYTES;

  private final Vocabulary vocabulary;
  private final int[] ids;
  private final int shown;

  /** The likeliest after each step, {@code [step, shown]}, the likeliest first. */
  private final int[] likeliest;

  /** Their scores before softmax. */
  private final float[] scores;

  /** The logarithm of the sum of the exponentials of all scores, {@code [step]}. */
  private final double[] whole;

  private final double[] surprise;
  private int step;

  Expected(Vocabulary vocabulary, int[] ids) {
    this.vocabulary = vocabulary;
    this.ids = ids;
    shown = Math.min(MOST_SHOWN, vocabulary.size());
    likeliest = new int[ids.length * shown];
    scores = new float[ids.length * shown];
    whole = new double[ids.length];
    surprise = new double[ids.length];
    surprise[0] = Double.NaN;
  }

  /** The scores after the next step. */
  void accept(float[] all, int from) {
    int size = vocabulary.size();
    int[] best = Likeliest.of(all, from, size, shown);
    double largest = all[from + best[0]];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.exp(all[from + i] - largest);
    }
    whole[step] = largest + Math.log(sum);
    for (int i = 0; i < shown; i++) {
      likeliest[step * shown + i] = best[i];
      scores[step * shown + i] = all[from + best[i]];
    }
    if (step + 1 < ids.length) {
      surprise[step + 1] = whole[step] - all[from + ids[step + 1]];
    }
    step++;
  }

  /** The likeliest symbols after a step. */
  List<Written.Next> after(int step) {
    List<Written.Next> next = new ArrayList<>();
    for (int i = step * shown; i < (step + 1) * shown; i++) {
      next.add(
          new Written.Next(vocabulary.decode(likeliest[i]), Math.exp(scores[i] - whole[step])));
    }
    return next;
  }

  /** The surprise at each symbol, in nats; NaN at the first, which no past could let expect. */
  double[] surprise() {
    return surprise;
  }
}
