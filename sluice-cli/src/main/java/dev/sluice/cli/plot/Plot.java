package dev.sluice.cli.plot;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import dev.sluice.checkpoint.AtomicFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot of two axes, by XChart. Its colours are those of Okabe and Ito, which the colour-blind can
 * tell apart; lines differ in their dashes too.
 */
public final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;

  private static final Color[] LIGHT = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x000000),
    new Color(0xE69F00),
    new Color(0x56B4E9)
  };

  private static final Color[] DARK = {
    new Color(0x56B4E9),
    new Color(0xE69F00),
    new Color(0x2FCB9C),
    new Color(0xCC79A7),
    new Color(0xFFFFFF),
    new Color(0xD55E00),
    new Color(0xF0E442)
  };

  private static final float[][] DASHES = {
    {}, {9, 4}, {2, 3}, {9, 4, 2, 4}, {14, 4}, {5, 5}, {1, 5}
  };

  private static final Color PAGE = new Color(0x15181C);
  private static final Color INK = new Color(0xE6E6E6);

  private final XYChart chart;
  private final boolean dark;
  private int series;

  /**
   * A plot without lines.
   *
   * @param x what the axis shows, with its unit
   * @param dark for a dark page
   */
  public Plot(String title, String x, String y, boolean dark) {
    this.dark = dark;
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    Styler style = chart.getStyler();
    Color page = dark ? PAGE : Color.WHITE;
    Color ink = dark ? INK : Color.BLACK;
    style.setChartBackgroundColor(page).setPlotBackgroundColor(page);
    style.setLegendBackgroundColor(page).setLegendBorderColor(page);
    style.setChartFontColor(ink);
    chart.getStyler().setAxisTickLabelsColor(ink).setAxisTickMarksColor(ink);
    chart.getStyler().setPlotGridLinesColor(dark ? new Color(0x3A3F45) : new Color(0xD8D8D8));
    style.setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setXAxisTickMarkSpacingHint(90);
  }

  /** A line; points whose value is no finite number are left out. */
  public Plot line(String name, double[] x, double[] y) {
    XYSeries line = add(name, x, y);
    float[] dashes = DASHES[series % DASHES.length];
    line.setMarker(SeriesMarkers.NONE).setLineColor(color());
    line.setLineStyle(
        dashes.length == 0
            ? new BasicStroke(2)
            : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    series++;
    return this;
  }

  /** Points. */
  public Plot points(String name, double[] x, double[] y) {
    XYSeries points = add(name, x, y);
    points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    points.setMarkerColor(color());
    points.setMarker(
        List.of(
                SeriesMarkers.CIRCLE,
                SeriesMarkers.DIAMOND,
                SeriesMarkers.TRIANGLE_UP,
                SeriesMarkers.SQUARE,
                SeriesMarkers.CROSS)
            .get(series % 5));
    chart.getStyler().setMarkerSize(6);
    series++;
    return this;
  }

  /** The axes show at least this. */
  public Plot within(double fromX, double toX, double fromY, double toY) {
    chart.getStyler().setXAxisMin(fromX).setXAxisMax(toX).setYAxisMin(fromY).setYAxisMax(toY);
    return this;
  }

  private Color color() {
    Color[] colors = dark ? DARK : LIGHT;
    return colors[series % colors.length];
  }

  private XYSeries add(String name, double[] x, double[] y) {
    List<Integer> finite = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(y[i])) {
        finite.add(i);
      }
    }
    double[] shownX = finite.stream().mapToDouble(i -> x[i]).toArray();
    double[] shownY = finite.stream().mapToDouble(i -> y[i]).toArray();
    return chart.addSeries(name, shownX, shownY);
  }

  /** Numbers from 1 on, for the x axis: the first step, or unit, is the first. */
  public static double[] steps(int count) {
    double[] steps = new double[count];
    Arrays.setAll(steps, i -> i + 1);
    return steps;
  }

  /** Numbers from 0 on, for the x axis: a lag of 0 is the step itself. */
  public static double[] lags(int count) {
    double[] lags = new double[count];
    Arrays.setAll(lags, i -> i);
    return lags;
  }

  /** Writes it to a file that ends in .png, or else as SVG. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, file.toString().endsWith(".png") ? png(chart) : svg(chart));
  }

  /** A chart as PNG. */
  public static byte[] png(XYChart chart) throws IOException {
    int width = chart.getWidth();
    int height = chart.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, width, height);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** A chart as SVG. */
  public static byte[] svg(XYChart chart) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(
            graphics.getCommands(), new PageSize(0, 0, chart.getWidth(), chart.getHeight()))
        .writeTo(bytes);
    return bytes.toByteArray();
  }
}
