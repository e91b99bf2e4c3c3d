import module dev.sluice.model;

/** What will a column be, a day of hours ahead? DATA is a table, COLUMN one of its columns. */
void main(String[] arguments) throws IOException {
  Series series = Series.read(Path.of(arguments[0]), Series.Form.STANDARD);
  int train = series.count() * 7 / 10;
  int judged = series.count() * 8 / 10;
  Forecasting.Plan plan =
      Forecasting.Plan.of(arguments[1])
          .withHorizon(24)
          .withWindow(96)
          .withSeason(24)
          .withAnchor(Forecasting.Anchor.SEASON) // what it was a day before
          .withQuantiles(0.1, 0.5, 0.9);
  Forecasting task = Forecasting.of(series.rows(0, train), plan);
  Layer recurrent = Layer.recurrent(Cell.named("gru"), 32);
  Model model =
      Model.of(1, Layer.input(task.featureSize()), recurrent, Layer.linear(task.scores()));
  Batches learned = task.examples(series, 1, train).batches(16);
  Batches validation = task.examples(series, train, judged).batches(64);
  new Trainer(model, task.loss(), Optimizer.adamW(1e-3), Clip.norm(1))
      .withPatience(5)
      .fit(learned, validation, 30, IO::println);

  Forecasts test = task.forecast(model, series, judged, series.count(), 2);
  Forecasts before = task.naive(series, judged, series.count(), 24);
  double error = test.errors(0, 1).mae();
  double trivial = before.errors(0, 1).mae();
  IO.println("test: MAE %.4g, same hour of the day before %.4g".formatted(error, trivial));
  IO.println("%.0f %% between the quantiles".formatted(100 * test.coverage()));
  double[] next = task.next(model, series);
  for (int hour = 0; hour < 24; hour++) {
    double low = next[3 * hour];
    double high = next[3 * hour + 2];
    IO.println("+%d h: %.4g (%.4g to %.4g)".formatted(hour + 1, next[3 * hour + 1], low, high));
  }
  Checkpoint.of(model, task).save(Path.of("demand.safetensors"));
}
