package dev.sluice.cli.use;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.forecast.SeriesFile;
import dev.sluice.cli.train.ThreadsOption;
import dev.sluice.cli.train.Trained;
import dev.sluice.source.Series;
import dev.sluice.task.Anomalies;
import dev.sluice.task.Forecasting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which rows of a table a model did not expect. */
@Command(
    name = "anomaly",
    description = {
      "Find the rows of a table over time that a model of forecasts did not expect.",
      "",
      "  sluice train forecast load.csv --out load.safetensors",
      "  sluice anomaly load.safetensors load.csv",
      ""
    })
public record Anomaly(
    @Parameters(index = "0", paramLabel = "MODEL", description = "A model of forecasts.")
        Path model,
    @Parameters(index = "1", paramLabel = "DATA", description = "A table as it was trained on.")
        Path data,
    @Option(
            names = "--threshold",
            paramLabel = "S",
            defaultValue = "6",
            description =
                "The score of an alarm: how many deviations the error of a forecast is above the"
                    + " usual ones (default 6).")
        double threshold,
    @Option(
            names = "--usual",
            paramLabel = "N",
            defaultValue = "500",
            description = "Rows before whose errors are the usual ones (default 500).")
        int usual,
    @Option(
            names = "--apart",
            paramLabel = "N",
            defaultValue = "20",
            description = "Rows without an alarm that end one (default 20).")
        int apart,
    SeriesFile form,
    ThreadsOption threads,
    @Option(names = "--json", description = "Print one JSON object for each row.") boolean json,
    Given given)
    implements Task {

  /** Checks each value. */
  public Anomaly {
    if (usual < 1 || apart < 1) {
      throw Failure.wrong(
          "--%s must be at least 1; it is %,d.",
          usual < 1 ? "usual" : "apart", usual < 1 ? usual : apart);
    }
  }

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(model);
    Forecasting task = Models.forecasting(model, checkpoint);
    Series series = Models.one(data, Trained.or(form, given, checkpoint).read(data));
    console.advise();
    Anomalies found = Anomalies.of(task, checkpoint.model(), series, usual, threads.workers());
    int column = series.column(task.targetName(0));
    if (json) {
      for (int row = 0; row < series.count(); row++) {
        console.json(object(series, column, found, row));
      }
    } else {
      tell(console, series, column, found, task.targetName(0));
    }
    return DONE;
  }

  private Map<String, @Nullable Object> object(
      Series series, int column, Anomalies found, int row) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("row", row + 1);
    object.put("time", series.moment(row));
    object.put("value", Models.number(series.value(row, column)));
    object.put("forecast", Models.number(found.forecast()[row]));
    object.put("score", Models.number(found.scores()[row]));
    object.put("alarm", found.scores()[row] > threshold);
    return object;
  }

  private void tell(Console console, Series series, int column, Anomalies found, String target) {
    List<Anomalies.Alarm> alarms = found.alarms(threshold, apart);
    console.line(
        "%,d alarm%s in %,d rows of %s, above a score of %s.",
        alarms.size(), alarms.size() == 1 ? "" : "s", series.count(), data, threshold);
    if (alarms.isEmpty()) {
      return;
    }
    Table table = new Table().row("rows", "time", "score", target, "forecast");
    for (Anomalies.Alarm alarm : alarms) {
      int worst = alarm.from();
      for (int row = alarm.from(); row < alarm.to(); row++) {
        worst = found.scores()[row] > found.scores()[worst] ? row : worst;
      }
      String rows =
          alarm.to() - alarm.from() == 1
              ? Integer.toString(alarm.from() + 1)
              : alarm.from() + 1 + " to " + alarm.to();
      table.row(
          rows,
          series.moment(worst),
          String.format(Locale.ROOT, "%.1f", alarm.score()),
          String.format(Locale.ROOT, "%.6g", series.value(worst, column)),
          String.format(Locale.ROOT, "%.6g", found.forecast()[worst]));
    }
    console.text(table.text(""));
  }
}
