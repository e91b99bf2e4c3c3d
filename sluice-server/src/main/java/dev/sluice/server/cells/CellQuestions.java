package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cell.Trace;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/cell}, {@code /api/check} and {@code /api/step}: what a typed cell is, whether its
 * gradients are right, and what it does.
 */
public final class CellQuestions {
  private static final int SECONDS = 2;
  private static final int AT_ONCE = 4;
  private static final int MOST_STEPS = 200;

  /** A cell, changes of it, and sizes. */
  record Look(
      @Nullable String text,
      @Nullable List<String> with,
      @Nullable Integer input,
      @Nullable Integer hidden) {}

  /**
   * A cell, sizes, and what enters at each step; a seed draws its parameters.
   *
   * @param unit of which the story is told; 0 where null
   */
  record Walk(
      @Nullable String text,
      @Nullable List<String> with,
      @Nullable Integer input,
      @Nullable Integer hidden,
      @Nullable List<double[]> inputs,
      @Nullable Long seed,
      @Nullable Integer unit) {}

  /** What happened at each step. */
  record Walked(List<Step> steps) {}

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

  private final TimeLimit looks = new TimeLimit(SECONDS, AT_ONCE);
  private final TimeLimit checks = new TimeLimit(SECONDS, AT_ONCE);
  private final TimeLimit walks = new TimeLimit(SECONDS, AT_ONCE);

  /** Adds its routes. */
  public void routes(Api api) {
    api.post("/api/cell", Look.class, this::look)
        .post("/api/check", Look.class, this::check)
        .post("/api/step", Walk.class, this::walk);
  }

  private Object look(Look asked) {
    return looks.within(
        "The cell",
        () -> {
          try {
            return CellFacts.of(TypedCell.of(asked.text, asked.with, asked.input, asked.hidden));
          } catch (CellSyntaxException e) {
            return CellFacts.mistake(e, String.valueOf(asked.text));
          }
        });
  }

  /** Apart from the rest, which shall not wait for it. */
  private Object check(Look asked) {
    return checks.within(
        "The check",
        () -> {
          try {
            return CellCheck.of(
                TypedCell.of(asked.text, asked.with, asked.input, asked.hidden).cell());
          } catch (CellSyntaxException e) {
            return CellFacts.mistake(e, String.valueOf(asked.text));
          }
        });
  }

  private Object walk(Walk asked) {
    List<double[]> inputs = asked.inputs == null ? List.of() : asked.inputs;
    if (inputs.isEmpty() || inputs.size() > MOST_STEPS) {
      throw Refusal.impossible(
          "A cell is followed over 1 to %d steps; there are %,d.", MOST_STEPS, inputs.size());
    }
    return walks.within(
        "The cell",
        () -> {
          TypedCell typed = TypedCell.of(asked.text, asked.with, asked.input, asked.hidden);
          int unit = unit(asked.unit, typed.sizes().hidden());
          Trace trace = Trace.of(typed.cell(), typed.sizes(), inputs, asked.seed);
          return new Walked(
              trace.steps().stream().map(step -> step(typed.cell(), step, unit)).toList());
        });
  }

  private static int unit(@Nullable Integer asked, int hidden) {
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
