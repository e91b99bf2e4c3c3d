package dev.sluice.server.flow;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.server.cells.TypedCell;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /api/flow}: several cells side by side. */
public final class FlowQuestions {
  private static final int SECONDS = 10;
  private static final int AT_ONCE = 4;
  private static final int MOST_CELLS = 6;
  private static final int MOST_LAG = 500;

  /** Where the question does not say. */
  private static final int LAG = 100;

  private static final int INPUT = 8;
  private static final int HIDDEN = 32;

  /** Cells, their sizes, and how far back to look; clip 0 is none. */
  record Compare(
      @Nullable List<Wanted> cells,
      @Nullable Integer input,
      @Nullable Integer hidden,
      @Nullable Integer lag,
      @Nullable Double clip,
      @Nullable Long seed) {}

  /**
   * A cell, by its text or its name.
   *
   * @param forgetBias of the gate that keeps a state; what the cell says where null
   * @param scale of the recurrent matrices; 1 where null
   */
  record Wanted(
      @Nullable String text,
      @Nullable String name,
      @Nullable Double forgetBias,
      @Nullable Double scale) {}

  /** The answer. */
  record Compared(List<Flow> cells) {}

  private final TimeLimit limit = new TimeLimit(SECONDS, AT_ONCE);

  /**
   * Asks once what the page asks first, so that the classes are there when somebody does. For a
   * thread that has nothing else to do.
   */
  public void prepare() {
    Flow.of(typed(new Wanted(null, "elman", null, null), INPUT, HIDDEN), null, null, LAG, 0, 1);
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.post("/api/flow", Compare.class, this::compare);
  }

  private Compared compare(Compare asked) {
    List<Wanted> cells = asked.cells == null ? List.of() : asked.cells;
    int lag = lag(asked.lag);
    if (cells.isEmpty() || cells.size() > MOST_CELLS) {
      throw Refusal.impossible(
          "1 to %d cells are compared; there are %,d.", MOST_CELLS, cells.size());
    }
    double clip = Objects.requireNonNullElse(asked.clip, 0.0);
    long seed = Objects.requireNonNullElse(asked.seed, 1L);
    int hidden = asked.hidden == null ? HIDDEN : asked.hidden;
    int input = asked.input == null ? INPUT : asked.input;
    return limit.within(
        "The flow",
        () -> {
          List<Flow> flows = new ArrayList<>();
          for (Wanted one : cells) {
            TimeLimit.goOn();
            flows.add(
                Flow.of(typed(one, input, hidden), one.forgetBias, one.scale, lag, clip, seed));
          }
          return new Compared(flows);
        });
  }

  /** How many steps back. */
  static int lag(@Nullable Integer asked) {
    int lag = asked == null ? LAG : asked;
    if (lag < 1 || lag > MOST_LAG) {
      throw Refusal.impossible("The lag must be between 1 and %d; it is %,d.", MOST_LAG, lag);
    }
    return lag;
  }

  private static TypedCell typed(Wanted wanted, int input, int hidden) {
    String text =
        wanted.text == null && wanted.name != null ? Cell.named(wanted.name).text() : wanted.text;
    try {
      return TypedCell.of(text, null, input, hidden);
    } catch (CellSyntaxException e) {
      throw Refusal.impossible("%s", e.getMessage());
    }
  }
}
