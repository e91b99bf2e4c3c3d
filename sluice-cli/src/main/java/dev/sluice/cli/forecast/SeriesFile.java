package dev.sluice.cli.forecast;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.train.Trained;
import dev.sluice.source.Gaps;
import dev.sluice.source.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a file of series is read. */
public record SeriesFile(
    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            defaultValue = "",
            description =
                "The column that names the moment (default: the first that has dates, times, months"
                    + " or quarters; else the first that has seconds or milliseconds since 1970 and"
                    + " a name such as time, date or timestamp).")
        String time,
    @Option(
            names = "--gaps",
            paramLabel = "HOW",
            defaultValue = "refuse",
            description =
                "What becomes of moments that are missing: refuse the file, fill them with missing"
                    + " values, or ignore moments (default refuse).")
        Gaps gaps,
    @Option(
            names = "--series-in-rows",
            description =
                "Each row is a series: its name, then its values. The first line is a header.")
        boolean seriesInRows,
    @Option(
            names = "--leave-out",
            paramLabel = "COLUMN,…",
            split = ",",
            description = "Columns that are not read.")
        List<String> leaveOut,
    @Option(
            names = "--missing",
            paramLabel = "VALUE",
            description =
                "Take missing values for this number (default: tell the model which are missing).")
        @Nullable Double missing) {

  /** The series of a file. */
  public List<Series> read(Path file) throws IOException {
    return chosen(Series.readAll(file, form()));
  }

  /**
   * The same, kept on disk.
   *
   * @param folder where
   */
  List<Series> onDisk(Path file, Path folder) throws IOException {
    return chosen(Series.allOnDisk(file, form(), folder));
  }

  private Series.Form form() {
    return new Series.Form(time, gaps, seriesInRows);
  }

  private List<Series> chosen(List<Series> all) {
    return all.stream()
        .map(series -> series.without(leaveOut))
        .map(series -> missing == null ? series : series.withMissing(missing))
        .toList();
  }

  /** As a model was trained. */
  public static SeriesFile as(Checkpoint checkpoint) {
    SeriesFile plain = new SeriesFile("", Gaps.REFUSE, false, List.of(), null);
    return Trained.or(plain, new Given(Set.of()), checkpoint);
  }
}
