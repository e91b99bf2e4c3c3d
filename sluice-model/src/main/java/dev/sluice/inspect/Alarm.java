package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import dev.sluice.train.Remedy;
import dev.sluice.train.Wording;
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
  private static final int STEPS = 256;
  private static final int LAG = 50;
  private static final int DIRECTIONS = 16;

  /** What is left of a gradient that has vanished, and what one that explodes has become. */
  private static final double GONE = -3;

  private static final double GROWN = 3;

  /**
   * Looks at a model while it reads the first steps of some rows of a batch, so that it can be done
   * after each epoch; a batch of words by their letters, or with sequences to be written, is read
   * as a whole.
   *
   * @param batch it is left as it is
   * @throws IllegalArgumentException if the batch does not fit the model
   */
  public static List<Alarm> of(Model model, Batch batch) {
    return of(model, batch, Wording.COMMAND_LINE);
  }

  /**
   * The same for readers who do not type commands.
   *
   * @param wording how they do what the sentences advise
   * @throws IllegalArgumentException if the batch does not fit the model
   */
  public static List<Alarm> of(Model model, Batch batch, Wording wording) {
    List<Alarm> alarms = new ArrayList<>();
    if (batch.symbols() == 0) {
      return alarms;
    }
    boolean plain = batch.spelling() == null && batch.decoding() == null;
    boolean whole = !plain || model.layers().stream().anyMatch(l -> l instanceof Layer.Flatten);
    Batch some = whole ? batch : some(batch);
    Activations read = Activations.of(model, some);
    for (Recurrence layer : model.recurrences()) {
      Alarm broken = notFinite(layer, read, wording);
      if (broken != null) {
        return List.of(broken); // what is computed from it is no number either
      }
      alarms.addAll(UnitAlarms.of(layer, read, some, wording));
      if (plain && some.steps() > 2 && !GradientFlow.carried(layer).isEmpty()) {
        alarms.addAll(flow(model, layer, some, wording));
      }
    }
    return List.copyOf(alarms);
  }

  /** The first step at which a value is no number, and of that step the first equation. */
  private static @Nullable Alarm notFinite(Recurrence layer, Activations read, Wording wording) {
    int first = Integer.MAX_VALUE;
    Alarm alarm = null;
    for (Tensor value : read.values()) {
      int row = value.shape().get(1) * value.shape().get(2);
      for (int i = 0; i < value.values().length && i / row < first; i++) {
        float number = value.values()[i];
        if (value.name().startsWith(layer.name() + ".") && !Float.isFinite(number)) {
          first = i / row;
          alarm =
              new Alarm(
                  Kind.NOT_FINITE,
                  value.name(),
                  said(
                      "%s is %s at step %d. Try a lower learning rate, or clipping%s.",
                      value.name(), number, first + 1, wording.behind(Remedy.CLIP, "1")));
        }
      }
    }
    return alarm;
  }

  private static List<Alarm> flow(Model model, Recurrence layer, Batch batch, Wording wording) {
    GradientFlow flow =
        GradientFlow.of(model, layer.name(), batch, LAG, DIRECTIONS, Workers.single());
    double[] mean = flow.paths().getFirst().mean();
    for (int lag = 1; lag < mean.length; lag++) {
      double perStep = Math.pow(10, mean[lag] / lag);
      if (mean[lag] < GONE) {
        return List.of(
            new Alarm(
                Kind.VANISHING,
                layer.name(),
                said(
                    "The gradient by the states of %s (%s) is a thousandth after %d steps back"
                        + " (×%.2f per step): what lies further back is hardly learned. If it"
                        + " matters, try %s.",
                    layer.name(), layer.cell().name(), lag, perStep, memory(layer, wording))));
      }
      if (mean[lag] > GROWN) {
        return List.of(
            new Alarm(
                Kind.EXPLODING,
                layer.name(),
                said(
                    "The gradient by the states of %s (%s) is a thousand times as large after %d"
                        + " steps back (×%.2f per step). Try clipping%s, a lower learning rate,"
                        + " or smaller recurrent weights.",
                    layer.name(),
                    layer.cell().name(),
                    lag,
                    perStep,
                    wording.behind(Remedy.CLIP, "1"))));
      }
    }
    return List.of();
  }

  /** What makes a layer remember longer. */
  private static String memory(Recurrence layer, Wording wording) {
    for (Gate gate : Gate.of(layer.cell())) {
      if (gate.keeps() != null && UnitAlarms.hasBias(layer, gate.name())) {
        String line = "init b_%s = %s".formatted(gate.name(), gate.rest() ? "-3" : "3");
        return "a gate that begins nearly %s%s"
            .formatted(gate.rest() ? "closed" : "open", wording.behind(Remedy.LINE, line));
      }
    }
    return "a cell with gates%s, or recurrent weights that begin orthogonal%s"
        .formatted(
            wording.behind(Remedy.CELL, "lstm or gru"),
            wording.behind(Remedy.RECURRENT_START, "orthogonal"));
  }

  /** The first rows and steps. */
  private static Batch some(Batch batch) {
    int rows = Math.min(ROWS, batch.batchSize());
    int steps = Math.min(STEPS, batch.steps());
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
      int[] lengths = some.ragged();
      for (int row = 0; row < rows; row++) {
        lengths[row] = Math.min(steps, batch.length(row));
      }
    }
    return some;
  }

  static String said(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
