package dev.sluice.task;

import dev.sluice.cell.Cell;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.source.Series;
import dev.sluice.train.Trainer;
import java.util.Collections;
import java.util.List;

/** What the tests of forecasts learn. */
final class Waves {
  private Waves() {}

  static Series series(String[] columns, double[]... rows) {
    return new Series(
        "series",
        List.of(columns),
        rows,
        List.of("kind"),
        Collections.nCopies(rows.length, new String[] {"a"}).toArray(String[][]::new));
  }

  /** A wave that another column announces two steps before. */
  static Series wave(int length) {
    double[][] rows = new double[length][2];
    for (int i = 0; i < length; i++) {
      rows[i][0] = 50 + 10 * Math.sin(i * 0.7) * Math.cos(i * 0.045);
      rows[i][1] = Math.sin((i + 2) * 0.7) * Math.cos((i + 2) * 0.045);
    }
    return series(new String[] {"load", "sign"}, rows);
  }

  static Model trained(Forecasting task, Series data, int until, int epochs) {
    Model model =
        Model.of(
            1,
            Layer.input(task.featureSize()),
            Layer.recurrent(Cell.named("gru"), 16),
            Layer.linear(task.scores()));
    new Trainer(model, task.loss(), Optimizer.adam(1e-2), Clip.norm(1))
        .fit(task.examples(data, 1, until).batches(16), null, epochs, _ -> {});
    return model;
  }
}
