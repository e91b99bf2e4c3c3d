package dev.sluice.task;

import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.task.Forecasting.Anchor;
import dev.sluice.task.Forecasting.Column;
import dev.sluice.task.Forecasting.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A series as a forecast sees it: scaled, with the trivial forecast of every value. */
final class ScaledSeries {
  private final Forecasting task;
  private final Series series;
  private final List<Column> columns;

  /** Of the columns in the series. */
  private final int[] places;

  /** {@code [row][column]}; null where the series is on disk, and each is scaled when needed. */
  private final double @Nullable [][] values;

  private final int[] targets;

  /** Of the anchor that is one. */
  private final Autoregression linear;

  private ScaledSeries(Forecasting task, Series series, List<Column> columns) {
    this.task = task;
    this.series = series;
    this.columns = columns;
    places = columns.stream().mapToInt(column -> series.column(column.name())).toArray();
    values = series.isOnDisk() ? null : scaled();
    if (series.isOnDisk() && columns.stream().anyMatch(Column::log)) {
      everyRow((_, _, _) -> {}); // what has no logarithm is said before hours of work
    }
    linear = Autoregression.of(task.linear());
    targets =
        task.targets().stream()
            .mapToInt(target -> series.column(columns.get(target.column()).name()))
            .toArray();
  }

  /**
   * @throws IllegalArgumentException if a column is missing, or a value has no logarithm
   */
  static ScaledSeries of(Forecasting task, Span span) {
    return new ScaledSeries(
        task, span.series(), task.ownScale() ? own(task, span) : task.columns());
  }

  /** The scales of what is known. */
  private static List<Column> own(Forecasting task, Span span) {
    int known = Math.max(1, span.known());
    List<Column> own = new ArrayList<>();
    for (Column column : task.columns()) {
      List<Span> rows = List.of(new Span(span.series(), 0, known));
      own.add(ForecastFit.column(rows, column.name(), column.log()));
    }
    return own;
  }

  private double[][] scaled() {
    double[][] scaled = new double[series.count()][columns.size()];
    everyRow((row, column, value) -> scaled[row][column] = value);
    return scaled;
  }

  private interface Taker {
    void take(int row, int column, double value);
  }

  private void everyRow(Taker taker) {
    for (int row = 0; row < series.count(); row++) {
      for (int column = 0; column < places.length; column++) {
        taker.take(row, column, scaled(row, column));
      }
    }
  }

  private double scaled(int row, int column) {
    double value = series.value(row, places[column]);
    if (columns.get(column).log() && value <= 0) {
      throw new IllegalArgumentException(
          "Row %s of %s has %s in the column '%s'; its logarithm is learned, which needs values"
                  .formatted(row + 1, series.name(), value, columns.get(column).name())
              + " above 0.");
    }
    return columns.get(column).scaled(value);
  }

  int length() {
    return series.count();
  }

  boolean isOnDisk() {
    return series.isOnDisk();
  }

  /** A value of a column, scaled; NaN where it is missing. */
  double at(int row, int column) {
    return values == null ? scaled(row, column) : values[row][column];
  }

  /**
   * The trivial forecast, scaled; NaN where nothing that it needs was ever there.
   *
   * @param origin the last row that is known
   */
  double anchor(Anchor anchor, int season, int origin, int ahead, int target) {
    int column = task.targets().get(target).column();
    int same = origin + ahead - season * Math.ceilDiv(ahead, season);
    return switch (anchor) {
      case MEAN -> 0;
      case LAST -> last(origin, 1, column);
      case SEASON -> last(same, season, column);
      case SEASON_CHANGE ->
          last(origin, 1, column) + last(same, season, column) - last(same - ahead, season, column);
      case LINEAR ->
          linear.scaled(this, origin, column, (ahead - 1) * task.targets().size() + target);
    };
  }

  /** The last value that is there, from a row back in steps. */
  double last(int row, int step, int column) {
    int before = row;
    while (before >= 0 && Double.isNaN(at(before, column))) {
      before -= step;
    }
    return before < 0 ? Double.NaN : at(before, column);
  }

  /** How far a value is from the trivial forecast, in its usual distances. */
  float distance(int origin, int place) {
    int target = place % targets.length;
    int ahead = 1 + place / targets.length;
    double value = at(origin + ahead, task.targets().get(target).column());
    double trivial = anchor(task.anchor(), task.season(), origin, ahead, target);
    return (float) ((value - trivial) / task.targets().get(target).spread());
  }

  /** The value that is meant by a distance. */
  double value(int origin, int place, double distance) {
    int target = place % targets.length;
    double trivial =
        anchor(task.anchor(), task.season(), origin, 1 + place / targets.length, target);
    return unscaled(target, trivial + distance * task.targets().get(target).spread());
  }

  /** A value of a target in the units of the series. */
  double unscaled(int target, double scaled) {
    return columns.get(task.targets().get(target).column()).value(scaled);
  }

  /** What came, in the units of the series; NaN where it did not come yet. */
  double truth(int origin, int place) {
    int row = origin + 1 + place / targets.length;
    return row < length() ? series.value(row, targets[place % targets.length]) : Double.NaN;
  }

  /** How much a value changed in some steps; 0 where either is missing. */
  private float change(int row, int steps, int column) {
    double change = row < steps ? 0 : at(row, column) - at(row - steps, column);
    return Double.isNaN(change) ? 0 : (float) change;
  }

  /** {@code [row, feature]} of some rows, as a model reads them. */
  float[] features(int from, int to) {
    List<Kind> kinds = task.kinds();
    int[] words = kinds.stream().mapToInt(kind -> series.kind(kind.name())).toArray();
    int size = task.featureSize();
    float[] features = new float[(to - from) * size];
    int at = 0;
    for (int row = from; row < to; row++) {
      for (int i = 0; i < columns.size(); i++) {
        double value = at(row, i);
        boolean missing = Double.isNaN(value);
        if (task.changes()) {
          features[at++] = change(row, 1, i);
          if (task.season() > 1) {
            features[at++] = change(row, task.season(), i);
          }
        } else {
          features[at++] = missing ? 0 : (float) value;
        }
        if (task.columns().get(i).mayMiss()) {
          features[at++] = missing ? 1 : 0;
        }
      }
      for (int i = 0; i < words.length; i++) {
        int word = kinds.get(i).words().indexOf(series.word(row, words[i]));
        if (word >= 0) {
          features[at + word] = 1;
        }
        at += kinds.get(i).words().size();
      }
    }
    return features;
  }
}
