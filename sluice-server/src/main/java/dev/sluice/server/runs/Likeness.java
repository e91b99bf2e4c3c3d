package dev.sluice.server.runs;

import dev.sluice.server.http.TimeLimit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which units do alike: by the correlation of their values over a text. */
final class Likeness {
  private static final int SHOWN = 20;

  /** Enough to see which units are alike, and quick. */
  private static final int MOST_STEPS = 4_096;

  /** A unit, and how its values go with those of another: from −1 to 1. */
  record Like(String value, int unit, double correlation) {}

  private final Recorded recorded;
  private final int[] steps;

  Likeness(Recorded recorded) {
    this.recorded = recorded;
    int count = Math.min(recorded.steps(), MOST_STEPS);
    steps =
        IntStream.range(0, count).map(i -> (int) ((long) i * recorded.steps() / count)).toArray();
  }

  /** The units of all values that go most with this one, or most against it. */
  List<Like> to(String value, int unit) {
    float[] own = normalized(value)[unit];
    List<Like> all = new ArrayList<>();
    for (Map.Entry<String, Integer> other : recorded.sizes().entrySet()) {
      float[][] units = normalized(other.getKey());
      for (int i = 0; i < units.length; i++) {
        if (i != unit || !other.getKey().equals(value)) {
          all.add(new Like(other.getKey(), i, dot(own, units[i])));
        }
      }
    }
    all.sort(Comparator.comparingDouble(like -> -Math.abs(like.correlation)));
    return List.copyOf(all.subList(0, Math.min(SHOWN, all.size())));
  }

  /** The units of a value, those alike side by side, from this one on. */
  int[] chain(String value, int first) {
    float[][] units = normalized(value);
    int[] order = new int[units.length];
    boolean[] taken = new boolean[units.length];
    int last = first;
    for (int place = 0; place < order.length; place++) {
      TimeLimit.goOn();
      order[place] = last;
      taken[last] = true;
      int nearest = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int other = 0; other < units.length; other++) {
        double like = taken[other] ? Double.NEGATIVE_INFINITY : dot(units[last], units[other]);
        if (like > most) {
          most = like;
          nearest = other;
        }
      }
      last = nearest;
    }
    return order;
  }

  /** By how much they vary, or their mean, from the largest on. */
  int[] sorted(String value, boolean byVariance) {
    float[][] units = sampled(value);
    double[] keys = new double[units.length];
    for (int unit = 0; unit < units.length; unit++) {
      double mean = mean(units[unit]);
      double squares = 0;
      for (float one : units[unit]) {
        squares += (one - mean) * (one - mean);
      }
      keys[unit] = byVariance ? squares : mean;
    }
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingDouble(unit -> -keys[unit]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** {@code [unit, step]}. */
  private float[][] sampled(String value) {
    int size = recorded.sizes().get(value);
    float[][] units = new float[size][steps.length];
    for (int i = 0; i < steps.length; i++) {
      TimeLimit.goOn();
      float[] row = recorded.rows(value, steps[i], steps[i] + 1);
      for (int unit = 0; unit < size; unit++) {
        units[unit][i] = row[unit];
      }
    }
    return units;
  }

  /** The same with mean 0 and length 1; 0 for a unit that never changes. */
  private float[][] normalized(String value) {
    float[][] units = sampled(value);
    for (float[] unit : units) {
      TimeLimit.goOn();
      double mean = mean(unit);
      double squares = 0;
      for (float one : unit) {
        squares += (one - mean) * (one - mean);
      }
      double scale = squares < 1e-12 ? 0 : 1 / Math.sqrt(squares);
      for (int i = 0; i < unit.length; i++) {
        unit[i] = (float) ((unit[i] - mean) * scale);
      }
    }
    return units;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
