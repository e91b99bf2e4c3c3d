package dev.sluice.cli.use;

import dev.sluice.checkpoint.AtomicFile;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.forecast.SeriesFile;
import dev.sluice.cli.train.OutputFile;
import dev.sluice.cli.train.Trained;
import dev.sluice.source.Series;
import dev.sluice.task.Forecasting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what comes after the last row of a table. */
@Command(
    name = "forecast",
    description = {
      "Forecast what comes after the last row of a table, as 'predict' does for every row; only"
          + " with --own-scale do they differ, for 'forecast' scales by all rows, 'predict' by the"
          + " first window.",
      "",
      "  sluice train forecast load.csv --horizon 24 --quantiles 0.1,0.5,0.9 --out"
          + " load.safetensors",
      "  sluice forecast load.safetensors load.csv --plot load.svg",
      ""
    })
public record Forecast(
    @Parameters(index = "0", paramLabel = "MODEL", description = "A model of forecasts.")
        Path model,
    @Parameters(index = "1", paramLabel = "DATA", description = "A table as it was trained on.")
        Path data,
    SeriesFile form,
    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Draw the last rows and the forecast: a file that ends in .svg or .png.")
        @Nullable Path plot,
    @Option(names = "--overwrite", description = "Replace the plot if there is one.")
        boolean overwrite,
    @Option(names = "--json", description = "Print one JSON object for each step ahead.")
        boolean json,
    Given given)
    implements Task {

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(model);
    Forecasting task = Models.forecasting(model, checkpoint);
    if (plot != null) {
      requireWritable(plot);
    }
    List<Series> all = Trained.or(form, given, checkpoint).read(data);
    console.advise();
    List<String> head = new ArrayList<>(List.of("ahead"));
    if (all.size() > 1) {
      head.addFirst("series");
    }
    boolean timed = all.size() == 1 && !all.getFirst().timeAfter(1).isEmpty();
    if (timed) {
      head.add("time");
    }
    head.addAll(Models.names(task));
    Table table = new Table().row(head);
    for (Series series : all) {
      double[] next = task.next(checkpoint.model(), series);
      int perStep = next.length / task.horizon();
      for (int step = 0; step < task.horizon(); step++) {
        double[] values = Arrays.copyOfRange(next, step * perStep, (step + 1) * perStep);
        if (json) {
          console.json(object(series, all.size() > 1, step, Models.names(task), values));
          continue;
        }
        List<String> row = new ArrayList<>();
        if (all.size() > 1) {
          row.add(series.name());
        }
        row.add(Integer.toString(step + 1));
        if (timed) {
          row.add(series.timeAfter(step + 1));
        }
        for (double value : values) {
          row.add(String.format(Locale.ROOT, "%.6g", value));
        }
        table.row(row);
      }
      if (plot != null) {
        AtomicFile.write(plot, ForecastPlot.of(task, Models.one(data, all), next, plot));
      }
    }
    if (!json) {
      console.text(table.text(""));
      if (plot != null) {
        console.line("The plot is in %s.", plot);
      }
    }
    return DONE;
  }

  private void requireWritable(Path file) {
    String name = file.toString();
    if (!name.endsWith(".svg") && !name.endsWith(".png")) {
      throw Failure.wrong("--plot must end in .svg or .png; %s does not.", file);
    }
    if (Files.exists(file) && !overwrite) {
      throw Failure.wrong(
          "%s exists already; add --overwrite to replace it, or name another file.", file);
    }
    OutputFile.require(file, "--plot");
  }

  private static Map<String, @Nullable Object> object(
      Series series, boolean several, int step, List<String> names, double[] values) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (several) {
      object.put("series", series.name());
    }
    object.put("ahead", step + 1);
    String time = several ? "" : series.timeAfter(step + 1);
    if (!time.isEmpty()) {
      object.put("time", time);
    }
    for (int i = 0; i < values.length; i++) {
      object.put(names.get(i), Models.number(values[i]));
    }
    return object;
  }
}
