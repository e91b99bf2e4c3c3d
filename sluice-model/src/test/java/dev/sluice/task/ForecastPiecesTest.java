package dev.sluice.task;

import static dev.sluice.task.Waves.trained;
import static dev.sluice.task.Waves.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.task.Forecasting.Anchor;
import dev.sluice.task.Forecasting.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is forecast and judged piece by piece, in memory or on disk, is as if it were whole. */
class ForecastPiecesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, LAST, false", "3, LINEAR, true", "400, SEASON, true"})
  void onDiskItIsTheSame(int horizon, Anchor anchor, boolean log) throws IOException {
    StringBuilder text = new StringBuilder("load,day,temp\n");
    SplittableRandom random = new SplittableRandom(4);
    for (int row = 0; row < 2000; row++) {
      text.append(row % 97 == 5 ? "" : Double.toString(1 + random.nextDouble()));
      text.append(row % 7 < 5 ? ",work," : ",rest,").append(row % 13).append('\n');
    }
    Path file = Files.writeString(folder.resolve("s.csv"), text.toString());
    Series data = Series.read(file, Series.Form.STANDARD);
    Series onDisk = Series.onDisk(file, Series.Form.STANDARD, folder);
    Plan plan =
        new Plan(
            List.of("load"), log, 20, horizon, anchor, 7, List.of(0.1, 0.5, 0.9), false, false);
    Forecasting task = Forecasting.of(data.rows(0, 1000), plan);
    assertThat(Forecasting.of(onDisk.rows(0, 1000), plan)).isEqualTo(task);
    Examples examples = task.examples(data, 1, 1000);
    Examples made = task.examples(onDisk, 1, 1000);
    assertThat(made.count()).isEqualTo(examples.count());
    assertThat(made.byLength()).isEqualTo(examples.byLength());
    for (int i = 0; i < made.count(); i++) {
      assertThat(((Example.Numbers) made.get(i).input()).values())
          .isEqualTo(((Example.Numbers) examples.get(i).input()).values());
      assertThat(((Example.Values) made.get(i).target()).values())
          .isEqualTo(((Example.Values) examples.get(i).target()).values());
    }
    assertThatThrownBy(() -> made.get(made.count())).isInstanceOf(IndexOutOfBoundsException.class);
    Model model = trained(task, data, 1000, 1);
    List<Span> spans = List.of(new Span(data, 1000, 2000), new Span(data, 1200, 1800));
    List<Span> same = List.of(new Span(onDisk, 1000, 2000), new Span(onDisk, 1200, 1800));
    Forecasts forecasts = task.forecast(model, spans, 2);
    ForecastErrors errors = ForecastErrors.of(task, model, same, 2);
    assertThat(errors.targets()).containsExactly(forecasts.errors(0, 1));
    assertThat(errors.coverage()).isEqualTo(forecasts.coverage());
    assertThat(errors.series())
        .containsExactly(
            task.forecast(model, spans.subList(0, 1), 2).errors(0, 1),
            task.forecast(model, spans.subList(1, 2), 2).errors(0, 1));
    assertThat(ForecastErrors.naive(task, same, 7).targets())
        .containsExactly(task.naive(spans, 7).errors(0, 1));
    List<Span> known = List.of(Span.training(onDisk, 1000));
    assertThat(ForecastErrors.autoregression(task, known, same).targets())
        .containsExactly(task.autoregression(known, spans).errors(0, 1));
  }

  @Test
  void piecesSayTheSameAsTheWhole() {
    Series data = wave(400);
    Plan plan =
        new Plan(List.of("load", "sign"), false, 20, 5, Anchor.LAST, 3, List.of(), false, false);
    Forecasting task = Forecasting.of(data.rows(0, 200), plan);
    Model model = trained(task, data, 200, 1);
    ForecastWindows whole = ForecastWindows.of(task, new Span(data, 200, 400));
    Forecasts expected = whole.forecast(model, 1);
    for (int some : new int[] {1, 7, 19, 20, 1000}) {
      List<ForecastWindows> pieces = whole.pieces(some);
      assertThat(pieces).hasSize(Math.ceilDiv(20, some));
      Forecasts joined =
          Forecasts.joined(
              List.of(), pieces.stream().map(piece -> piece.forecast(model, 1)).toList());
      assertThat(joined.values()).isDeepEqualTo(expected.values());
      assertThat(joined.truth()).isDeepEqualTo(expected.truth());
    }
    ForecastErrors errors = ForecastErrors.of(task, model, List.of(new Span(data, 200, 400)), 1);
    assertThat(errors.targets()).containsExactly(expected.errors(0, 2), expected.errors(1, 2));
  }

  @Test
  void onDiskWhatHasNoLogarithmIsSaidBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), "load\n1\n2\n3\n4\n0\n");
    Series data = Series.onDisk(file, Series.Form.STANDARD, folder);
    Forecasting task = Forecasting.of(data.rows(0, 4), Plan.of("load").withLog().withWindow(2));
    assertThatThrownBy(() -> task.examples(data, 1, 5))
        .hasMessage(
            "Row 5 of %s has 0.0 in the column 'load'; its logarithm is learned, which needs"
                    .formatted(file)
                + " values above 0.");
  }
}
