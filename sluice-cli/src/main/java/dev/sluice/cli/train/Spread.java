package dev.sluice.cli.train;

import dev.sluice.cli.console.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mean and the spread of the figures of several models. */
public final class Spread {
  private final List<Score> scores = new ArrayList<>();

  void add(Score score) {
    scores.add(score);
  }

  private double[] values(int figure) {
    return scores.stream().mapToDouble(score -> score.figures().get(figure).value()).toArray();
  }

  /** The mean of values. */
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Their standard deviation, as of a sample. */
  public static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  /** A table for a reader. */
  String text() {
    Table table = new Table().row(scores.getFirst().data(), "mean of " + scores.size(), "spread");
    List<Figure> figures = scores.getFirst().figures();
    for (int i = 0; i < figures.size(); i++) {
      Measure measure = figures.get(i).measure();
      table.row(
          "  " + figures.get(i).name() + measure.unit(),
          measure.text(mean(values(i))),
          measure.text(deviation(values(i))));
    }
    return table.text("");
  }

  /** The same for a script. */
  void put(Map<String, @Nullable Object> event) {
    List<Figure> figures = scores.getFirst().figures();
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < figures.size(); i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("mean", mean(values(i)));
      one.put("deviation", deviation(values(i)));
      one.put("values", values(i));
      all.put(figures.get(i).key(), one);
    }
    event.put("figures", all);
  }
}
