import module dev.sluice.model;

/** Which rows of a table are strange? DATA is a table, COLUMN one of its columns. */
void main(String[] arguments) throws IOException {
  var series = Series.read(Path.of(arguments[0]), new Series.Form("", Gaps.IGNORE, false));
  int train = series.count() * 12 / 100;
  int judged = series.count() * 15 / 100;
  var plan = Forecasting.Plan.of(arguments[1]).withWindow(96);
  var task = Forecasting.of(series.rows(0, train), plan);
  var model =
      Model.of(
          1,
          Layer.input(task.featureSize()),
          Layer.recurrent(Cell.named("gru"), 32),
          Layer.linear(task.scores()));
  new Trainer(model, task.loss(), Optimizer.adamW(3e-3), Clip.norm(1))
      .withPatience(10)
      .fit(
          task.examples(series, 1, train).batches(8),
          task.examples(series, train, judged).batches(32),
          60,
          IO::println);

  var anomalies = Anomalies.of(task, model, series, 500, 2);
  for (var alarm : anomalies.alarms(8, 20)) {
    IO.println(
        "rows %d to %d, from %s: score %.1f"
            .formatted(alarm.from() + 1, alarm.to(), series.moment(alarm.from()), alarm.score()));
  }
  Checkpoint.of(model, task).save(Path.of("alarms.safetensors"));
}
