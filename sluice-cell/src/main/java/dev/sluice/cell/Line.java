package dev.sluice.cell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a cell's text with its comments.
 *
 * @param above the comment lines above it
 * @param end the comment at its end, or null
 */
record Line(Content content, List<String> above, @Nullable String end) {
  Line {
    above = List.copyOf(above);
  }

  /** What a line says. */
  sealed interface Content {
    record Header(String name, List<Cell.Input> inputs, List<Cell.State> states)
        implements Content {}

    record Defines(Equation equation) implements Content {}

    record Starts(List<Init> inits) implements Content {}

    record Leaves(List<Expr> outputs) implements Content {}
  }
}
