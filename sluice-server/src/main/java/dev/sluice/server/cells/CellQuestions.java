package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellNotes;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cell.Trace;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/cell} and {@code /api/step}: what a typed cell is, and what it does. */
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

  /** A cell, sizes, and what enters at each step; a seed draws its parameters. */
  record Walk(
      @Nullable String text,
      @Nullable List<String> with,
      @Nullable Integer input,
      @Nullable Integer hidden,
      @Nullable List<double[]> inputs,
      @Nullable Long seed) {}

  /** What happened at each step. */
  record Walked(List<Step> steps) {}

  /** One step: what entered, what was known before, what was computed, what is known after. */
  record Step(
      Map<String, double[]> inputs,
      Map<String, double[]> before,
      Map<String, double[]> values,
      Map<String, double[]> after) {}

  /** A cell of the catalogue. */
  public record Known(String name, String title, String text) {}

  private final TimeLimit looks = new TimeLimit(SECONDS, AT_ONCE);
  private final TimeLimit walks = new TimeLimit(SECONDS, AT_ONCE);

  /** The whole catalogue. */
  public static List<Known> catalogue() {
    return Cell.catalogue().stream()
        .map(Cell::named)
        .map(cell -> new Known(cell.name(), CellNotes.of(cell).sentence(), cell.text()))
        .toList();
  }

  /** Adds its routes. */
  public void routes(Api api) {
    api.post("/api/cell", Look.class, this::look).post("/api/step", Walk.class, this::walk);
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
          Trace trace = Trace.of(typed.cell(), typed.sizes(), inputs, asked.seed);
          return new Walked(trace.steps().stream().map(step -> step(typed.cell(), step)).toList());
        });
  }

  private static Step step(Cell cell, Map<String, Trace.Entry> entries) {
    Step step =
        new Step(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    entries.forEach((name, entry) -> step.values.put(name, entry.value()));
    cell.inputs().forEach(input -> move(input.name(), step.values, input.name(), step.inputs));
    for (Cell.State state : cell.states()) {
      move(state.name(), step.values, state.name(), step.before);
      move(state.name() + "'", step.values, state.name(), step.after);
    }
    return step;
  }

  private static void move(
      String name, Map<String, double[]> from, String as, Map<String, double[]> to) {
    double[] value = from.remove(name);
    if (value != null) {
      to.put(as, value);
    }
  }
}
