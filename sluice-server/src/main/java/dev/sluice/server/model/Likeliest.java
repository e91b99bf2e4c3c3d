package dev.sluice.server.model;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The symbols of the greatest scores, without sorting a whole vocabulary. */
public final class Likeliest {
  private Likeliest() {}

  /**
   * Their numbers, the greatest score first; of equal scores the lower number.
   *
   * @param scores those of one step begin at {@code from}; NaN counts as the least
   * @param size how many there are
   * @param most of the answer, at most {@code size}
   */
  public static int[] of(float[] scores, int from, int size, int most) {
    Comparator<Integer> byScore =
        Comparator.comparingDouble(
            id -> Float.isNaN(scores[from + id]) ? Double.NEGATIVE_INFINITY : scores[from + id]);
    Comparator<Integer> worstFirst = byScore.thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(most, worstFirst);
    float bar = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < size; id++) {
      if (best.size() < most) {
        best.add(id);
      } else if (scores[from + id] > bar) {
        best.poll();
        best.add(id);
      } else {
        continue;
      }
      float least = scores[from + best.element()];
      bar = Float.isNaN(least) ? Float.NEGATIVE_INFINITY : least;
    }
    int[] ids = new int[best.size()];
    for (int i = ids.length - 1; i >= 0; i--) {
      ids[i] = best.remove();
    }
    return ids;
  }
}
