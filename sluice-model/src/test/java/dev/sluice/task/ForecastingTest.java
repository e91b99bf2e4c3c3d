package dev.sluice.task;

import static dev.sluice.task.Waves.series;
import static dev.sluice.task.Waves.trained;
import static dev.sluice.task.Waves.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.metric.Errors;
import dev.sluice.model.Initialization;
import dev.sluice.model.Initializer;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.task.Forecasting.Anchor;
import dev.sluice.task.Forecasting.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForecastingTest {
  private static Plan plan(int window, int horizon, Anchor anchor, Double... levels) {
    return new Plan(
        List.of("load"), false, window, horizon, anchor, 3, List.of(levels), false, false);
  }

  @Test
  void learnsWhatNaiveForecastsDoNotKnow() {
    Series data = wave(900);
    Forecasting task = Forecasting.of(data.rows(0, 600), plan(40, 2, Anchor.LAST));
    Model model = trained(task, data, 600, 40);
    Forecasts forecasts = task.forecast(model, data, 600, 900, 2);
    Forecasts naive = task.naive(data, 600, 900, 1);
    assertThat(forecasts.values()).hasNumberOfRows(299); // the last step has a horizon of one
    for (int ahead = 0; ahead < 2; ahead++) {
      double[][] both = forecasts.at(ahead);
      double[][] trivial = naive.at(ahead);
      assertThat(both[1]).containsExactly(trivial[1]);
      double rmse = Errors.of(both[1], both[0]).rmse();
      assertThat(rmse).isLessThan(0.2 * Errors.of(trivial[1], trivial[0]).rmse());
    }
    assertThat(task.forecast(model, data, 600, 900, 1).values()).isDeepEqualTo(forecasts.values());
  }

  @Test
  void quantilesCoverTheirShare() {
    double[][] rows = new double[3000][1];
    SplittableRandom random = new SplittableRandom(3);
    for (double[] row : rows) {
      row[0] = random.nextGaussian();
    }
    Series data = series(new String[] {"load"}, rows);
    Forecasting task = Forecasting.of(data.rows(0, 2000), plan(20, 1, Anchor.MEAN, 0.1, 0.9));
    Model model = trained(task, data, 2000, 15);
    double[][] values = task.forecast(model, data, 2000, 3000, 2).values();
    int within = 0;
    for (int i = 0; i < values.length; i++) {
      within += rows[2000 + i][0] > values[i][0] && rows[2000 + i][0] < values[i][1] ? 1 : 0;
    }
    assertThat(within / (double) values.length).isCloseTo(0.8, within(0.08));
  }

  /** Windows of all lengths beside the rows: the last row reads what {@code next} reads. */
  @Test
  void theLastRowIsForecastAsNext() {
    for (int window : new int[] {2, 3, 7, 12, 40}) {
      for (int rows : new int[] {41, 44, 45, 60}) {
        Series data = wave(rows);
        Forecasting task =
            Forecasting.of(data.rows(0, Math.max(41, window + 1)), plan(window, 1, Anchor.LAST));
        Model model =
            Model.of(
                1,
                Layer.input(task.featureSize()),
                Layer.recurrent(Cell.named("gru"), 4),
                Layer.linear(task.scores()));
        Forecasts each = task.fromEachRow(model, data, 1);
        assertThat(each.values()).hasNumberOfRows(rows);
        assertThat(each.values()[rows - 1]).containsExactly(task.next(model, data));
        assertThat(each.truth()[rows - 1]).containsExactly(Double.NaN);
        assertThat(each.truth()[rows - 2]).containsExactly(data.value(rows - 1, 0));
      }
    }
  }

  @Test
  void everyRowIsForecastOnceFromWhatComesBefore() {
    double[][] rows = new double[30][1];
    for (int i = 0; i < 30; i++) {
      rows[i][0] = i;
    }
    Series data = series(new String[] {"load"}, rows);
    Forecasting task = Forecasting.of(data.rows(0, 20), plan(6, 2, Anchor.LAST));
    Examples examples = task.examples(data, 20, 30);
    int origins = 0;
    for (int i = 0; i < examples.count(); i++) {
      Example.Values target = (Example.Values) examples.get(i).target();
      assertThat(target.size()).isEqualTo(2);
      for (int j = 0; j < target.values().length; j += 2) {
        if (!Float.isNaN(target.values()[j])) {
          origins++;
          // From the last value on the series grows by one, then by two.
          assertThat(target.values()[j + 1]).isCloseTo(2 * target.values()[j], within(1e-5f));
        }
      }
      assertThat(examples.get(i).input().steps()).isLessThanOrEqualTo(6);
    }
    assertThat(origins).isEqualTo(9);
    Forecasts naive = task.naive(data, 20, 30, 3);
    assertThat(naive.values()[0]).containsExactly(17, 18);
    assertThat(naive.truth()[0]).containsExactly(20, 21);
  }

  @Test
  void whatIsMissingIsToldAndNotLearned() {
    double nan = Double.NaN;
    Series data =
        series(new String[] {"load"}, new double[][] {{1}, {2}, {nan}, {4}, {5}, {6}, {7}, {8}});
    Forecasting task = Forecasting.of(data, plan(4, 1, Anchor.MEAN));
    assertThat(task.featureSize()).isEqualTo(3); // the number, whether it misses, and the one kind
    Example first = task.examples(data, 1, 8).get(0);
    float[] features = ((Example.Numbers) first.input()).values();
    assertThat(features[1]).isZero();
    float[] values = ((Example.Values) first.target()).values();
    assertThat(values[1]).isNaN(); // of step 2 the next is missing
  }

  @Test
  void logarithmsAndScalesAreUndone() {
    Series data =
        series(new String[] {"load"}, new double[][] {{1}, {10}, {100}, {10}, {1}, {10}, {100}});
    Plan plan = Plan.of("load").withLog().withWindow(3);
    Forecasting task = Forecasting.of(data, plan);
    assertThat(task.columns().getFirst().value(task.columns().getFirst().scaled(37)))
        .isCloseTo(37, within(1e-9));
    double[][] naive = task.naive(data, 1, 7, 1).at(0);
    for (int i = 0; i < 6; i++) {
      assertThat(naive[0][i]).isCloseTo(data.value(i, 0), within(1e-9));
    }
  }

  @Test
  void refusesWhatCannotBeForecast() {
    Series data = wave(30);
    assertThatThrownBy(() -> Forecasting.of(data, plan(29, 2, Anchor.LAST)))
        .hasMessage(
            "series has 30 rows to learn from; a window of 29 and a horizon of 2 need at least 31."
                + " Use a smaller window (--window), at most 28, or more rows.");
    assertThatThrownBy(() -> Forecasting.of(data, plan(8, 0, Anchor.LAST)))
        .hasMessage("The horizon must be at least 1; it is 0.");
    assertThatThrownBy(() -> Forecasting.of(data, Plan.of("x").withWindow(8)))
        .hasMessage("series has no column of numbers 'x'. There are: load, sign.");
    assertThatThrownBy(() -> Forecasting.of(data, Plan.of("sign").withLog().withWindow(8)))
        .hasMessageContaining("a logarithm needs values above 0.");
    Forecasting task = Forecasting.of(data, plan(8, 4, Anchor.LAST));
    assertThatThrownBy(() -> task.examples(data, 28, 30))
        .hasMessage(
            "The part of series from row 29 on has 2 rows; a horizon of 4 needs at least as many."
                + " Use a smaller one (--horizon), or give that part more rows (--split or"
                + " --rows).");
  }

  @Test
  void errorsAreThoseByHand() {
    Errors errors = Errors.of(new double[] {1, 2, Double.NaN, 0}, new double[] {2, 4, 1, 0});
    assertThat(errors.count()).isEqualTo(3);
    assertThat(errors.mae()).isEqualTo(1);
    assertThat(errors.rmse()).isCloseTo(Math.sqrt(5 / 3.0), within(1e-12));
    assertThat(errors.smape()).isCloseTo((200 / 3.0 + 200 * 2 / 6.0) / 3, within(1e-9));
    assertThat(errors.mase(4, i -> new double[] {1, 3, 2, 6}[i], 2))
        .isCloseTo(1 / 2.0, within(1e-12));
  }

  @Test
  void laterDataAreCheckedToo() {
    Series train = series(new String[] {"load"}, new double[][] {{1}, {2}, {3}, {4}, {5}});
    Forecasting task = Forecasting.of(train, Plan.of("load").withLog().withWindow(2));
    Series later = series(new String[] {"load"}, new double[][] {{1}, {2}, {0}, {4}});
    assertThatThrownBy(() -> task.examples(later, 1, 4))
        .hasMessage(
            "Row 3 of series has 0.0 in the column 'load'; its logarithm is learned, which needs"
                + " values above 0.");
  }

  @Test
  void aDamagedTaskIsRefused() {
    List<Forecasting.Column> columns = List.of(new Forecasting.Column("a", false, 0, 1, false));
    for (int column : new int[] {-1, 1, 99}) {
      assertThatThrownBy(() -> task(columns, new Forecasting.Target(column, 1), 1))
          .hasMessage("A forecast of column %s of 1 with spread 1.0 cannot be.".formatted(column));
    }
    assertThatThrownBy(() -> task(columns, new Forecasting.Target(0, 0), 1))
        .hasMessage("A forecast of column 0 of 1 with spread 0.0 cannot be.");
    assertThatThrownBy(() -> task(columns, new Forecasting.Target(0, 1), Integer.MAX_VALUE))
        .hasMessageContaining("has more than 100000 values; use a smaller horizon.");
    assertThatThrownBy(
            () ->
                task(
                    List.of(new Forecasting.Column("a", false, 0, 0, false)),
                    new Forecasting.Target(0, 1),
                    1))
        .hasMessage("The column 'a' of the forecast has no scale.");
  }

  @Test
  void aLinearSeriesIsForecastByALinearAutoregression() {
    double[][] rows = new double[400][1];
    for (int i = 0; i < 400; i++) {
      rows[i][0] = i < 2 ? i + 1 : 1.8 * rows[i - 1][0] - 0.97 * rows[i - 2][0] + 3;
    }
    Series data = series(new String[] {"load"}, rows);
    Plan plan = Plan.of("load").withAnchor(Anchor.LINEAR).withHorizon(3);
    Forecasting task = Forecasting.of(data.rows(0, 300), plan);
    Span test = new Span(data, 300, 400);
    Forecasts linear = task.autoregression(List.of(new Span(data, 1, 300)), List.of(test));
    double deviation = task.columns().getFirst().deviation();
    assertThat(linear.errors(0, 1).rmse()).isLessThan(1e-3 * deviation);
    // As an anchor it is what a model says that says nothing.
    Model silent =
        Model.of(
            1,
            new Initialization(
                new Initializer.Constant(0),
                new Initializer.Constant(0),
                new Initializer.Constant(0),
                new Initializer.Constant(0),
                new Initializer.Constant(0)),
            List.of(
                Layer.input(task.featureSize()),
                Layer.recurrent(Cell.named("elman"), 2),
                Layer.linear(task.scores())));
    assertThat(task.forecast(silent, List.of(test), 1).values()).isDeepEqualTo(linear.values());
    double[] next = task.next(silent, data);
    double expected = 1.8 * rows[399][0] - 0.97 * rows[398][0] + 3;
    assertThat(next[0]).isCloseTo(expected, within(1e-3 * deviation));
  }

  @Test
  void aSeasonChangeIsTheLastValueAndWhatWasAddedBefore() {
    double[][] rows = {{1}, {2}, {5}, {11}, {13}, {Double.NaN}, {21}, {22}};
    Series data = series(new String[] {"load"}, rows);
    Plan plan = Plan.of("load").withAnchor(Anchor.SEASON_CHANGE).withSeason(3).withWindow(2);
    Forecasting task = Forecasting.of(data, plan);
    ScaledSeries scaled = ScaledSeries.of(task, new Span(data, 1, 8));
    // After row 4 (13) comes what was added after row 1: 5 - 2.
    assertThat(scaled.value(4, 0, 0)).isCloseTo(13 + (5 - 2), within(1e-9));
    // Row 5 is missing: the last that is there stands for it.
    assertThat(scaled.value(5, 0, 0)).isCloseTo(13 + (11 - 5), within(1e-9));
  }

  @Test
  void manySeriesHaveScalesOfTheirOwn() {
    List<Span> spans = new ArrayList<>();
    for (int size : new int[] {1, 1000}) {
      double[][] rows = new double[60][1];
      for (int i = 0; i < 60; i++) {
        rows[i][0] = size * (5 + Math.sin(i));
      }
      spans.add(Span.training(series(new String[] {"load"}, rows), 50));
    }
    Forecasting task = Forecasting.of(spans, Plan.of("load").withWindow(10).withOwnScale());
    Examples examples = task.examples(spans);
    int half = examples.count() / 2;
    float[] small = ((Example.Numbers) examples.get(0).input()).values();
    float[] large = ((Example.Numbers) examples.get(half).input()).values();
    for (int i = 0; i < small.length; i++) {
      assertThat(large[i]).isCloseTo(small[i], within(1e-5f));
    }
    List<Span> later = spans.stream().map(one -> new Span(one.series(), 50, 60)).toList();
    Forecasts naive = task.naive(later, 1);
    assertThat(naive.values()).hasNumberOfRows(20);
    assertThat(naive.values()[10][0]).isCloseTo(1000 * (5 + Math.sin(49)), within(1e-6));
  }

  /** What comes later changes no forecast, nor the scale by which it is made. */
  @Test
  void nothingIsKnownOfWhatComesLater() {
    double[][] rows = new double[120][1];
    for (int i = 0; i < 120; i++) {
      rows[i][0] = 5 + Math.sin(i);
    }
    Series one = series(new String[] {"load"}, rows);
    Plan plan = Plan.of("load").withWindow(20).withOwnScale();
    Forecasting task = Forecasting.of(one, plan);
    Model model =
        Model.of(
            1,
            Layer.input(task.featureSize()),
            Layer.recurrent(Cell.named("gru"), 4),
            Layer.linear(task.scores()));
    double[][] before = task.forecast(model, List.of(task.all(one)), 1).values();
    double[][] other = rows.clone();
    for (int i = 100; i < 120; i++) {
      other[i] = new double[] {1000};
    }
    Series later = series(new String[] {"load"}, other);
    double[][] after = task.forecast(model, List.of(task.all(later)), 1).values();
    for (int i = 0; i + 20 < 100; i++) {
      assertThat(after[i]).containsExactly(before[i]);
    }
  }

  @Test
  void anAutoregressionPassesOverWhatIsMissing() {
    double[][] rows = new double[2000][1];
    SplittableRandom random = new SplittableRandom(5);
    double value = 0;
    for (double[] row : rows) {
      value = 0.9 * value + random.nextGaussian();
      row[0] = random.nextInt(10) < 4 ? Double.NaN : 10 + value;
    }
    Series data = series(new String[] {"load"}, rows);
    Forecasting task = Forecasting.of(data.rows(0, 1500), Plan.of("load"));
    List<Span> test = List.of(new Span(data, 1500, 2000));
    double linear =
        task.autoregression(List.of(Span.training(data, 1500)), test).errors(0, 1).rmse();
    assertThat(linear).isLessThan(task.naive(test, 1).errors(0, 1).rmse() * 1.1);
  }

  @Test
  void changesDoNotDependOnTheLevel() {
    double[][] rows = new double[40][1];
    double[][] higher = new double[40][1];
    for (int i = 0; i < 40; i++) {
      rows[i][0] = Math.sin(i);
      higher[i][0] = rows[i][0] + 100;
    }
    Series data = series(new String[] {"load"}, rows);
    Plan plan = Plan.of("load").withWindow(8).withSeason(4).withChanges();
    Forecasting task = Forecasting.of(data, plan);
    assertThat(task.featureSize()).isEqualTo(2 + 1); // two changes and the one kind
    float[] one = features(task, data);
    float[] other = features(task, series(new String[] {"load"}, higher));
    for (int i = 0; i < one.length; i++) {
      assertThat(other[i]).isCloseTo(one[i], within(1e-4f));
    }
  }

  private static float[] features(Forecasting task, Series data) {
    return ((Example.Numbers) task.examples(data, 10, 40).get(0).input()).values();
  }

  private static Forecasting task(
      List<Forecasting.Column> columns, Forecasting.Target target, int horizon) {
    return new Forecasting(
        columns,
        List.of(),
        List.of(target),
        4,
        horizon,
        Anchor.LAST,
        1,
        List.of(),
        false,
        false,
        List.of());
  }
}
