package dev.sluice.cli.forecast;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LessonOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.data.Split;
import dev.sluice.loss.Loss;
import dev.sluice.task.Forecasting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training to forecast is. */
public record ForecastOptions(
    SeriesFile form,
    @Option(
            names = "--target",
            paramLabel = "COLUMN,…",
            split = ",",
            description =
                "What is to be forecast (default: the column of numbers, where there is one).")
        List<String> target,
    @Option(
            names = "--horizon",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many rows ahead (default 1).")
        int horizon,
    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "48",
            description =
                "Rows that are read at once; each forecast has at least half of them before it"
                    + " (default 48).")
        int window,
    @Option(
            names = "--season",
            paramLabel = "N",
            defaultValue = "1",
            description = "Rows of a season, such as 24 for days of hours (default 1: none).")
        int season,
    @Option(
            names = "--anchor",
            paramLabel = "HOW",
            defaultValue = "last",
            description =
                "The trivial forecast from which the model learns the difference: the mean, the"
                    + " last value, that of a season before, or season-change, the last value and"
                    + " what was added to it a season before (default last).")
        Forecasting.Anchor anchor,
    @Option(names = "--log", description = "Learn logarithms: for what grows by shares.")
        boolean log,
    @Option(
            names = "--own-scale",
            description = "Scale each series by its own values: for many of different sizes.")
        boolean ownScale,
    @Option(
            names = "--changes",
            description =
                "Read how values changed, from the row before and from a season before, instead of"
                    + " the values: for series whose level wanders.")
        boolean readChanges,
    @Option(
            names = "--quantiles",
            paramLabel = "Q,…",
            split = ",",
            description =
                "Forecast these quantiles, such as 0.1,0.5,0.9, instead of one number: the lowest"
                    + " and the highest are an interval.")
        List<Double> quantiles,
    @Option(
            names = "--error",
            paramLabel = "NAME",
            defaultValue = "squared",
            description = "What is made small: squared, absolute or huber (default squared).")
        ErrorName error,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            defaultValue = "70/10/20",
            description =
                "Percent of the rows to learn from, to judge by, and to keep for the end, in the"
                    + " order of time (default 70/10/20).")
        Split split,
    @Option(
            names = "--rows",
            paramLabel = "A/B/C",
            description = "Instead of --split, so many rows; what comes later is left out.")
        @Nullable Rows rows,
    ModelOptions model,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Windows that are read side by side (default 16).")
        int batch,
    LearningOptions learning)
    implements LessonOptions {

  /** Checks each value. */
  public ForecastOptions {
    Checks.atLeastOne(ForecastOptions.class, "horizon", horizon);
    Checks.atLeastOne(ForecastOptions.class, "season", season);
    Checks.atLeastOne(ForecastOptions.class, "batch", batch);
    if (window < 2) {
      throw Failure.wrong("--window must be at least 2; it is %,d.", window);
    }
    if (!quantiles.isEmpty()) {
      if (error != ErrorName.SQUARED) {
        throw Failure.wrong("Give --quantiles or --error, not both.");
      }
      for (int i = 1; i < quantiles.size(); i++) {
        if (quantiles.get(i) <= quantiles.get(i - 1)) {
          throw Failure.wrong("--quantiles must rise, as in 0.1,0.5,0.9; %s do not.", quantiles);
        }
      }
      Loss.quantiles(quantiles.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /** What is asked for. */
  Forecasting.Plan plan(List<String> columns) {
    List<String> targets = target;
    if (targets.isEmpty()) {
      if (columns.size() != 1) {
        throw Failure.wrong(
            "Say what is to be forecast with --target; there are: %s.", String.join(", ", columns));
      }
      targets = columns;
    }
    return new Forecasting.Plan(
        targets, log, window, horizon, anchor, season, quantiles, ownScale, readChanges);
  }
}
