package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For how much of the time each unit of each gate is nearly closed or nearly open (Karpathy,
 * Johnson &amp; Li 2015, Visualizing and understanding recurrent networks, arXiv 1506.02078,
 * section 4.3). A forget gate that is always open counts; one that is always closed has a unit
 * without memory; gates in the middle are used as they are.
 *
 * @param gates in the order of layers and equations
 * @param steps how many steps were read, over all rows
 */
public record Saturation(List<OfGate> gates, long steps) {
  /** A gate is nearly closed below this. */
  public static final double CLOSED = 0.1;

  /** It is nearly open above this. */
  public static final double OPEN = 0.9;

  public Saturation {
    gates = List.copyOf(gates);
  }

  /**
   * One gate, a number for each unit.
   *
   * @param name {@code layer0.f}
   * @param keeps the state of which it says how much stays; null where it does something else
   * @param closed share of the time below 0.1
   * @param open share of the time above 0.9
   * @param mean its mean
   * @param timeConstants for how many steps a unit's state stays, 1 / (1 − mean share kept); null
   *     where it keeps no state
   */
  public record OfGate(
      String name,
      @Nullable String keeps,
      double[] closed,
      double[] open,
      double[] mean,
      double @Nullable [] timeConstants) {}

  /** A gate while its values are counted. */
  private static final class Count {
    final String name;
    final Gate gate;
    final long[] closed;
    final long[] open;
    final double[] sum;

    Count(String name, Gate gate, int units) {
      this.name = name;
      this.gate = gate;
      closed = new long[units];
      open = new long[units];
      sum = new double[units];
    }

    void add(Tensor values, int at) {
      for (int u = 0; u < sum.length; u++) {
        float value = values.values()[at * sum.length + u];
        closed[u] += value < CLOSED ? 1 : 0;
        open[u] += value > OPEN ? 1 : 0;
        sum[u] += value;
      }
    }

    OfGate result(long steps) {
      int n = sum.length;
      double[] low = new double[n];
      double[] high = new double[n];
      double[] mean = new double[n];
      double[] time = new double[n];
      for (int u = 0; u < n; u++) {
        low[u] = (double) closed[u] / steps;
        high[u] = (double) open[u] / steps;
        mean[u] = sum[u] / steps;
        time[u] = 1 / (gate.rest() ? mean[u] : 1 - mean[u]);
      }
      return new OfGate(name, gate.keeps(), low, high, mean, gate.keeps() == null ? null : time);
    }
  }

  /**
   * Counts over a batch; long sequences of a model that streams are read in pieces.
   *
   * @throws IllegalArgumentException if the batch has no step, or does not fit the model, or the
   *     model has no gates
   */
  public static Saturation of(Model model, Batch batch) {
    List<Count> counts = new ArrayList<>();
    for (Recurrence layer : model.recurrences()) {
      for (Gate gate : Gate.of(layer.cell())) {
        int units = layer.sizes().of(layer.cell().shapes().size(gate.name()));
        counts.add(new Count(layer.name() + "." + gate.name(), gate, units));
      }
    }
    if (counts.isEmpty()) {
      throw new IllegalArgumentException(
          "The model (%s) has no gates; take one whose cell has some, such as lstm or gru."
              .formatted(model));
    }
    if (batch.symbols() == 0) {
      throw new IllegalArgumentException("There is nothing to read: the batch has no step.");
    }
    if (model.isStreaming() && batch.lengths() == null) {
      Activations.inPieces(model, batch, 256, piece -> count(counts, piece, null));
    } else {
      count(counts, Activations.of(model, batch), batch);
    }
    long steps = batch.symbols();
    return new Saturation(counts.stream().map(c -> c.result(steps)).toList(), steps);
  }

  private static void count(List<Count> counts, Activations read, @Nullable Batch ragged) {
    for (Count count : counts) {
      Tensor values = read.value(count.name);
      int rows = values.shape().get(1);
      for (int at = 0; at < values.shape().get(0) * rows; at++) {
        if (ragged == null || at / rows < ragged.length(at % rows)) {
          count.add(values, at);
        }
      }
    }
  }
}
