package dev.sluice.cli.forecast;

import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Batches;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Series;
import dev.sluice.task.Forecasting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the columns of a series will be. */
final class ForecastLesson implements Lesson {
  private final ForecastOptions options;
  private final Periods periods;
  private final Forecasting task;
  private final Batches train;
  private final Batches validation;

  /** How far rows are apart; all of them are read to say it. */
  private final String pace;

  ForecastLesson(ForecastOptions options, Periods periods) {
    this.options = options;
    this.periods = periods;
    task =
        Forecasting.of(
            periods.train(), options.plan(periods.train().getFirst().series().columns()));
    train = task.examples(periods.train()).batches(options.batch());
    validation = task.examples(periods.validation()).batches(4 * options.batch());
    pace = periods.train().getFirst().series().pace();
    task.examples(periods.last()); // what is wrong with them is said before hours of work
  }

  @Override
  public Forecasting task() {
    return task;
  }

  @Override
  public String digest() {
    return periods.digest();
  }

  @Override
  public List<Layer> layers() {
    List<Layer> stack = new ArrayList<>();
    stack.add(Layer.input(task.featureSize()));
    stack.addAll(options.model().recurrent(layer -> layer));
    stack.add(Layer.linear(task.scores()));
    return stack;
  }

  @Override
  public Loss loss() {
    return options.quantiles().isEmpty() ? options.error().loss() : task.loss();
  }

  @Override
  public Batches train() {
    return train;
  }

  @Override
  public Batches validation() {
    return validation;
  }

  @Override
  public String unit() {
    return "windows";
  }

  @Override
  public String description() {
    int series = periods.train().size();
    return String.format(
        Locale.ROOT,
        "%s%,d rows to learn from, %,d to judge by, %,d for the end; %s",
        series == 1 ? "" : String.format(Locale.ROOT, "%,d series, ", series),
        Periods.rows(periods.train()),
        Periods.rows(periods.validation()),
        Periods.rows(periods.test()),
        time());
  }

  /** Which column names the moments, and how far they are apart. */
  private String time() {
    Series first = periods.train().getFirst().series();
    if (first.time().isEmpty()) {
      return "no time column";
    }
    return "time column " + first.time() + (pace.isEmpty() ? ", not read as times" : ", " + pace);
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("series", periods.train().size());
    facts.put("training", Periods.rows(periods.train()));
    facts.put("validation", Periods.rows(periods.validation()));
    facts.put("test", Periods.rows(periods.test()));
    Series first = periods.train().getFirst().series();
    facts.put("time", first.time().isEmpty() ? null : first.time());
    facts.put("pace", pace.isEmpty() ? null : pace);
    facts.put("columns", task.columns().stream().map(Forecasting.Column::name).toList());
    return facts;
  }

  @Override
  public Score judge(Model model, int threads) {
    return ForecastScore.of(
        Score.data(!periods.test().isEmpty(), Periods.rows(periods.last()), "rows"),
        task,
        model,
        periods.train(),
        periods.last(),
        threads);
  }
}
