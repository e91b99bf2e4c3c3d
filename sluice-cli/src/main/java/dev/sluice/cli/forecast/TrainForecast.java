package dev.sluice.cli.forecast;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.PartFiles;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.SeedOptions;
import dev.sluice.cli.train.TrainCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns what a series will be. */
@Command(
    name = "forecast",
    description = {
      "Learn what columns of a table over time will be. Ctrl-C saves and says how to go on.",
      "",
      "  sluice train forecast demand.csv --target load --season 24 --horizon 24",
      "  sluice forecast sluice-forecast.safetensors demand.csv",
      ""
    })
public record TrainForecast(
    @Parameters(
            paramLabel = "DATA",
            description =
                "A table with a header, between commas, semicolons or tabs, in the order of time:"
                    + " columns of numbers and of words; between semicolons, numbers may have"
                    + " decimal commas. It may be packed with gzip. The rows of --validation and"
                    + " --test come after those of DATA.")
        Path file,
    @Option(
            names = "--on-disk",
            description =
                "Keep the rows on disk, beside the model file: for a table larger than memory. It"
                    + " takes 8 bytes for each number, 12 for each row, and moments and words as"
                    + " they are.")
        boolean onDisk,
    PartFiles parts,
    ForecastOptions options,
    RunOptions run,
    SeedOptions seeds,
    Given given)
    implements TrainCommand<ForecastOptions> {

  @Override
  public Lesson lesson(ForecastOptions options, Console console) throws IOException {
    SeriesFile form = options.form();
    return new ForecastLesson(
        options,
        Periods.read(
            console,
            file,
            parts,
            onDisk ? path -> form.onDisk(path, folder()) : form::read,
            options.split(),
            options.rows()));
  }

  /** Where the model goes, and rows that stay on disk. */
  private Path folder() {
    Path model = modelFile().toAbsolutePath();
    return Objects.requireNonNullElse(model.getParent(), model);
  }

  @Override
  public String arguments() {
    return parts.arguments(file) + (onDisk ? " --on-disk" : "");
  }
}
