package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What some columns of a series will be, {@code horizon} steps ahead, said at every step.
 *
 * <p>A model does not say a value itself, but how far it will be from a trivial forecast, the
 * {@link Anchor}: it begins with that, and learns what can be known better.
 *
 * @param columns the columns of numbers that a model reads
 * @param kinds the columns of words that it reads, each word a number of its own
 * @param targets what is to be forecast
 * @param window how many steps are read at once; each forecast has at least half of them before it
 * @param horizon how many steps ahead, from 1
 * @param season how many steps a season has; 1 where there is none
 * @param levels quantiles to be said of each value; empty for one number, its mean
 */
public record Forecasting(
    List<Column> columns,
    List<Kind> kinds,
    List<Target> targets,
    int window,
    int horizon,
    Anchor anchor,
    int season,
    List<Double> levels)
    implements Task {

  private static final int MOST_VALUES = 100_000;

  /** More words in a column than this are names, or numbers of a kind, not kinds. */
  private static final int MOST_WORDS = 1_000;

  /**
   * A column of numbers.
   *
   * @param log whether its logarithm is meant, for what grows by shares; then all are above 0
   * @param mean of the training data
   * @param deviation of the training data, above 0
   * @param mayMiss whether values are missing there: the model is then told which
   */
  public record Column(String name, boolean log, double mean, double deviation, boolean mayMiss) {

    double scaled(double value) {
      return ((log ? StrictMath.log(value) : value) - mean) / deviation;
    }

    double value(double scaled) {
      double value = scaled * deviation + mean;
      return log ? StrictMath.exp(value) : value;
    }
  }

  /**
   * A column of words.
   *
   * @param words those of the training data
   */
  public record Kind(String name, List<String> words) {
    public Kind {
      words = List.copyOf(words);
    }
  }

  /**
   * What is to be forecast.
   *
   * @param column which of the columns
   * @param spread the deviation of the anchor's errors in the training data, scaled
   */
  public record Target(int column, double spread) {}

  /** The trivial forecast from which a model says the difference. */
  public enum Anchor {
    /** The mean. */
    MEAN,
    /** The last value. */
    LAST,
    /** The last value of the same place in a season. */
    SEASON
  }

  /**
   * @throws IllegalArgumentException if there is nothing to forecast, or a number is too small
   */
  public Forecasting {
    columns = List.copyOf(columns);
    kinds = List.copyOf(kinds);
    targets = List.copyOf(targets);
    levels = List.copyOf(levels);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("A forecast needs at least one column to forecast.");
    }
    positive("horizon", horizon);
    positive("season", season);
    for (Column column : columns) {
      if (!(column.deviation > 0) || !Double.isFinite(column.mean)) {
        throw new IllegalArgumentException(
            "The column '%s' of the forecast has no scale.".formatted(column.name));
      }
    }
    for (Target target : targets) {
      if (target.column < 0 || target.column >= columns.size() || !(target.spread > 0)) {
        throw new IllegalArgumentException(
            "A forecast of column %s of %s with spread %s cannot be."
                .formatted(target.column, columns.size(), target.spread));
      }
    }
    if ((long) horizon * targets.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "A forecast of %s columns %s steps ahead has more than %s values; use a smaller horizon."
              .formatted(targets.size(), horizon, MOST_VALUES));
    }
    if (window < 2) {
      throw new IllegalArgumentException(
          "The window must be at least 2; it is %s.".formatted(window));
    }
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "The %s must be at least 1; it is %s.".formatted(what, value));
    }
  }

  /** What is asked for, before anything was learned from data. */
  public record Plan(
      List<String> targets,
      boolean log,
      int window,
      int horizon,
      Anchor anchor,
      int season,
      List<Double> levels) {}

  /**
   * Finds scales on training data.
   *
   * @throws IllegalArgumentException if the series is too short, a column is missing, or a
   *     logarithm is asked of what is not above 0
   */
  public static Forecasting of(Series train, Plan plan) {
    long needed = (long) plan.window + plan.horizon;
    if (train.length() < needed) {
      throw new IllegalArgumentException(
          "%s has %s rows; a window of %s and a horizon of %s need at least %s. Use a smaller one."
              .formatted(train.name(), train.length(), plan.window, plan.horizon, needed));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < train.columns().size(); i++) {
      boolean log = plan.log && plan.targets.contains(train.columns().get(i));
      columns.add(column(train, i, log));
    }
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < train.kinds().size(); i++) {
      int kind = i;
      List<String> words =
          Arrays.stream(train.words()).map(row -> row[kind]).distinct().sorted().toList();
      if (words.size() > MOST_WORDS) {
        throw new IllegalArgumentException(
            "The column '%s' of %s has %s different words; at most %s can be told apart. Leave the"
                    .formatted(train.kinds().get(i), train.name(), words.size(), MOST_WORDS)
                + " column out.");
      }
      kinds.add(new Kind(train.kinds().get(i), words));
    }
    List<Target> targets =
        plan.targets.stream().map(name -> new Target(train.column(name), 1)).toList();
    Forecasting plain =
        new Forecasting(
            columns,
            kinds,
            targets,
            plan.window,
            plan.horizon,
            plan.anchor,
            plan.season,
            plan.levels);
    return plain.withSpreads(train);
  }

  private static Column column(Series train, int index, boolean log) {
    String name = train.columns().get(index);
    double sum = 0;
    int count = 0;
    for (double[] row : train.values()) {
      if (log && row[index] <= 0) {
        throw new IllegalArgumentException(
            "The column '%s' of %s has %s; a logarithm needs values above 0."
                .formatted(name, train.name(), row[index]));
      }
      if (!Double.isNaN(row[index])) {
        sum += log ? StrictMath.log(row[index]) : row[index];
        count++;
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "The column '%s' of %s has no values in the training part."
              .formatted(name, train.name()));
    }
    double mean = sum / count;
    double squares = 0;
    for (double[] row : train.values()) {
      double value = log ? StrictMath.log(row[index]) : row[index];
      squares += Double.isNaN(value) ? 0 : (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / count);
    boolean changes = deviation > 1e-12 * Math.abs(mean);
    return new Column(name, log, mean, changes ? deviation : 1, count < train.length());
  }

  private Forecasting withSpreads(Series train) {
    double[][] scaled = scaled(train);
    List<Target> spread = new ArrayList<>();
    for (int j = 0; j < targets.size(); j++) {
      double squares = 0;
      long count = 0;
      for (int origin = season; origin + horizon < scaled.length; origin++) {
        for (int ahead = 1; ahead <= horizon; ahead++) {
          double error =
              scaled[origin + ahead][targets.get(j).column()] - anchor(scaled, origin, ahead, j);
          if (!Double.isNaN(error)) {
            squares += error * error;
            count++;
          }
        }
      }
      double deviation = Math.sqrt(squares / Math.max(1, count));
      spread.add(new Target(targets.get(j).column(), deviation > 0 ? deviation : 1));
    }
    return new Forecasting(columns, kinds, spread, window, horizon, anchor, season, levels);
  }

  /** How many numbers a model reads at each step. */
  public int featureSize() {
    int size = kinds.stream().mapToInt(kind -> kind.words().size()).sum();
    for (Column column : columns) {
      size += column.mayMiss() ? 2 : 1;
    }
    return size;
  }

  /** How many scores it gives at each step. */
  public int scores() {
    return loss().scores(horizon * targets.size());
  }

  @Override
  public Loss loss() {
    return levels.isEmpty()
        ? Loss.squared()
        : Loss.quantiles(levels.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public void require(Model model) {
    Task.requireFeatures(featureSize(), model);
    Task.requireScores(scores(), model);
    Task.requireStreaming(model);
  }

  @Override
  public String does() {
    return "forecasts %s column%s %s step%s ahead"
        .formatted(
            targets.size(), targets.size() == 1 ? "" : "s", horizon, horizon == 1 ? "" : "s");
  }

  /** All columns, scaled. */
  private double[][] scaled(Series series) {
    int[] places = columns.stream().mapToInt(column -> series.column(column.name())).toArray();
    double[][] scaled = new double[series.length()][columns.size()];
    for (int row = 0; row < scaled.length; row++) {
      for (int i = 0; i < places.length; i++) {
        double value = series.values()[row][places[i]];
        if (columns.get(i).log() && value <= 0) {
          throw new IllegalArgumentException(
              "Row %s of %s has %s in the column '%s'; its logarithm is learned, which needs values"
                      .formatted(row + 1, series.name(), value, columns.get(i).name())
                  + " above 0.");
        }
        scaled[row][i] = columns.get(i).scaled(value);
      }
    }
    return scaled;
  }

  /** The trivial forecast, scaled; NaN where the value that it needs is missing. */
  private double anchor(double[][] scaled, int origin, int ahead, int target) {
    int column = targets.get(target).column();
    return switch (anchor) {
      case MEAN -> 0;
      case LAST -> scaled[origin][column];
      case SEASON -> {
        int row = origin + ahead - season * Math.ceilDiv(ahead, season);
        yield row < 0 ? Double.NaN : scaled[row][column];
      }
    };
  }

  /**
   * Windows in which all steps from {@code from − 1} on, up to those whose forecasts end at {@code
   * to}, are origins once.
   */
  private List<int[]> windows(int from, int to, int length) {
    int last = Math.min(to, length) - 1 - horizon;
    int first = Math.max(0, from - 1);
    int half = Math.max(1, window / 2);
    List<int[]> windows = new ArrayList<>();
    for (int origin = first; origin <= last; origin += half) {
      int end = Math.min(origin + half, last + 1);
      windows.add(new int[] {Math.max(0, origin - (window - half)), origin, end});
    }
    return windows;
  }

  /**
   * The rows {@code [from, to)} as what is to be forecast, from what comes before each.
   *
   * @throws IllegalArgumentException if they are fewer than the horizon, or a column is missing
   */
  public Examples examples(Series series, int from, int to) {
    double[][] scaled = scaled(series);
    float[][] features = features(series, scaled);
    List<Example> examples = new ArrayList<>();
    for (int[] w : windows(from, to, series.length())) {
      int size = horizon * targets.size();
      float[] values = new float[(w[2] - w[0]) * size];
      Arrays.fill(values, Float.NaN);
      for (int origin = w[1]; origin < w[2]; origin++) {
        for (int i = 0; i < size; i++) {
          int ahead = 1 + i / targets.size();
          Target target = targets.get(i % targets.size());
          double error =
              scaled[origin + ahead][target.column()]
                  - anchor(scaled, origin, ahead, i % targets.size());
          values[(origin - w[0]) * size + i] = (float) (error / target.spread());
        }
      }
      examples.add(
          new Example(
              new Example.Numbers(featureSize(), flat(features, w[0], w[2])),
              new Example.Values(size, values)));
    }
    if (examples.isEmpty()) {
      throw new IllegalArgumentException(
          "Rows %s to %s of %s are too few for a horizon of %s."
              .formatted(from + 1, to, series.name(), horizon));
    }
    return Examples.of(examples);
  }

  private float[][] features(Series series, double[][] scaled) {
    int[] places = kinds.stream().mapToInt(kind -> series.kind(kind.name())).toArray();
    float[][] features = new float[scaled.length][featureSize()];
    for (int row = 0; row < scaled.length; row++) {
      int at = 0;
      for (int i = 0; i < columns.size(); i++) {
        boolean missing = Double.isNaN(scaled[row][i]);
        features[row][at++] = missing ? 0 : (float) scaled[row][i];
        if (columns.get(i).mayMiss()) {
          features[row][at++] = missing ? 1 : 0;
        }
      }
      for (int i = 0; i < places.length; i++) {
        int word = kinds.get(i).words().indexOf(series.words()[row][places[i]]);
        if (word >= 0) {
          features[row][at + word] = 1;
        }
        at += kinds.get(i).words().size();
      }
    }
    return features;
  }

  private static float[] flat(float[][] rows, int from, int to) {
    int size = rows[0].length;
    float[] flat = new float[(to - from) * size];
    for (int row = from; row < to; row++) {
      System.arraycopy(rows[row], 0, flat, (row - from) * size, size);
    }
    return flat;
  }

  /**
   * Forecasts, in the units of the series.
   *
   * @param values {@code [origin][ahead, target, level]}; without levels {@code [origin][ahead,
   *     target]}
   * @param truth {@code [origin][ahead, target]}; NaN where missing
   */
  public record Forecasts(double[][] values, double[][] truth) {

    /** All values of one step ahead and one target, and their truth: two rows. */
    public double[][] at(int place) {
      double[][] both = new double[2][values.length];
      for (int i = 0; i < values.length; i++) {
        both[0][i] = values[i][place];
        both[1][i] = truth[i][place];
      }
      return both;
    }
  }

  /**
   * Forecasts the rows {@code [from, to)}, each from what comes before it.
   *
   * @throws IllegalArgumentException if they are fewer than the horizon, or a column is missing
   */
  public Forecasts forecast(Model model, Series series, int from, int to, int threads) {
    Examples examples = examples(series, from, to);
    double[][] scaled = scaled(series);
    List<int[]> windows = windows(from, to, series.length());
    int first = windows.getFirst()[1];
    double[][] values = new double[windows.getLast()[2] - first][];
    int width = model.outputSize();
    int perValue = Math.max(1, levels.size());
    Predictions.each(
        model,
        examples,
        threads,
        (example, batch, scores, row) -> {
          int[] w = windows.get(example);
          for (int origin = w[1]; origin < w[2]; origin++) {
            int at = ((origin - w[0]) * batch.batchSize() + row) * width;
            double[] said = new double[width];
            for (int i = 0; i < width; i++) {
              said[i] = value(scaled, origin, i / perValue, scores[at + i]);
            }
            values[origin - first] = said;
          }
        });
    return new Forecasts(values, truth(series, first, values.length));
  }

  private double value(double[][] scaled, int origin, int place, double score) {
    int target = place % targets.size();
    int ahead = 1 + place / targets.size();
    double anchored = anchor(scaled, origin, ahead, target) + score * targets.get(target).spread();
    return columns.get(targets.get(target).column()).value(anchored);
  }

  private double[][] truth(Series series, int first, int count) {
    double[][] truth = new double[count][horizon * targets.size()];
    for (int i = 0; i < count; i++) {
      for (int place = 0; place < truth[i].length; place++) {
        Column column = columns.get(targets.get(place % targets.size()).column());
        truth[i][place] =
            series.values()[first + i + 1 + place / targets.size()][series.column(column.name())];
      }
    }
    return truth;
  }

  /** The same of a trivial forecast: the last value, or that of a season before. */
  public Forecasts naive(Series series, int from, int to, int season) {
    Forecasting trivial =
        new Forecasting(columns, kinds, targets, window, horizon, Anchor.SEASON, season, levels);
    double[][] scaled = scaled(series);
    List<int[]> windows = windows(from, to, series.length());
    int first = windows.getFirst()[1];
    double[][] values = new double[windows.getLast()[2] - first][horizon * targets.size()];
    for (int i = 0; i < values.length; i++) {
      for (int place = 0; place < values[i].length; place++) {
        values[i][place] = trivial.value(scaled, first + i, place, 0);
      }
    }
    return new Forecasts(values, truth(series, first, values.length));
  }
}
