package dev.sluice.server.runs;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Interpreter;
import dev.sluice.data.Vocabulary;
import dev.sluice.inspect.Gate;
import dev.sluice.inspect.Saturation;
import dev.sluice.model.Model;
import dev.sluice.server.cells.Story;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.model.Subject;
import dev.sluice.server.model.Written;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * A text that a model has read.
 *
 * @param ids its symbols
 */
record Run(String id, Subject subject, int[] ids, Recorded recorded, Expected expected) {
  /** One step of one unit. */
  record Step(
      String symbol,
      List<Written.Next> next,
      Map<String, Float> values,
      Map<String, Float> before,
      Map<String, Float> after,
      List<Story.Part> story) {}

  /** A gate: for each unit the share of steps at which it is nearly shut, or nearly open. */
  record OfGate(String name, double[] low, double[] high) {}

  /** The bytes that its values take. */
  long bytes() {
    return recorded.steps() * bytesOfStep(recorded.sizes());
  }

  /** The bytes of one step, with what was expected after it. */
  static long bytesOfStep(SequencedMap<String, Integer> sizes) {
    return Recording.bytes(sizes) + Expected.BYTES_OF_STEP;
  }

  /** Symbols as texts. */
  List<String> symbols(int from, int to) {
    Vocabulary vocabulary = subject.vocabulary();
    return IntStream.range(from, to).mapToObj(i -> vocabulary.decode(ids[i])).toList();
  }

  /**
   * A layer.
   *
   * @throws Refusal if there is none of this name
   */
  Model.Recurrence layer(String name) {
    List<Model.Recurrence> all = subject.model().recurrences();
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.missing(
                    "There is no layer of this name; there are %s.",
                    String.join(", ", all.stream().map(Model.Recurrence::name).toList())));
  }

  Step step(int step, Model.Recurrence layer, int unit) {
    Map<String, Float> values = new LinkedHashMap<>();
    Map<String, Float> before = new LinkedHashMap<>();
    Map<String, Float> after = new LinkedHashMap<>();
    Cell cell = layer.cell();
    List<String> states = cell.states().stream().map(Cell.State::name).toList();
    recorded
        .sizes()
        .forEach(
            (name, size) -> {
              String own = name.substring(name.lastIndexOf('.') + 1);
              if (!name.equals(layer.name() + "." + own) || unit >= size) {
                return;
              }
              float now = recorded.unit(name, unit, step, step + 1)[0];
              if (states.contains(own)) {
                after.put(own, now);
                before.put(
                    own,
                    step == 0
                        ? start(layer, own, unit)
                        : recorded.unit(name, unit, step - 1, step)[0]);
              } else {
                values.put(own, now);
              }
            });
    return new Step(
        subject.vocabulary().decode(ids[step]),
        expected.after(step),
        values,
        before,
        after,
        new Story(cell, before, values, after).parts());
  }

  /** What a state begins with: learned where the cell says so. */
  private float start(Model.Recurrence layer, String state, int unit) {
    String name = layer.name() + "." + state + ".start";
    return subject.model().parameters().tensors().stream()
        .filter(learned -> learned.name().equals(name))
        .findFirst()
        .map(learned -> learned.values()[unit])
        .orElseGet(
            () -> (float) new Interpreter(layer.cell(), layer.sizes()).starts().get(state)[unit]);
  }

  /** The gates of a layer: the values that are shares by their equations. */
  List<OfGate> saturation(Model.Recurrence layer) {
    return Gate.of(layer.cell()).stream().map(gate -> ofGate(gate.name(), layer)).toList();
  }

  private OfGate ofGate(String name, Model.Recurrence layer) {
    String value = layer.name() + "." + name;
    int size = recorded.sizes().get(value);
    double[] low = new double[size];
    double[] high = new double[size];
    for (int unit = 0; unit < size; unit++) {
      for (float one : recorded.unit(value, unit, 0, recorded.steps())) {
        low[unit] += one < Saturation.CLOSED ? 1 : 0;
        high[unit] += one > Saturation.OPEN ? 1 : 0;
      }
      low[unit] /= recorded.steps();
      high[unit] /= recorded.steps();
    }
    return new OfGate(name, low, high);
  }
}
