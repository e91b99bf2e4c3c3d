package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Init;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Steps;
import dev.sluice.cell.picture.Latex;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A cell's text and what follows from it. */
@Command(name = "show", description = "Show a cell: its text, or one thing that follows from it.")
public record CellShow(
    @Parameters(
            paramLabel = "CELL",
            description = "A name from 'sluice cell list', a .cell file, or - for standard input.",
            converter = CellNames.class)
        Cell cell,
    @Option(names = "--latex", description = "Its equations for LaTeX.") boolean latex,
    @Option(names = "--steps", description = "How it is computed, forward.") boolean steps,
    @Option(names = "--gradients", description = "How its gradients are computed, backward.")
        boolean gradients,
    @Option(names = "--params", description = "Its parameters, with their shapes.") boolean params,
    @Option(
            names = "--input",
            paramLabel = "N",
            defaultValue = "64",
            description = "The input size for counts (default 64).")
        int input,
    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "128",
            description = "The hidden size for counts (default 128).")
        int hidden,
    @Option(
            names = "--size",
            paramLabel = "NAME=N",
            description = "A size that the cell names (default: the hidden size).")
        Map<String, Integer> size,
    @Option(names = "--json", description = "Print all of it as one JSON object.") boolean json)
    implements Task {

  /** Refuses two views at once. */
  public CellShow {
    if (Stream.of(latex, steps, gradients, params).filter(one -> one).count() > 1) {
      throw Failure.wrong("Give one of --latex, --steps, --gradients and --params, or --json.");
    }
  }

  @Override
  public int run(Console console) {
    Sizes sizes = sizes();
    if (json) {
      console.json(object(sizes));
    } else if (latex) {
      console.text(Latex.of(cell));
    } else if (steps) {
      console.text(Steps.of(cell).toString());
    } else if (gradients) {
      console.text(Steps.text(Steps.of(cell).backward()));
    } else if (params) {
      console.text(table(sizes));
    } else {
      console.text(cell.text() + (cell.text().endsWith("\n") ? "\n" : "\n\n"));
      console.line(
          "%s: %,d numbers in %d parameters, %,d floating-point operations per step.",
          "At " + CellNames.sizes(cell, sizes.values()),
          cell.shapes().parameterCount(sizes),
          cell.shapes().parameters().size(),
          cell.shapes().flops(sizes));
    }
    return DONE;
  }

  private Sizes sizes() {
    boolean same = "hidden".equals(cell.inputs().getFirst().size());
    try {
      return cell.shapes().at(same ? hidden : input, hidden, size);
    } catch (ArithmeticException e) {
      throw Failure.wrong(
          "The sizes are too large; choose smaller ones with --input and --hidden.");
    }
  }

  private String table(Sizes sizes) {
    Table table = new Table().row("parameter", "shape", "", "numbers", "kind", "starts as");
    for (Shapes.Parameter parameter : cell.shapes().parameters()) {
      table.row(
          parameter.name(),
          shape(parameter),
          numbers(parameter, sizes).stream()
              .map(n -> String.format(Locale.ROOT, "%,d", n))
              .collect(Collectors.joining(" × ")),
          String.format(Locale.ROOT, "%,d", count(parameter, sizes)),
          kind(parameter),
          start(parameter));
    }
    table.row(
        "all", "", "", String.format(Locale.ROOT, "%,d", cell.shapes().parameterCount(sizes)), "");
    return table.text("");
  }

  private static String shape(Shapes.Parameter parameter) {
    return parameter.isMatrix()
        ? parameter.rows() + " × " + parameter.columns()
        : parameter.rows().toString();
  }

  private static List<Integer> numbers(Shapes.Parameter parameter, Sizes sizes) {
    return parameter.isMatrix()
        ? List.of(sizes.of(parameter.rows()), sizes.of(parameter.columns()))
        : List.of(sizes.of(parameter.rows()));
  }

  private static long count(Shapes.Parameter parameter, Sizes sizes) {
    return numbers(parameter, sizes).stream().mapToLong(n -> n).reduce(1, Math::multiplyExact);
  }

  private static String kind(Shapes.Parameter parameter) {
    List<String> kinds = new ArrayList<>();
    parameter.blocks().forEach(block -> kinds.add(word(block.kind())));
    return kinds.isEmpty() ? word(parameter.kind()) : String.join(", ", kinds);
  }

  private static String word(Shapes.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What an {@code init} line says; empty where the model chooses by kind. */
  private String start(Shapes.Parameter parameter) {
    return cell.inits().stream()
        .filter(init -> init.target().equals(parameter.name()))
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

  private Map<String, Object> object(Sizes sizes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("cell", cell.name());
    object.put("text", cell.text());
    object.put("sizes", sizes.values());
    object.put("numbers", cell.shapes().parameterCount(sizes));
    object.put("flops", cell.shapes().flops(sizes));
    object.put(
        "parameters",
        cell.shapes().parameters().stream()
            .map(
                parameter -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", parameter.name());
                  one.put("shape", numbers(parameter, sizes));
                  one.put("sizes", shape(parameter));
                  one.put("kind", kind(parameter));
                  one.put("init", start(parameter));
                  return one;
                })
            .toList());
    object.put("latex", Latex.of(cell));
    object.put("steps", Steps.of(cell).toString());
    return object;
  }
}
