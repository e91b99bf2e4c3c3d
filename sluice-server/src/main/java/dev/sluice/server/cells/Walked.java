package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Trace;
import dev.sluice.server.http.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a cell did at each of a few steps. */
public record Walked(List<Step> steps) {
  private static final int MOST_STEPS = 200;

  /**
   * One step: what entered, what was known before, what was computed, what is known after, and what
   * became of one unit in words.
   */
  record Step(
      Map<String, double[]> inputs,
      Map<String, double[]> before,
      Map<String, double[]> values,
      Map<String, double[]> after,
      List<Story.Part> story) {}

  /**
   * What was traced.
   *
   * @param unit of which the story is told
   */
  public static Walked of(Cell cell, Trace trace, int unit) {
    return new Walked(trace.steps().stream().map(step -> step(cell, step, unit)).toList());
  }

  /**
   * What enters, step by step.
   *
   * @throws Refusal if there are no steps or too many
   */
  public static List<double[]> inputs(@Nullable List<double[]> asked) {
    List<double[]> inputs = asked == null ? List.of() : asked;
    if (inputs.isEmpty() || inputs.size() > MOST_STEPS) {
      throw Refusal.impossible(
          "A cell is followed over 1 to %d steps; there are %,d.", MOST_STEPS, inputs.size());
    }
    return inputs;
  }

  /**
   * The unit that is asked about; 0 where null.
   *
   * @throws Refusal if there is none
   */
  public static int unit(@Nullable Integer asked, int hidden) {
    int unit = asked == null ? 0 : asked;
    if (unit < 0 || unit >= hidden) {
      throw Refusal.impossible("There is no unit %,d; they go from 0 to %,d.", unit, hidden - 1);
    }
    return unit;
  }

  private static Step step(Cell cell, Map<String, Trace.Entry> entries, int unit) {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    Map<String, double[]> before = new LinkedHashMap<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    Map<String, double[]> after = new LinkedHashMap<>();
    entries.forEach((name, entry) -> values.put(name, entry.value()));
    cell.inputs().forEach(input -> move(input.name(), values, input.name(), inputs));
    for (Cell.State state : cell.states()) {
      move(state.name(), values, state.name(), before);
      move(state.name() + "'", values, state.name(), after);
    }
    Story story = new Story(cell, of(unit, before), of(unit, values), of(unit, after));
    return new Step(inputs, before, values, after, story.parts());
  }

  /** What belongs to one unit; a number for all units does. */
  private static Map<String, Float> of(int unit, Map<String, double[]> vectors) {
    Map<String, Float> numbers = new LinkedHashMap<>();
    vectors.forEach(
        (name, vector) -> {
          int at = vector.length == 1 ? 0 : unit;
          if (at < vector.length) {
            numbers.put(name, (float) vector[at]);
          }
        });
    return numbers;
  }

  private static void move(
      String name, Map<String, double[]> from, String as, Map<String, double[]> to) {
    double[] value = from.remove(name);
    if (value != null) {
      to.put(as, value);
    }
  }
}
