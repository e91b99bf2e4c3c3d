package dev.sluice.task;

import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.task.Forecasting.Anchor;
import dev.sluice.task.Forecasting.Column;
import dev.sluice.task.Forecasting.Kind;
import java.util.ArrayList;
import java.util.List;

/** A series as a forecast sees it: scaled, with the trivial forecast of every value. */
final class ScaledSeries {
  private final Forecasting task;
  private final Series series;
  private final List<Column> columns;

  /** {@code [row][column]} */
  private final double[][] values;

  private final int[] targets;

  /** Of the anchor that is one. */
  private final Autoregression linear;

  private ScaledSeries(Forecasting task, Series series, List<Column> columns) {
    this.task = task;
    this.series = series;
    this.columns = columns;
    values = scaled();
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
    int[] places = columns.stream().mapToInt(column -> series.column(column.name())).toArray();
    double[][] scaled = new double[series.count()][columns.size()];
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

  int length() {
    return values.length;
  }

  /** A value of a column, scaled; NaN where it is missing. */
  double at(int row, int column) {
    return values[row][column];
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
    int at = row;
    while (at >= 0 && Double.isNaN(values[at][column])) {
      at -= step;
    }
    return at < 0 ? Double.NaN : values[at][column];
  }

  /** How far a value is from the trivial forecast, in its usual distances. */
  float distance(int origin, int place) {
    int target = place % targets.length;
    int ahead = 1 + place / targets.length;
    double value = values[origin + ahead][task.targets().get(target).column()];
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
    return row < values.length ? series.values()[row][targets[place % targets.length]] : Double.NaN;
  }

  /** How much a value changed in some steps; 0 where either is missing. */
  private float change(int row, int steps, int column) {
    double change = row < steps ? 0 : values[row][column] - values[row - steps][column];
    return Double.isNaN(change) ? 0 : (float) change;
  }

  /** {@code [row, feature]} of some rows, as a model reads them. */
  float[] features(int from, int to) {
    List<Kind> kinds = task.kinds();
    int[] places = kinds.stream().mapToInt(kind -> series.kind(kind.name())).toArray();
    int size = task.featureSize();
    float[] features = new float[(to - from) * size];
    int at = 0;
    for (int row = from; row < to; row++) {
      for (int i = 0; i < columns.size(); i++) {
        boolean missing = Double.isNaN(values[row][i]);
        if (task.changes()) {
          features[at++] = change(row, 1, i);
          if (task.season() > 1) {
            features[at++] = change(row, task.season(), i);
          }
        } else {
          features[at++] = missing ? 0 : (float) values[row][i];
        }
        if (task.columns().get(i).mayMiss()) {
          features[at++] = missing ? 1 : 0;
        }
      }
      for (int i = 0; i < places.length; i++) {
        int word = kinds.get(i).words().indexOf(series.words()[row][places[i]]);
        if (word >= 0) {
          features[at + word] = 1;
        }
        at += kinds.get(i).words().size();
      }
    }
    return features;
  }
}
