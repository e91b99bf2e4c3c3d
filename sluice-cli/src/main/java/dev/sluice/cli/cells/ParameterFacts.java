package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Init;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One parameter of a cell, for people and for scripts.
 *
 * @param sizes its shape by the names of sizes, {@code hidden × input}
 * @param shape its shape in numbers
 * @param count how many of them are learned
 * @param kinds the kind of each column block of a matrix, else its own
 * @param init what an {@code init} line says; empty where the model chooses by kind
 */
record ParameterFacts(
    Shapes.Parameter parameter,
    String sizes,
    List<Integer> shape,
    long count,
    String kinds,
    String init) {

  static List<ParameterFacts> of(Cell cell, Sizes sizes) {
    return cell.shapes().parameters().stream()
        .map(
            parameter ->
                new ParameterFacts(
                    parameter,
                    sizes(parameter),
                    shape(parameter, sizes),
                    parameter.count(sizes),
                    kinds(parameter),
                    init(cell, parameter.name())))
        .toList();
  }

  String name() {
    return parameter.name();
  }

  private static String sizes(Shapes.Parameter parameter) {
    if (!parameter.isMatrix()) {
      return parameter.rows().toString();
    }
    String all = parameter.rows() + " × " + parameter.columns();
    return parameter.groups() == 0 ? all : all + ", upper " + parameter.groups();
  }

  private static List<Integer> shape(Shapes.Parameter parameter, Sizes sizes) {
    return parameter.isMatrix()
        ? List.of(sizes.of(parameter.rows()), sizes.of(parameter.columns()))
        : List.of(sizes.of(parameter.rows()));
  }

  private static String kinds(Shapes.Parameter parameter) {
    List<String> kinds = new ArrayList<>();
    parameter.blocks().forEach(block -> kinds.add(word(block.kind())));
    return kinds.isEmpty() ? word(parameter.kind()) : String.join(", ", kinds);
  }

  private static String word(Shapes.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What an {@code init} line says of a parameter or state; empty where none does. */
  static String init(Cell cell, String target) {
    return cell.inits().stream()
        .filter(init -> init.target().equals(target))
        .map(init -> text(init.value()))
        .findFirst()
        .orElse("");
  }

  private static String text(Init.Value value) {
    return switch (value) {
      case Init.Value.Number(double number) -> Decimal.plain(number);
      case Init.Value.Zeros() -> "zeros";
      case Init.Value.Ones() -> "ones";
      case Init.Value.Identity() -> "identity";
      case Init.Value.Orthogonal() -> "orthogonal";
      case Init.Value.Uniform(double a, double b) ->
          "uniform(%s, %s)".formatted(Decimal.plain(a), Decimal.plain(b));
      case Init.Value.Normal(double mean, double sd) ->
          "normal(%s, %s)".formatted(Decimal.plain(mean), Decimal.plain(sd));
    };
  }
}
