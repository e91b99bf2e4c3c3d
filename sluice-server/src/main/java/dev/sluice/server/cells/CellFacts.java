package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.picture.Diagram;
import dev.sluice.cell.picture.Latex;
import dev.sluice.server.http.TimeLimit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that follows from a cell's text.
 *
 * @param flops floating-point operations of one step
 */
record CellFacts(
    String name,
    String text,
    String svg,
    List<Row> equations,
    List<Parameter> parameters,
    long parameterCount,
    long flops,
    List<String> states,
    Map<String, Integer> sizes) {

  /**
   * An equation.
   *
   * @param line where it begins in the text, from 1
   */
  record Row(int line, String target, String latex, String comment) {}

  /** A parameter with its shape. */
  record Parameter(String name, List<Integer> shape, long count) {}

  /** What is wrong with a text, and where: the length is that of the word. */
  record Mistake(Place error) {}

  /** A place in a text, from 1; line 0 where the text as a whole is meant. */
  record Place(String message, int line, int column, int length) {}

  private static final Pattern WORD = Pattern.compile("[\\w]+'?");

  static CellFacts of(TypedCell typed) {
    Cell cell = typed.cell();
    Sizes sizes = typed.sizes();
    return new CellFacts(
        cell.name(),
        typed.text(),
        Diagram.svg(cell),
        cell.equations().stream().map(one -> row(cell, one, typed.text())).toList(),
        cell.shapes().parameters().stream().map(one -> parameter(one, sizes)).toList(),
        cell.shapes().parameterCount(sizes),
        cell.shapes().flops(sizes),
        cell.states().stream().map(Cell.State::name).toList(),
        typed.sizesByName());
  }

  private static Row row(Cell cell, Equation equation, String text) {
    TimeLimit.goOn();
    String line = text.lines().skip(equation.line() - 1L).findFirst().orElse("");
    int mark = line.indexOf('#');
    return new Row(
        equation.line(),
        equation.target(),
        Latex.of(cell, equation),
        mark < 0 ? "" : line.substring(mark + 1).strip());
  }

  private static Parameter parameter(Shapes.Parameter parameter, Sizes sizes) {
    int rows = sizes.of(parameter.rows());
    return new Parameter(
        parameter.name(),
        parameter.isMatrix() ? List.of(rows, sizes.of(parameter.columns())) : List.of(rows),
        parameter.count(sizes));
  }

  static Mistake mistake(CellSyntaxException e, String text) {
    String line = e.line() < 1 ? "" : text.lines().skip(e.line() - 1L).findFirst().orElse("");
    int from = Math.clamp(e.column() - 1L, 0, line.length());
    Matcher word = WORD.matcher(line).region(from, line.length());
    int length = word.lookingAt() ? word.end() - from : 1;
    return new Mistake(new Place(String.valueOf(e.getMessage()), e.line(), e.column(), length));
  }
}
