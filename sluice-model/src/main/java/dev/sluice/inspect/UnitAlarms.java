package dev.sluice.inspect;

import static dev.sluice.inspect.Alarm.said;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Range;
import dev.sluice.data.Batch;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import dev.sluice.train.Remedy;
import dev.sluice.train.Wording;
import java.util.ArrayList;
import java.util.List;

/** Units that do nothing, by what their values were while a layer read. */
final class UnitAlarms {
  /** A unit is at an end of its range if it is there for so much of the time. */
  private static final double NEARLY_ALWAYS = 0.98;

  private UnitAlarms() {}

  static List<Alarm> of(Recurrence layer, Activations read, Batch batch, Wording wording) {
    List<Alarm> alarms = new ArrayList<>();
    for (Cell.State state : layer.cell().states()) {
      Tensor value = read.value(layer.name() + "." + state.name());
      state(layer, state, value, Counted.of(value, batch), alarms, wording);
    }
    for (Gate gate : Gate.of(layer.cell())) {
      Tensor value = read.value(layer.name() + "." + gate.name());
      gate(layer, gate, value.name(), Counted.of(value, batch), alarms, wording);
    }
    return alarms;
  }

  private static void state(
      Recurrence layer,
      Cell.State state,
      Tensor value,
      Counted counted,
      List<Alarm> alarms,
      Wording wording) {
    if (counted.steps() > 1 && counted.still() > 0) {
      alarms.add(
          new Alarm(
              Alarm.Kind.DEAD,
              value.name(),
              said(
                  "%d of %d units of %s never change over %,d steps: they are dead. Try a lower"
                      + " learning rate, a smaller initialization, or another activation (tanh, or"
                      + " elu for relu).",
                  counted.still(), counted.units(), value.name(), counted.steps())));
    }
    Range range = Range.of(layer.cell()).get(state.name() + "'");
    boolean signed = range != null && range.equals(new Range(-1, 1));
    if (signed && 2 * counted.extreme() > counted.units()) {
      alarms.add(
          saturated(
              value.name(),
              "%d of %d units of %s are at −1 or 1 nearly always: no gradient comes through. Try a"
                  + " lower learning rate, smaller weights%s, or layer normalization%s.",
              counted.extreme(),
              counted.units(),
              value.name(),
              wording.behind(Remedy.WEIGHT_DECAY, ""),
              wording.behind(Remedy.LAYER_NORMALIZATION, "")));
    }
  }

  private static void gate(
      Recurrence layer,
      Gate gate,
      String name,
      Counted counted,
      List<Alarm> alarms,
      Wording wording) {
    int units = counted.units();
    if (gate.keeps() == null) {
      if (2 * counted.closed() > units) {
        alarms.add(
            saturated(
                name,
                "%d of %d units of the gate %s are closed nearly always: nothing comes through and"
                    + " nothing is learned there. Try a lower learning rate%s.",
                counted.closed(),
                units,
                name,
                bias(layer, gate, "1", wording)));
      }
      return;
    }
    int forgets = gate.rest() ? counted.open() : counted.closed();
    int frozen = gate.rest() ? counted.closed() : counted.open();
    if (2 * forgets > units) {
      alarms.add(
          saturated(
              name,
              "%d of %d units of the gate %s keep nothing of %s nearly always: they have no memory."
                  + " Try a lower learning rate%s.",
              forgets,
              units,
              name,
              gate.keeps(),
              bias(layer, gate, gate.rest() ? "-1" : "1", wording)));
    }
    if (2 * frozen > units && takesTheRest(layer.cell(), gate)) {
      alarms.add(
          saturated(
              name,
              "%d of %d units of the gate %s keep all of %s nearly always and take nothing in: they"
                  + " are frozen. Try a lower learning rate%s.",
              frozen,
              units,
              name,
              gate.keeps(),
              bias(layer, gate, gate.rest() ? "1" : "-1", wording)));
    }
  }

  /** Whether what a gate does not keep is what it lets in, as the update gate of a GRU. */
  private static boolean takesTheRest(Cell cell, Gate gate) {
    Expr open = new Expr.Name(gate.name());
    Expr other =
        gate.rest() ? open : new Expr.Subtract(new Expr.Constant(1), new Expr.Name(gate.name()));
    Expr state = new Expr.Name(String.valueOf(gate.keeps()));
    return cell.equations().stream()
        .filter(Equation::next)
        .flatMap(equation -> Expr.postorder(equation.value()).stream())
        .anyMatch(
            e ->
                e instanceof Expr.Multiply(Expr a, Expr b)
                    && (isName(a, other) && !isName(b, state)
                        || isName(b, other) && !isName(a, state)));
  }

  /** Compared by their few operands, never by what is below a long sum. */
  private static boolean isName(Expr e, Expr wanted) {
    return e.getClass() == wanted.getClass()
        && (e instanceof Expr.Name
            || e instanceof Expr.Subtract(Expr _, Expr b) && b instanceof Expr.Name)
        && e.equals(wanted);
  }

  private static Alarm saturated(String where, String format, Object... arguments) {
    return new Alarm(Alarm.Kind.SATURATED, where, said(format, arguments));
  }

  /** Another start of a gate's bias, where it has one of its own. */
  private static String bias(Recurrence layer, Gate gate, String start, Wording wording) {
    return hasBias(layer, gate.name())
        ? ", or another bias at the start"
            + wording.behind(Remedy.LINE, "init b_%s = %s".formatted(gate.name(), start))
        : "";
  }

  static boolean hasBias(Recurrence layer, String gate) {
    return layer.cell().shapes().parameters().stream()
        .anyMatch(parameter -> parameter.name().equals("b_" + gate));
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
          low += v < Saturation.CLOSED ? 1 : 0;
          high += v > Saturation.OPEN ? 1 : 0;
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
