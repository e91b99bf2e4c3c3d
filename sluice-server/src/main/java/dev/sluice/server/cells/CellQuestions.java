package dev.sluice.server.cells;

import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cell.Trace;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.TimeLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/cell}, {@code /api/check} and {@code /api/step}: what a typed cell is, whether its
 * gradients are right, and what it does.
 */
public final class CellQuestions {
  private static final int SECONDS = 2;
  private static final int AT_ONCE = 4;

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
    List<double[]> inputs = Walked.inputs(asked.inputs);
    return walks.within(
        "The cell",
        () -> {
          TypedCell typed = TypedCell.of(asked.text, asked.with, asked.input, asked.hidden);
          int unit = Walked.unit(asked.unit, typed.sizes().hidden());
          return Walked.of(
              typed.cell(), Trace.of(typed.cell(), typed.sizes(), inputs, asked.seed), unit);
        });
  }
}
