package dev.sluice.cli.train;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Table;
import dev.sluice.data.Batches;
import dev.sluice.model.Memory;
import dev.sluice.model.Model;
import dev.sluice.train.RateSearch;
import dev.sluice.train.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user may ask before a training, instead of it. */
public final class Preview {
  /** Rates that are shown. */
  private static final int SHOWN = 24;

  private Preview() {}

  /**
   * Shows what is asked for.
   *
   * @param memory that the training takes
   * @return whether anything was, so that there is no training
   */
  public static boolean show(
      Console console, RunOptions how, Trainer trainer, Batches train, Memory memory) {
    if (how.summary()) {
      summary(console, how.json(), trainer.model(), memory);
    }
    if (how.findRate()) {
      rates(console, how.json(), RateSearch.of(trainer, train));
    }
    return how.summary() || how.findRate();
  }

  private static void summary(Console console, boolean json, Model model, Memory memory) {
    List<Model.Summary> layers = model.summary();
    long operations = layers.stream().mapToLong(Model.Summary::operations).sum();
    if (json) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("layers", layers.stream().map(Preview::object).toList());
      object.put("parameters", model.parameters().count());
      object.put("operations", operations);
      object.put("memory", memory.total());
      console.json(object);
      return;
    }
    Table table = new Table().row("layer", "gives", "parameters", "operations a step");
    for (Model.Summary layer : layers) {
      table.row(
          layer.layer(),
          number(layer.outputSize()),
          number(layer.parameters()),
          number(layer.operations()));
    }
    table.row("together", "", number(model.parameters().count()), number(operations));
    console.text(table.text(""));
    console.line(
        "Operations are those of one step of one row, forward; training takes about three times as"
            + " many.");
    console.line("Training needs about %s of memory.", memory);
  }

  private static Map<String, Object> object(Model.Summary layer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("layer", layer.layer());
    object.put("outputSize", layer.outputSize());
    object.put("parameters", layer.parameters());
    object.put("operations", layer.operations());
    return object;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static void rates(Console console, boolean json, RateSearch search) {
    if (json) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("rates", search.points().stream().map(RateSearch.Point::rate).toList());
      object.put("losses", search.points().stream().map(RateSearch.Point::loss).toList());
      object.put("suggested", search.suggested());
      console.json(object);
      return;
    }
    Table table = new Table().row("rate", "loss");
    int every = Math.max(1, search.points().size() / SHOWN);
    for (int i = 0; i < search.points().size(); i += every) {
      RateSearch.Point point = search.points().get(i);
      table.row(
          String.format(Locale.ROOT, "%.1e", point.rate()),
          String.format(Locale.ROOT, "%.4f", point.loss()));
    }
    console.text(table.text(""));
    console.line(
        "Try --rate %.1e: a tenth of the rate at which the loss is lowest.", search.suggested());
  }
}
