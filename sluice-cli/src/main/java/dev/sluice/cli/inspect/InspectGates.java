package dev.sluice.cli.inspect;

import dev.sluice.cell.Equation;
import dev.sluice.cell.Range;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.plot.Plot;
import dev.sluice.inspect.Activations;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every named value of a layer, step by step. */
@Command(
    name = "gates",
    description = {
      "Show what the gates and states of a layer do at each step: the mean over its units, or one"
          + " unit.",
      "",
      "  sluice inspect gates bard.safetensors --text \"ROMEO: But soft\" --unit 5",
      ""
    })
public record InspectGates(
    Material material,
    @Option(
            names = "--unit",
            paramLabel = "N",
            description = "Show this unit, counted from 0 (default: the mean over all).")
        @Nullable Integer unit,
    @Option(
            names = "--row",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of several sequences show this one, counted from 0 (default 0).")
        int row,
    Shown shown)
    implements Task {

  private static final int PRINTED = 60;

  /** A name of the equations and its value at each step. */
  private record Line(String name, boolean share, double[] values) {}

  @Override
  public int run(Console console) throws IOException {
    Material.Read read = material.read();
    Recurrence layer = material.recurrence(read.model());
    if (row < 0 || row >= read.batch().batchSize()) {
      throw Failure.wrong(
          "--row must be between 0 and %,d; it is %,d.", read.batch().batchSize() - 1, row);
    }
    List<Line> lines = lines(read, layer);
    int steps = read.batch().length(row);
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("step", "read"));
    lines.forEach(line -> head.add(line.name()));
    rows.add(head);
    for (int step = 0; step < steps; step++) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(step + 1)));
      cells.add(read.symbols().isEmpty() ? "" : Symbols.shown(read.symbols().get(step)));
      for (Line line : lines) {
        cells.add(String.format(Locale.ROOT, "%.4f", line.values()[step]));
      }
      rows.add(cells);
    }
    String title =
        "%s of %s (%s)"
            .formatted(
                unit == null ? "Mean over all units" : "Unit " + unit,
                layer.name(),
                layer.cell().name());
    String rest =
        steps > PRINTED
            ? "… and %,d more steps: --csv has them all.%n".formatted(steps - PRINTED)
            : "";
    String text =
        title + ":\n" + Shown.table(rows.subList(0, Math.min(rows.size(), PRINTED + 1))) + rest;
    shown.show(
        console, new Shown.Answer(text, object(layer, lines), rows, () -> plot(title, lines)));
    return DONE;
  }

  private List<Line> lines(Material.Read read, Recurrence layer) {
    Activations activations = Activations.of(read.model(), read.batch());
    Map<String, Range> ranges = Range.of(layer.cell());
    List<Line> lines = new ArrayList<>();
    for (Equation equation : layer.cell().vectorEquations()) {
      boolean share = !equation.next() && ranges.get(equation.target()).isShare();
      Tensor value = activations.value(layer.name() + "." + equation.name());
      lines.add(new Line(equation.name(), share, of(value, read.batch().length(row))));
    }
    return lines;
  }

  private double[] of(Tensor value, int steps) {
    int size = value.shape().getLast();
    int rows = value.shape().get(1);
    if (unit != null && (unit < 0 || unit >= size)) {
      throw Failure.wrong(
          "--unit must be between 0 and %,d, as %s has %,d units; it is %,d.",
          size - 1, value.name(), size, unit);
    }
    double[] shown = new double[steps];
    for (int step = 0; step < steps; step++) {
      int at = (step * rows + row) * size;
      double sum = 0;
      for (int u = 0; u < size; u++) {
        sum += unit == null || u == unit ? value.values()[at + u] : 0;
      }
      shown[step] = unit == null ? sum / size : sum;
    }
    return shown;
  }

  private static Map<String, Object> object(Recurrence layer, List<Line> lines) {
    Map<String, Object> values = new LinkedHashMap<>();
    lines.forEach(line -> values.put(line.name(), line.values()));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("layer", layer.name());
    object.put("cell", layer.cell().name());
    object.put("gates", lines.stream().filter(Line::share).map(Line::name).toList());
    object.put("values", values);
    return object;
  }

  private Plot plot(String title, List<Line> lines) {
    Plot plot = new Plot(title, "step", "value", shown.dark());
    for (Line line : lines) {
      plot.line(line.name(), Plot.steps(line.values().length), line.values());
    }
    return plot;
  }
}
