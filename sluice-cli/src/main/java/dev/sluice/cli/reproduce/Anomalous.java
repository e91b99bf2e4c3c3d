package dev.sluice.cli.reproduce;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Json;
import dev.sluice.source.Gaps;
import dev.sluice.source.Series;
import dev.sluice.task.Anomalies;
import dev.sluice.task.Forecasting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Numenta Anomaly Benchmark: a model of forecasts is trained on the first 15 % of each file,
 * and rows that it did not expect are found in the rest. An alarm is right if it touches a labelled
 * window; F1 is of alarms and windows. The threshold of each detector is that with the best F1 on
 * the artificial files, and is judged on the real ones.
 */
final class Anomalous implements Experiment {
  private static final String FOLDER = "nab/";
  private static final double PROBATION = 0.15;
  private static final int USUAL = 500;
  private static final int APART = 20;
  private static final double HIGHEST = 60;

  private final List<String> command;

  Anomalous(List<String> command) {
    this.command = command;
  }

  /**
   * What two detectors say of a file.
   *
   * @param windows rows that are labelled, from and to
   */
  private record Scored(
      String file, Series series, double[] model, double[] moving, List<int[]> windows) {}

  @Override
  public Outcome run(Commands commands, long seed) throws IOException {
    Map<String, @Nullable Object> labels =
        Json.read(Files.readString(commands.file(FOLDER + "combined_windows.json")));
    List<Scored> all = new ArrayList<>();
    double validation = 0;
    long parameters = 0;
    for (String file : labels.keySet()) {
      Path path = commands.file(FOLDER + file);
      if (!Files.exists(path)) {
        continue;
      }
      List<String> words = new ArrayList<>(command);
      words.set(2, "DATA/" + FOLDER + file);
      List<Map<String, @Nullable Object>> events = commands.train(words, seed);
      validation += Experiments.number(events.getLast().get("best"));
      parameters = (long) Experiments.number(events.getFirst().get("parameters"));
      Series series = Series.read(path, new Series.Form("", Gaps.IGNORE, false));
      Checkpoint checkpoint = Checkpoint.load(commands.model(seed));
      Forecasting task = (Forecasting) checkpoint.task();
      double[] model =
          Anomalies.of(task, checkpoint.model(), series, USUAL, commands.threads()).scores();
      double[] values = new double[series.count()];
      for (int row = 0; row < values.length; row++) {
        values[row] = series.value(row, 0);
      }
      double[] moving = Anomalies.standardized(values, USUAL);
      for (int row = 0; row < moving.length; row++) {
        boolean probation = row < PROBATION * moving.length;
        model[row] = probation ? Double.NaN : model[row];
        moving[row] = probation ? Double.NaN : Math.abs(moving[row]);
      }
      all.add(new Scored(file, series, model, moving, windows(series, labels.get(file))));
    }
    List<Scored> artificial = all.stream().filter(one -> !isReal(one)).toList();
    List<Scored> real = all.stream().filter(Anomalous::isReal).toList();
    double threshold = best(artificial, Scored::model);
    double movingThreshold = best(artificial, Scored::moving);
    return new Outcome(
        Map.of("f1", f1(real, Scored::model, threshold), "threshold", threshold),
        Map.of("moving z-score", Map.of("f1", f1(real, Scored::moving, movingThreshold))),
        validation / all.size(),
        parameters,
        details(all, threshold, movingThreshold));
  }

  private static boolean isReal(Scored scored) {
    return scored.file().startsWith("real");
  }

  private static List<int[]> windows(Series series, @Nullable Object labels) {
    List<int[]> windows = new ArrayList<>();
    for (Object pair : labels instanceof List<?> list ? list : List.of()) {
      List<?> ends = (List<?>) pair;
      // Times are written alike, but for fractions of seconds.
      String from = String.valueOf(ends.get(0)).substring(0, 19);
      String to = String.valueOf(ends.get(1)).substring(0, 19);
      int first = -1;
      int last = -1;
      for (int row = 0; row < series.count(); row++) {
        String time = series.moment(row);
        if (time.compareTo(from) >= 0 && time.compareTo(to) <= 0) {
          first = first < 0 ? row : first;
          last = row;
        }
      }
      if (first >= 0) {
        windows.add(new int[] {first, last + 1});
      }
    }
    return windows;
  }

  private static double best(List<Scored> files, Function<Scored, double[]> scores) {
    double best = 3;
    double highest = -1;
    for (double threshold = 3; threshold <= HIGHEST; threshold *= 1.05) {
      double f1 = f1(files, scores, threshold);
      if (f1 > highest) {
        highest = f1;
        best = threshold;
      }
    }
    return best;
  }

  private static double f1(
      List<Scored> files, Function<Scored, double[]> scores, double threshold) {
    int windows = 0;
    int found = 0;
    int alarms = 0;
    int right = 0;
    for (Scored file : files) {
      List<Anomalies.Alarm> raised = Anomalies.alarms(scores.apply(file), threshold, APART);
      alarms += raised.size();
      windows += scored(file).size();
      for (Anomalies.Alarm alarm : raised) {
        right += file.windows().stream().anyMatch(window -> touches(alarm, window)) ? 1 : 0;
      }
      for (int[] window : scored(file)) {
        found += raised.stream().anyMatch(alarm -> touches(alarm, window)) ? 1 : 0;
      }
    }
    double precision = alarms == 0 ? 0 : right / (double) alarms;
    double recall = windows == 0 ? 0 : found / (double) windows;
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }

  /** The windows that do not lie in the rows from which was learned. */
  private static List<int[]> scored(Scored file) {
    double learned = PROBATION * file.series().count();
    return file.windows().stream().filter(window -> window[1] > learned).toList();
  }

  private static boolean touches(Anomalies.Alarm alarm, int[] window) {
    return alarm.from() < window[1] && alarm.to() > window[0];
  }

  private static List<List<String>> details(
      List<Scored> all, double threshold, double movingThreshold) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "file",
            "window from",
            "to",
            "highest score, alarm above " + brief(threshold),
            "highest moving z-score, alarm above " + brief(movingThreshold)));
    for (Scored file : all) {
      for (int[] window : file.windows()) {
        lines.add(
            List.of(
                file.file(),
                file.series().moment(window[0]),
                file.series().moment(window[1] - 1),
                brief(highest(file.model(), window)),
                brief(highest(file.moving(), window))));
      }
    }
    return lines;
  }

  private static double highest(double[] scores, int[] window) {
    double highest = Double.NaN;
    for (int row = window[0]; row < window[1]; row++) {
      highest = Double.isNaN(highest) || scores[row] > highest ? scores[row] : highest;
    }
    return highest;
  }

  private static String brief(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.1f", value);
  }
}
