package dev.sluice.inspect;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Range;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something within a model that keeps it from learning, and what to try.
 *
 * @param where the layer, or a value of it: {@code layer0}, {@code layer0.f}
 * @param sentence for a reader, with the numbers
 */
public record Alarm(Kind kind, String where, String sentence) {

  /** What is wrong. */
  public enum Kind {
    /** A value is no number. */
    NOT_FINITE,
    /** Gradients get smaller on their way back. */
    VANISHING,
    /** Gradients grow on their way back. */
    EXPLODING,
    /** Units never change. */
    DEAD,
    /** Units are at the end of their range nearly always. */
    SATURATED
  }

  private static final int ROWS = 4;
  private static final int LAG = 50;
  private static final int DIRECTIONS = 16;

  /** What is left of a gradient that has vanished, and what one that explodes has become. */
  private static final double GONE = -3;

  private static final double GROWN = 3;

  /** A unit is at an end of its range if it is there for so much of the time. */
  private static final double NEARLY_ALWAYS = 0.98;

  /**
   * Looks at a model while it reads some rows of a batch: a few hundred steps, so that it can be
   * done after each epoch.
   *
   * @param batch it is left as it is
   * @throws IllegalArgumentException if the batch does not fit the model
   */
  public static List<Alarm> of(Model model, Batch batch) {
    List<Alarm> alarms = new ArrayList<>();
    if (batch.symbols() == 0) {
      return alarms;
    }
    Activations read = Activations.of(model, batch);
    for (Recurrence layer : model.recurrences()) {
      Alarm broken = notFinite(layer, read);
      if (broken != null) {
        return List.of(broken); // what is computed from it is no number either
      }
      alarms.addAll(states(layer, read, batch));
      alarms.addAll(gates(layer, read, batch));
      alarms.addAll(flow(model, layer, batch));
    }
    return List.copyOf(alarms);
  }

  private static @Nullable Alarm notFinite(Recurrence layer, Activations read) {
    for (Tensor value : read.values()) {
      if (!value.name().startsWith(layer.name() + ".")) {
        continue;
      }
      int row = value.shape().get(1) * value.shape().get(2);
      for (int i = 0; i < value.values().length; i++) {
        if (!Float.isFinite(value.values()[i])) {
          return new Alarm(
              Kind.NOT_FINITE,
              value.name(),
              said(
                  "%s is %s at step %d. Try a lower learning rate, or clipping (--clip 1).",
                  value.name(), value.values()[i], i / row + 1));
        }
      }
    }
    return null;
  }

  private static List<Alarm> states(Recurrence layer, Activations read, Batch batch) {
    List<Alarm> alarms = new ArrayList<>();
    for (Cell.State state : layer.cell().states()) {
      Tensor value = read.value(layer.name() + "." + state.name());
      Counted counted = Counted.of(value, batch);
      if (counted.steps() < 2) {
        continue;
      }
      if (counted.still() > 0) {
        alarms.add(
            new Alarm(
                Kind.DEAD,
                value.name(),
                said(
                    "%d of %d units of %s never change over %,d steps: they are dead. Try a lower"
                        + " learning rate, a smaller initialization, or another activation (tanh,"
                        + " or elu for relu).",
                    counted.still(), counted.units(), value.name(), counted.steps())));
      }
      Range range = Range.of(layer.cell()).get(state.name() + "'");
      boolean signed = range != null && range.equals(new Range(-1, 1));
      if (signed && 2 * counted.extreme() > counted.units()) {
        alarms.add(
            new Alarm(
                Kind.SATURATED,
                value.name(),
                said(
                    "%d of %d units of %s are at −1 or 1 nearly always: no gradient comes through."
                        + " Try a lower learning rate, smaller weights (--weight-decay), or layer"
                        + " normalization (--cell lstm-layernorm).",
                    counted.extreme(), counted.units(), value.name())));
      }
    }
    return alarms;
  }

  private static List<Alarm> gates(Recurrence layer, Activations read, Batch batch) {
    List<Alarm> alarms = new ArrayList<>();
    for (Gate gate : Gate.of(layer.cell())) {
      Tensor value = read.value(layer.name() + "." + gate.name());
      Counted counted = Counted.of(value, batch);
      // A forget gate that is always open is what remembers.
      int stuck = gate.keeps() == null ? counted.closed() : gate.rest() ? counted.open() : 0;
      if (2 * stuck > counted.units()) {
        alarms.add(
            new Alarm(
                Kind.SATURATED,
                value.name(),
                said(
                    "%d of %d units of the gate %s are %s nearly always: nothing comes through and"
                        + " nothing is learned there. Try a lower learning rate, or another bias"
                        + " at the start (--with 'init b_%s = %s').",
                    stuck,
                    counted.units(),
                    value.name(),
                    gate.rest() ? "open" : "closed",
                    gate.name(),
                    gate.rest() ? "-1" : "1")));
      }
    }
    return alarms;
  }

  private static List<Alarm> flow(Model model, Recurrence layer, Batch batch) {
    List<Alarm> alarms = new ArrayList<>();
    boolean plain = batch.spelling() == null && batch.decoding() == null;
    Batch some = some(batch);
    if (!plain || some.steps() < 3) {
      return alarms; // words and what is written cannot be cut
    }
    GradientFlow flow =
        GradientFlow.of(model, layer.name(), some, LAG, DIRECTIONS, Workers.single());
    double[] mean = flow.paths().getFirst().mean();
    for (int lag = 1; lag < mean.length; lag++) {
      if (mean[lag] < GONE) {
        String advice =
            layer.cell().states().size() > 1 || !Gate.of(layer.cell()).isEmpty()
                ? "a larger bias of the gate that keeps the state (--with 'init b_f = 3')"
                : "a cell with gates (--cell lstm or gru), or recurrent weights that begin"
                    + " orthogonal (--init recurrent=orthogonal)";
        alarms.add(
            new Alarm(
                Kind.VANISHING,
                layer.name(),
                said(
                    "The gradient by the states of %s (%s) is a thousandth after %d steps back"
                        + " (×%.2f per step): what lies further back is hardly learned. If it"
                        + " matters, try %s.",
                    layer.name(),
                    layer.cell().name(),
                    lag,
                    Math.pow(10, mean[lag] / lag),
                    advice)));
        break;
      }
      if (mean[lag] > GROWN) {
        alarms.add(
            new Alarm(
                Kind.EXPLODING,
                layer.name(),
                said(
                    "The gradient by the states of %s (%s) is a thousand times as large after %d"
                        + " steps back (×%.2f per step). Try clipping (--clip 1), a lower learning"
                        + " rate, or smaller recurrent weights.",
                    layer.name(), layer.cell().name(), lag, Math.pow(10, mean[lag] / lag))));
        break;
      }
    }
    return alarms;
  }

  /** The first rows and steps. */
  private static Batch some(Batch batch) {
    int rows = Math.min(ROWS, batch.batchSize());
    int steps = batch.steps();
    Batch some = new Batch();
    some.shape(steps, rows);
    int size = batch.featureSize();
    float[] features = size > 0 ? some.features(size) : new float[0];
    for (int step = 0; step < steps; step++) {
      for (int row = 0; row < rows; row++) {
        int from = step * batch.batchSize() + row;
        int to = step * rows + row;
        if (size > 0) {
          System.arraycopy(batch.features(), from * size, features, to * size, size);
        } else {
          some.inputs()[to] = batch.inputs()[from];
        }
      }
    }
    if (batch.lengths() != null) {
      System.arraycopy(batch.lengths(), 0, some.ragged(), 0, rows);
    }
    return some;
  }

  private static String said(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /**
   * How many units of a value do what.
   *
   * @param still never change
   * @param closed are below 0.1 nearly always
   * @param open are above 0.9 nearly always
   * @param extreme are below −0.99 or above 0.99 nearly always
   */
  private record Counted(int units, long steps, int still, int closed, int open, int extreme) {
    static Counted of(Tensor value, Batch batch) {
      int rows = value.shape().get(1);
      int units = value.shape().get(2);
      int still = 0;
      int closed = 0;
      int open = 0;
      int extreme = 0;
      long steps = 0;
      for (int u = 0; u < units; u++) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        long low = 0;
        long high = 0;
        long ends = 0;
        steps = 0;
        for (int at = 0; at < value.shape().get(0) * rows; at++) {
          if (rows == batch.batchSize() && at / rows >= batch.length(at % rows)) {
            continue;
          }
          float v = value.values()[at * units + u];
          least = Math.min(least, v);
          greatest = Math.max(greatest, v);
          low += v < 0.1 ? 1 : 0;
          high += v > 0.9 ? 1 : 0;
          ends += Math.abs(v) > 0.99 ? 1 : 0;
          steps++;
        }
        still += least == greatest ? 1 : 0;
        closed += low > NEARLY_ALWAYS * steps ? 1 : 0;
        open += high > NEARLY_ALWAYS * steps ? 1 : 0;
        extreme += ends > NEARLY_ALWAYS * steps ? 1 : 0;
      }
      return new Counted(units, steps, still, closed, open, extreme);
    }
  }
}
