package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Steps;
import dev.sluice.cell.picture.Diagram;
import dev.sluice.cell.picture.Latex;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    CellChanges changes,
    @Option(names = "--latex", description = "Its equations for LaTeX.") boolean latex,
    @Option(names = "--steps", description = "How it is computed, forward.") boolean steps,
    @Option(names = "--gradients", description = "How its gradients are computed, backward.")
        boolean gradients,
    @Option(names = "--params", description = "Its parameters, with their shapes.") boolean params,
    @Option(names = "--svg", description = "Its picture, an SVG document.") boolean svg,
    @Option(
            names = "--unroll",
            paramLabel = "N",
            description = "With --svg, N steps side by side (default 1).")
        @Nullable Integer unroll,
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

  /** Changes the cell; refuses two views at once. */
  public CellShow {
    if (Stream.of(latex, steps, gradients, params, svg).filter(one -> one).count() > 1) {
      throw Failure.wrong(
          "Give one of --latex, --steps, --gradients, --params and --svg, or --json.");
    }
    if (unroll != null && !svg && !json) {
      throw Failure.wrong("--unroll has an effect only with --svg; add it.");
    }
    if (unroll != null && unroll < 1) {
      throw Failure.wrong("--unroll must be at least 1; it is %,d.", unroll);
    }
    cell = changes.of(cell);
    changes = CellChanges.NONE;
  }

  @Override
  public int run(Console console) {
    Sizes sizes = sizes();
    int shown = unroll == null ? 1 : unroll;
    if (json) {
      console.json(CellFacts.of(cell, sizes, shown));
    } else if (latex) {
      console.text(Latex.of(cell));
    } else if (steps) {
      console.text(Steps.of(cell).toString());
    } else if (gradients) {
      console.text(Steps.text(Steps.of(cell).backward()));
    } else if (svg) {
      console.text(Diagram.svg(cell, shown));
    } else if (params) {
      console.text(table(sizes));
      CellCounts.of(cell)
          .ifPresent(
              counts ->
                  console.line(
                      "\n%s%s%s.",
                      legend(),
                      counts.parameters(),
                      counts.exactFor().isEmpty() ? "" : ", exact " + counts.exactFor()));
    } else {
      // Comments, so that what is printed is a cell file as it is.
      console.text(cell.text() + (cell.text().endsWith("\n") ? "\n" : "\n\n"));
      console.line(
          "# At %s: %s in %s, %,d floating-point operations per step.",
          CellNames.sizes(cell, sizes),
          Words.counted(cell.shapes().parameterCount(sizes), "number"),
          Words.counted(cell.shapes().parameters().size(), "parameter"),
          cell.shapes().flops(sizes));
      CellCounts.of(cell)
          .ifPresent(
              counts ->
                  console.line(
                      "# %s%s numbers%s; %s operations.",
                      legend(),
                      counts.parameters(),
                      counts.exactFor().isEmpty() ? "" : " (exact " + counts.exactFor() + ")",
                      counts.flops()));
    }
    return DONE;
  }

  private Sizes sizes() {
    boolean same = cell.shapes().inputIsHidden();
    try {
      return cell.shapes().at(same ? hidden : input, hidden, size);
    } catch (ArithmeticException e) {
      throw Failure.wrong(
          "The sizes are too large; choose smaller ones with --input and --hidden.");
    }
  }

  private String table(Sizes sizes) {
    Table table = new Table().row("parameter", "shape", "", "numbers", "kind", "starts as");
    for (ParameterFacts parameter : ParameterFacts.of(cell, sizes)) {
      table.row(
          parameter.name(),
          parameter.sizes(),
          parameter.shape().stream().map(CellShow::number).collect(Collectors.joining(" × ")),
          number(parameter.count()),
          parameter.kinds(),
          parameter.init());
    }
    table.row("all", "", "", number(cell.shapes().parameterCount(sizes)), "");
    return table.text("");
  }

  private static String number(Number number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code With n = input, h = hidden: }. */
  private String legend() {
    String legend = CellCounts.legend(cell);
    return legend.isEmpty() ? "" : "With " + legend + ": ";
  }
}
