package dev.sluice.cli.use;

import dev.sluice.cli.plot.Plot;
import dev.sluice.source.Series;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Forecasts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The last rows of a series and what is forecast, as a picture. */
final class ForecastPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 450;

  /** Rows shown for each row that is forecast. */
  private static final int BEFORE = 4;

  private static final int FEWEST = 48;

  // Colours of Okabe and Ito, which the colour-blind can tell apart.
  private static final Color PAST = new Color(0x404040);
  private static final Color SAID = new Color(0xD55E00);
  private static final Color INTERVAL = new Color(0xE6, 0x9F, 0x00, 0x60);

  private ForecastPlot() {}

  /**
   * The bytes of a file with the first target.
   *
   * @param next {@code [ahead, target, level]}
   */
  static byte[] of(Forecasting task, Series series, double[] next, Path file) throws IOException {
    String target = task.targetName(0);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Forecast of " + target)
            .xAxisTitle("rows after the last")
            .yAxisTitle(target)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    int levels = Math.max(1, task.levels().size());
    int perStep = next.length / task.horizon();
    double[] ahead = new double[task.horizon()];
    Arrays.setAll(ahead, i -> i + 1);
    if (levels > 1) {
      addInterval(chart, task, next, perStep, ahead);
    }
    int shown = Math.min(series.count(), Math.max(FEWEST, BEFORE * task.horizon()));
    double[] before = new double[shown];
    double[] values = new double[shown];
    int column = series.column(target);
    for (int i = 0; i < shown; i++) {
      before[i] = i - shown + 1;
      values[i] = series.value(series.count() - shown + i, column);
    }
    line(chart.addSeries("what came", before, values), PAST);
    double[] said = new double[task.horizon()];
    Arrays.setAll(said, i -> Forecasts.point(task.levels(), next, i * perStep));
    line(chart.addSeries("forecast", ahead, said), SAID);
    return file.toString().endsWith(".png") ? Plot.png(chart) : Plot.svg(chart);
  }

  /** The area between the lowest and the highest quantile: there and back. */
  private static void addInterval(
      XYChart chart, Forecasting task, double[] next, int perStep, double[] ahead) {
    int levels = task.levels().size();
    int horizon = task.horizon();
    double[] x = new double[2 * horizon];
    double[] y = new double[2 * horizon];
    for (int i = 0; i < horizon; i++) {
      double[] all = Arrays.copyOfRange(next, i * perStep, i * perStep + levels);
      Arrays.sort(all);
      x[i] = ahead[i];
      y[i] = all[levels - 1];
      x[2 * horizon - 1 - i] = ahead[i];
      y[2 * horizon - 1 - i] = all[0];
    }
    XYSeries area =
        chart.addSeries(
            "quantiles %s to %s".formatted(task.levels().getFirst(), task.levels().getLast()),
            x,
            y);
    area.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    area.setMarker(SeriesMarkers.NONE).setLineColor(INTERVAL);
    area.setFillColor(INTERVAL);
  }

  private static void line(XYSeries series, Color color) {
    series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(new BasicStroke(2));
  }
}
