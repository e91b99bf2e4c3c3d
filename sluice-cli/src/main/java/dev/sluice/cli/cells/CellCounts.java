package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Formula;
import dev.sluice.cell.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cell costs, as formulas in its sizes.
 *
 * @param parameters how many numbers are learned
 * @param flops the floating-point operations of one step of one row
 * @param symbols the letters in the formulas, by the sizes that they stand for
 * @param exactFor for which sizes the number of parameters is exact, as the end of a sentence;
 *     empty where it is for all
 */
record CellCounts(String parameters, String flops, Map<String, String> symbols, String exactFor) {

  /** More sizes than a formula has for a reader. */
  private static final int MOST_SIZES = 12;

  /** The formulas; empty where a text names so many sizes that nobody would read them. */
  static Optional<CellCounts> of(Cell cell) {
    Shapes shapes = cell.shapes();
    if (shapes.names().size() > MOST_SIZES) {
      return Optional.empty();
    }
    Map<String, String> symbols = shapes.symbols();
    List<String> upper = new ArrayList<>();
    for (Shapes.Parameter parameter : shapes.parameters()) {
      if (parameter.groups() > 1) {
        upper.add(
            "%d divides the rows and columns of %s"
                .formatted(parameter.groups(), parameter.name()));
      }
    }
    return Optional.of(
        new CellCounts(
            shapes.parameterFormula().text(symbols),
            shapes.flopsFormula().text(symbols),
            symbols,
            upper.isEmpty() ? "" : "where " + String.join(" and ", upper)));
  }

  /** The numbers of one parameter. */
  String of(Shapes.Parameter parameter) {
    Formula formula = parameter.formula();
    return formula.text(symbols);
  }

  /** {@code n = input, h = hidden}: the letters that stand for another name. */
  static String legend(Cell cell) {
    Map<String, String> symbols = cell.shapes().symbols();
    boolean same = cell.shapes().inputIsHidden();
    List<String> parts = new ArrayList<>();
    symbols.forEach(
        (name, symbol) -> {
          if (!symbol.equals(name) && !(same && name.equals("input"))) {
            parts.add(symbol + " = " + name);
          }
        });
    return String.join(", ", parts);
  }
}
