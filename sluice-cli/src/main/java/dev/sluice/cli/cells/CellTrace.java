package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Trace;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A tiny example, forward and back, with every number. */
@Command(
    name = "trace",
    description = {
      "Follow a cell by hand: run it over a tiny input, forward and back, and print every named"
          + " value with its gradient.",
      "",
      "  sluice cell trace gru --input \"1 0; 0 1\""
    })
public record CellTrace(
    @Parameters(
            paramLabel = "CELL",
            description = "A name from 'sluice cell list', a .cell file, or - for standard input.",
            converter = CellNames.class)
        Cell cell,
    CellChanges changes,
    @Option(
            names = "--input",
            paramLabel = "NUMBERS",
            defaultValue = "1 0; 0 1",
            description = "The input of each step, steps divided by ';' (default \"1 0; 0 1\").")
        String input,
    @Option(names = "--hidden", paramLabel = "N", description = "The hidden size (default 2).")
        @Nullable Integer hidden,
    @Option(
            names = "--size",
            paramLabel = "NAME=N",
            description = "A size that the cell names (default: the hidden size).")
        Map<String, Integer> size,
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Draw the parameters at random (default: a simple pattern).")
        @Nullable Long seed,
    @Option(names = "--json", description = "Print one JSON object, with all digits.") boolean json)
    implements Task {

  private static final int MOST = 12;
  private static final int MOST_STEPS = 100;

  /** Changes the cell. */
  public CellTrace {
    cell = changes.of(cell);
    changes = CellChanges.NONE;
  }

  @Override
  public int run(Console console) {
    List<double[]> inputs = inputs();
    boolean same = cell.shapes().inputIsHidden();
    int width = inputs.getFirst().length;
    int units = hidden != null ? hidden : same ? width : 2;
    Sizes sizes = cell.shapes().at(width, units, size);
    sizes.values().forEach(CellTrace::requireSmall);
    Trace trace = Trace.of(cell, sizes, inputs, seed);
    if (json) {
      console.json(object(trace));
    } else {
      print(console, trace);
    }
    return DONE;
  }

  private static void requireSmall(String name, int size) {
    if (size > MOST) {
      throw Failure.wrong(
          "A trace is for following by hand: the size %s is %,d, at most %d is printed.",
          name, size, MOST);
    }
  }

  private List<double[]> inputs() {
    List<double[]> inputs = new ArrayList<>();
    for (String step : input.strip().split(";", -1)) {
      String[] numbers = step.strip().split("[\\s,]+");
      try {
        inputs.add(Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray());
      } catch (NumberFormatException _) {
        throw Failure.wrong(
            "--input has numbers, one for each input unit, and ';' between steps, as in"
                + " \"1 0; 0 1\"; '%s' is not that.",
            step.strip());
      }
    }
    int first = inputs.getFirst().length;
    for (int step = 1; step < inputs.size(); step++) {
      if (inputs.get(step).length != first) {
        throw Failure.wrong(
            "Every step of --input has as many numbers: step 1 has %d, step %d has %d.",
            first, step + 1, inputs.get(step).length);
      }
    }
    if (inputs.size() > MOST_STEPS) {
      throw Failure.wrong(
          "A trace is for following by hand: --input has %,d steps, at most %d are printed.",
          inputs.size(), MOST_STEPS);
    }
    return inputs;
  }

  private void print(Console console, Trace trace) {
    console.line("%s at %s.", cell.name(), CellNames.sizes(cell, trace.sizes()));
    console.line(
        "The loss is the sum of all that leaves the cell (%s), over all steps: %s.",
        String.join(", ", cell.outputNames()), Decimal.fixed(trace.loss()));
    if (cell.isNoisy()) {
      console.line("Noise is replaced by its expectation, as in inference.");
    }
    Table table = new Table();
    table.row("");
    table.row("parameter", "value", "gradient of the loss");
    for (Shapes.Parameter parameter : cell.shapes().parameters()) {
      Trace.Entry entry = trace.parameters().get(parameter.name());
      int columns = parameter.isMatrix() ? trace.sizes().of(parameter.columns()) : 0;
      rows(table, parameter.name(), entry, columns);
    }
    for (int step = 0; step < trace.steps().size(); step++) {
      table.row("");
      table.row("step " + (step + 1), "value", "gradient of the loss");
      trace.steps().get(step).forEach((name, entry) -> rows(table, name, entry, 0));
    }
    console.text(table.text(""));
  }

  /** A vector on one line, a matrix on one for each of its rows. */
  private static void rows(Table table, String name, Trace.Entry entry, int columns) {
    int width = columns == 0 ? entry.value().length : columns;
    for (int from = 0; from < entry.value().length; from += width) {
      table.row(
          from == 0 ? name : "",
          numbers(entry.value(), from, width),
          numbers(entry.gradient(), from, width));
    }
  }

  private static String numbers(double[] values, int from, int count) {
    return Arrays.stream(values, from, Math.min(values.length, from + count))
        .mapToObj(value -> "%9s".formatted(Decimal.fixed(value)))
        .collect(Collectors.joining());
  }

  private Map<String, Object> object(Trace trace) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("cell", cell.name());
    object.put("sizes", CellNames.ordered(cell, trace.sizes()));
    object.put("loss", trace.loss());
    object.put("parameters", trace.parameters());
    object.put("steps", trace.steps());
    return object;
  }
}
