package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Init;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What layers learn: the names and shapes of parameters, and how they begin.
 *
 * @param initialization where a cell does not say itself how one begins
 */
record Slots(Initialization initialization) {

  /** A parameter of a cell. */
  Place.Slot of(String name, Cell cell, Shapes.Parameter parameter, Sizes sizes) {
    int rows = sizes.of(parameter.rows());
    int columns = parameter.isMatrix() ? sizes.of(parameter.columns()) : 1;
    List<Place.Start> starts = new ArrayList<>();
    Initializer own = own(cell, parameter.name());
    if (own != null) {
      starts.add(new Place.Start(0, columns, own));
    } else if (!parameter.isMatrix()) {
      starts.add(new Place.Start(0, 1, byKind(parameter.kind())));
    } else {
      int from = 0;
      for (Shapes.Block block : parameter.blocks()) {
        int width = sizes.of(block.size());
        starts.add(new Place.Start(from, width, byKind(block.kind())));
        from += width;
      }
    }
    return new Place.Slot(
        name + "." + parameter.name(),
        parameter.isMatrix() ? List.of(rows, columns) : List.of(rows),
        starts,
        parameter);
  }

  private static @Nullable Initializer own(Cell cell, String parameter) {
    for (Init init : cell.inits()) {
      if (init.target().equals(parameter)) {
        return Initializer.of(init.value());
      }
    }
    return null;
  }

  private Initializer byKind(Shapes.Kind kind) {
    return switch (kind) {
      case INPUT -> initialization.input();
      case RECURRENT -> initialization.recurrent();
      case BIAS -> initialization.bias();
      case PEEPHOLE -> initialization.peephole();
    };
  }

  /** A vector for each symbol. */
  Place.Slot table(String name, int symbols, int size) {
    return new Place.Slot(
        name + ".table",
        List.of(symbols, size),
        List.of(new Place.Start(0, size, initialization.embedding())),
        null);
  }
}
