package dev.sluice.cli.use;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Failure;
import dev.sluice.source.Series;
import dev.sluice.task.Forecasting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands that use models ask of them. */
final class Models {
  private Models() {}

  /** The task of a model that forecasts. */
  static Forecasting forecasting(Path model, Checkpoint checkpoint) {
    if (checkpoint.task() instanceof Forecasting forecasting) {
      return forecasting;
    }
    throw Failure.wrong(
        "%s %s; a model of forecasts is needed: ./sluice train forecast DATA.",
        model, checkpoint.task().does());
  }

  /** The only series of a file. */
  static Series one(Path data, List<Series> all) {
    if (all.size() != 1) {
      throw Failure.wrong("%s has %,d series; give a file of one.", data, all.size());
    }
    return all.getFirst();
  }

  /** What each number of a step is called. */
  static List<String> names(Forecasting task) {
    List<String> names = new ArrayList<>();
    for (int target = 0; target < task.targets().size(); target++) {
      String name = task.targetName(target);
      if (task.levels().isEmpty()) {
        names.add(name);
      }
      for (double level : task.levels()) {
        names.add(name + " " + level);
      }
    }
    return names;
  }

  /** A number as JSON has it: none where there is none. */
  static @Nullable Double number(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
