package dev.sluice.server.runs;

import dev.sluice.cell.Equation;
import dev.sluice.data.Batch;
import dev.sluice.inspect.Activations;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.server.http.TimeLimit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.ObjIntConsumer;

/** Values in memory, as floats. */
final class Recording implements Recorded {
  /** How many symbols are read at once. */
  private static final int CHUNK = 256;

  private final int steps;
  private final SequencedMap<String, Integer> sizes;
  private final Map<String, float[]> values = new LinkedHashMap<>();

  private Recording(int steps, SequencedMap<String, Integer> sizes) {
    this.steps = steps;
    this.sizes = sizes;
    sizes.forEach((name, size) -> values.put(name, new float[Math.multiplyExact(steps, size)]));
  }

  /** The values of a model's cells, in the order of their equations. */
  static SequencedMap<String, Integer> sizes(Model model) {
    SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
    for (Model.Recurrence layer : model.recurrences()) {
      for (Equation equation : layer.cell().vectorEquations()) {
        sizes.put(
            layer.name() + "." + equation.name(),
            layer.sizes().of(layer.cell().shapes().size(equation.name())));
      }
    }
    return sizes;
  }

  /** The bytes of one step. */
  static long bytes(SequencedMap<String, Integer> sizes) {
    return sizes.values().stream().mapToLong(size -> (long) size * Float.BYTES).sum();
  }

  /**
   * Lets a model read.
   *
   * @param scores told at each step what the last layer gave: the array, and where in it the step
   *     begins
   */
  static Recording of(Model model, int[] ids, ObjIntConsumer<float[]> scores) {
    Recording recording = new Recording(ids.length, sizes(model));
    Activations.inPieces(
        model,
        Batch.ofSymbols(ids),
        CHUNK,
        piece -> {
          TimeLimit.goOn();
          piece.values().forEach(value -> recording.copy(value, piece.first(), piece.steps()));
          for (int step = 0; step < piece.steps(); step++) {
            scores.accept(piece.output().values(), step * model.outputSize());
          }
        });
    return recording;
  }

  private void copy(Tensor tensor, int from, int count) {
    float[] to = values.get(tensor.name());
    if (to != null) {
      int size = Objects.requireNonNull(sizes.get(tensor.name()));
      System.arraycopy(tensor.values(), 0, to, from * size, count * size);
    }
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public SequencedMap<String, Integer> sizes() {
    return sizes;
  }

  @Override
  public float[] rows(String value, int from, int to) {
    int size = Objects.requireNonNull(sizes.get(value));
    return Arrays.copyOfRange(values.get(value), from * size, to * size);
  }

  @Override
  public float[] unit(String value, int unit, int from, int to) {
    int size = Objects.requireNonNull(sizes.get(value));
    float[] all = values.get(value);
    float[] one = new float[to - from];
    for (int step = from; step < to; step++) {
      one[step - from] = all[step * size + unit];
    }
    return one;
  }
}
