package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which units track something: for each unit of a value the correlation (Pearson's) with a property
 * over all steps. The best of many units correlates with anything to some degree, and texts repeat
 * themselves; so beside the scores stands what the best unit reaches with the same property put
 * elsewhere in the text.
 *
 * @param value {@code layer0.c}
 * @param best all units, the one that tracks it best first
 * @param chance the greatest score, its sign left out, of any unit where the property is shifted
 *     along the text, the mean of 20 shifts
 * @param chanceMost the greatest of these
 */
public record Units(String value, List<Unit> best, double chance, double chanceMost) {
  private static final int SHIFTS = 20;
  private static final int PIECE = 256;

  public Units {
    best = List.copyOf(best);
  }

  /**
   * A unit.
   *
   * @param unit its number, from 0
   * @param score the correlation, from −1 to 1
   */
  public record Unit(int unit, double score) {}

  /**
   * Finds the units of a value that track a property.
   *
   * @param batch one sequence
   * @param value the name of a value, {@code layer0.c}
   * @param property its value at each step
   * @throws IllegalArgumentException if the batch has more than one row or another number of steps
   *     than the property, there is no such value, or the property is the same everywhere
   */
  public static Units of(Model model, Batch batch, String value, double[] property) {
    if (batch.batchSize() != 1 || batch.steps() != property.length) {
      throw new IllegalArgumentException(
          "A property has a value for each step of one sequence; there are %,d values for %,d rows of %,d steps."
              .formatted(property.length, batch.batchSize(), batch.steps()));
    }
    requireChanging(property);
    return of(value, values(model, batch, value), property);
  }

  private static void requireChanging(double[] property) {
    if (Arrays.stream(property).allMatch(p -> p == property[0])) {
      throw new IllegalArgumentException(
          "The property is %s everywhere in these %,d steps: no unit can track it. Take another one,"
                  .formatted(property.length == 0 ? "nothing" : property[0], property.length)
              + " or a longer text.");
    }
  }

  /** {@code [unit][step]} */
  private static double[][] values(Model model, Batch batch, String value) {
    List<double[][]> pieces = new ArrayList<>();
    if (model.isStreaming()) {
      Activations.inPieces(model, batch, PIECE, read -> pieces.add(turned(read.value(value))));
    } else {
      pieces.add(turned(Activations.of(model, batch).value(value)));
    }
    int units = pieces.getFirst().length;
    double[][] all = new double[units][batch.steps()];
    int at = 0;
    for (double[][] piece : pieces) {
      for (int u = 0; u < units; u++) {
        System.arraycopy(piece[u], 0, all[u], at, piece[u].length);
      }
      at += piece[0].length;
    }
    return all;
  }

  private static double[][] turned(Tensor tensor) {
    int steps = tensor.shape().get(0);
    int size = tensor.shape().get(2);
    double[][] turned = new double[size][steps];
    for (int step = 0; step < steps; step++) {
      for (int u = 0; u < size; u++) {
        turned[u][step] = tensor.values()[step * size + u];
      }
    }
    return turned;
  }

  /**
   * The same for values that were recorded.
   *
   * @param value their name
   * @param values {@code [unit][step]}
   * @param property its value at each step
   * @throws IllegalArgumentException if the property is the same everywhere
   */
  public static Units of(String value, double[][] values, double[] property) {
    requireChanging(property);
    double[] wanted = standardized(property);
    List<Unit> units = new ArrayList<>();
    double[] most = new double[SHIFTS];
    for (int u = 0; u < values.length; u++) {
      double[] unit = standardized(values[u]);
      units.add(new Unit(u, dot(unit, wanted, 0)));
      for (int i = 0; i < SHIFTS; i++) {
        int shift = (int) ((long) wanted.length * (i + 1) / (SHIFTS + 1));
        most[i] = Math.max(most[i], Math.abs(dot(unit, wanted, shift)));
      }
    }
    units.sort(Comparator.comparingDouble((Unit unit) -> -Math.abs(unit.score())));
    return new Units(
        value,
        units,
        Arrays.stream(most).average().orElseThrow(),
        Arrays.stream(most).max().orElseThrow());
  }

  /** With mean 0 and length 1; zeros where all are the same. */
  private static double[] standardized(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double[] result = Arrays.stream(values).map(v -> v - mean).toArray();
    Spectrum.normalize(result);
    return result;
  }

  private static double dot(double[] a, double[] b, int shift) {
    double sum = 0;
    int rest = b.length - shift;
    for (int i = 0; i < rest; i++) {
      sum += a[i] * b[i + shift];
    }
    for (int i = rest; i < a.length; i++) {
      sum += a[i] * b[i - rest];
    }
    return sum;
  }
}
