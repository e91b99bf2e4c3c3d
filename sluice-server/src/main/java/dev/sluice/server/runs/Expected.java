package dev.sluice.server.runs;

import dev.sluice.data.Vocabulary;
import dev.sluice.server.model.Written;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model expected at each step of a text, and how much it was surprised. */
final class Expected {
  private static final int SHOWN = 10;

  private final Vocabulary vocabulary;
  private final int[] ids;
  private final List<List<Written.Next>> next = new ArrayList<>();

  /** In nats; the first symbol has no past to be expected from. */
  private final @Nullable Double[] surprise;

  Expected(Vocabulary vocabulary, int[] ids) {
    this.vocabulary = vocabulary;
    this.ids = ids;
    surprise = new @Nullable Double[ids.length];
  }

  /** The scores after the next step. */
  void accept(float[] scores, int from) {
    int step = next.size();
    next.add(Written.next(vocabulary, scores, from, 1, SHOWN));
    if (step + 1 < ids.length) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < vocabulary.size(); i++) {
        largest = Math.max(largest, scores[from + i]);
      }
      double sum = 0;
      for (int i = 0; i < vocabulary.size(); i++) {
        sum += Math.exp(scores[from + i] - largest);
      }
      surprise[step + 1] = largest + Math.log(sum) - scores[from + ids[step + 1]];
    }
  }

  /** The likeliest symbols after a step. */
  List<Written.Next> after(int step) {
    return next.get(step);
  }

  /** The surprise at each symbol, in nats; null at the first. */
  @Nullable Double[] surprise() {
    return surprise;
  }
}
