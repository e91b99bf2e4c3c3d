package dev.sluice.peers.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Task.Pass;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A report as a picture: the share of the machine's limit that each system reaches with LSTMs. */
public final class Plot {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 440;
  private static final int TITLE = 40;
  private static final List<Integer> HIDDEN = List.of(64, 128, 256, 512, 1024);

  /** Of two tasks with one hidden size, the one with so many steps. */
  private static final int STEPS = 64;

  private static final List<Contestant> SHOWN =
      List.of(Contestant.SLUICE, Contestant.DJL, Contestant.BYTEDECO, Contestant.DEEPLEARNING4J);

  /** Colours of Okabe and Ito, which the colour-blind can tell apart. */
  private static final List<Color> COLORS =
      List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7));

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND);

  private Plot() {}

  /**
   * As SVG.
   *
   * @throws IllegalArgumentException if none of the tasks that it shows was measured
   */
  public static byte[] of(Report report) throws IOException {
    List<CategoryChart> panels =
        List.of(Pass.FORWARD, Pass.TRAINING).stream()
            .map(pass -> panel(report.rows(), pass))
            .filter(chart -> !chart.getSeriesCollection().isEmpty())
            .toList();
    if (panels.isEmpty()) {
      throw new IllegalArgumentException(
          "There is nothing to plot: no LSTM was measured with a batch of at least 16.");
    }
    String title =
        "Share of the machine's limit, %.0f Gflop/s on %d threads"
            .formatted(report.limit(), report.threads());
    VectorGraphics2D graphics = new VectorGraphics2D();
    int width = WIDTH * panels.size();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, TITLE + HEIGHT);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    graphics.drawString(title, 16, 26);
    graphics.translate(0, TITLE);
    for (CategoryChart panel : panels) {
      panel.paint(graphics, WIDTH, HEIGHT);
      graphics.translate(WIDTH, 0);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(graphics.getCommands(), new PageSize(0, 0, width, TITLE + HEIGHT))
        .writeTo(bytes);
    return withWords(bytes.toString(StandardCharsets.UTF_8), title, panels)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * XChart draws letters as shapes: so the words stand once more in front, for those who cannot see
   * the picture or search for it. A hundredth of a pixel is enough for the shapes.
   */
  private static String withWords(String svg, String title, List<CategoryChart> panels) {
    String words =
        panels.stream()
            .map(
                panel ->
                    panel.getSeriesCollection().stream()
                        .map(CategorySeries::getName)
                        .collect(Collectors.joining("; ", panel.getTitle() + ": ", ".")))
            .collect(Collectors.joining(" "));
    int inside = svg.indexOf('>', svg.indexOf("<svg")) + 1;
    return svg.substring(0, inside)
        + "\n  <title>%s</title>\n  <desc>%s</desc>".formatted(title, words)
        + svg.substring(inside).replaceAll("(\\.\\d\\d)\\d+", "$1");
  }

  private static String title(Pass pass) {
    return "LSTM, " + (pass == Pass.FORWARD ? "forward pass" : "training step");
  }

  private static CategoryChart panel(List<Row> rows, Pass pass) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title(pass))
            .xAxisTitle("hidden size (units)")
            .yAxisTitle("share of the limit (%)")
            .build();
    CategoryStyler style = chart.getStyler();
    style.setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line).setOverlapped(true);
    style.setChartBackgroundColor(Color.WHITE).setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal).setLegendBorderColor(Color.WHITE);
    style.setMarkerSize(9);
    style.setYAxisMin(0.0).setYAxisMax(100.0).setYAxisDecimalPattern("0");
    style.setPlotGridVerticalLinesVisible(false);
    for (int i = 0; i < SHOWN.size(); i++) {
      Contestant contestant = SHOWN.get(i);
      List<@Nullable Double> shares =
          HIDDEN.stream().map(hidden -> share(rows, contestant, pass, hidden)).toList();
      if (shares.stream().anyMatch(Objects::nonNull)) {
        List<String> sizes = HIDDEN.stream().map(String::valueOf).toList();
        CategorySeries series = chart.addSeries(contestant.label(), sizes, shares);
        series.setMarker(MARKERS.get(i)).setMarkerColor(COLORS.get(i));
        series.setLineColor(COLORS.get(i)).setLineStyle(new BasicStroke(2));
      }
    }
    return chart;
  }

  /** In percent; null where it was not measured. */
  private static @Nullable Double share(
      List<Row> rows, Contestant contestant, Pass pass, int hidden) {
    return rows.stream()
        .filter(row -> row.is(contestant) && !Double.isNaN(row.share()))
        .filter(
            row ->
                row.task() instanceof Task.Layer layer
                    && layer.cell().equals("lstm")
                    && layer.pass() == pass
                    && layer.size().hidden() == hidden
                    && layer.size().batch() >= 16)
        .min(Comparator.comparingInt(row -> steps(row.task()) == STEPS ? 0 : 1))
        .map(row -> 100 * row.share())
        .orElse(null);
  }

  private static int steps(Task task) {
    return task instanceof Task.Layer layer ? layer.size().steps() : 0;
  }
}
