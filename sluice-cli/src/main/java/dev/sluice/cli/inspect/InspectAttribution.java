package dev.sluice.cli.inspect;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.plot.Plot;
import dev.sluice.data.Batch;
import dev.sluice.inspect.Activations;
import dev.sluice.inspect.Attribution;
import dev.sluice.model.Tensor;
import dev.sluice.task.Classification;
import dev.sluice.task.NextSymbol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which past steps moved a prediction. */
@Command(
    name = "attribution",
    description = {
      "Show which of the steps that it read moved the prediction of a model's last step.",
      "",
      "  sluice inspect attribution bard.safetensors --text \"ROMEO: But so\" --target f",
      ""
    })
public record InspectAttribution(
    Material material,
    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description =
                "The symbol, label or number of the score that is explained (default: the"
                    + " greatest).")
        @Nullable String target,
    @Option(
            names = "--row",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of several sequences explain this one, counted from 0 (default 0).")
        int row,
    Shown shown)
    implements Task {

  private static final int PRINTED = 60;
  private static final int LONGEST = 5000;

  @Override
  public int run(Console console) throws IOException {
    Material.Read read = material.read();
    Batch one = one(read.batch());
    List<String> names = names(read.checkpoint());
    int score = target == null ? greatest(read, one) : number(target, names, read);
    Attribution attribution = Attribution.of(read.model(), one, score);
    String name = score < names.size() ? Symbols.shown(names.get(score)) : Integer.toString(score);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("step", "read", "gradient × input", "occlusion"));
    for (int step = 0; step < one.steps(); step++) {
      rows.add(
          List.of(
              Integer.toString(step + 1),
              read.symbols().isEmpty() ? "" : Symbols.shown(read.symbols().get(step)),
              said(attribution.gradient()[step]),
              said(attribution.occlusion()[step])));
    }
    int left = Math.max(0, rows.size() - 1 - PRINTED);
    List<List<String>> printed = new ArrayList<>(List.of(rows.getFirst()));
    printed.addAll(rows.subList(left + 1, rows.size()));
    String text =
        String.format(
                Locale.ROOT,
                "What the score of %s after the last step, %.4f, owes to each step:%n",
                name,
                attribution.score())
            + (left == 0 ? "" : "… %,d steps before; --csv has them all.%n".formatted(left))
            + Shown.table(printed);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("target", score);
    object.put("name", name);
    object.put("score", attribution.score());
    object.put("symbols", read.symbols());
    object.put("gradient", attribution.gradient());
    object.put("occlusion", attribution.occlusion());
    shown.show(
        console,
        new Shown.Answer(
            text,
            object,
            rows,
            () ->
                new Plot(
                        "What the score of " + name + " owes to each step",
                        "step",
                        "score",
                        shown.dark())
                    .line("gradient × input", Plot.steps(one.steps()), attribution.gradient())
                    .line("occlusion", Plot.steps(one.steps()), attribution.occlusion())));
    return DONE;
  }

  private Batch one(Batch batch) {
    if (row < 0 || row >= batch.batchSize()) {
      throw Failure.wrong(
          "--row must be between 0 and %,d; it is %,d.", batch.batchSize() - 1, row);
    }
    int steps = batch.length(row);
    if (steps > LONGEST) {
      throw Failure.wrong(
          "%,d steps are too many to leave out one by one; %,d is the most: use --steps.",
          steps, LONGEST);
    }
    int size = batch.featureSize();
    if (size == 0) {
      int[] symbols = new int[steps];
      Arrays.setAll(symbols, step -> batch.inputs()[step * batch.batchSize() + row]);
      return Batch.ofSymbols(symbols);
    }
    float[] numbers = new float[steps * size];
    for (int step = 0; step < steps; step++) {
      int from = (step * batch.batchSize() + row) * size;
      System.arraycopy(batch.features(), from, numbers, step * size, size);
    }
    return Batch.ofFeatures(size, numbers);
  }

  private static int greatest(Material.Read read, Batch one) {
    Tensor output = Activations.of(read.model(), one).output();
    int size = output.shape().getLast();
    int last = output.values().length - size;
    int best = 0;
    for (int i = 1; i < size; i++) {
      best = output.values()[last + i] > output.values()[last + best] ? i : best;
    }
    return best;
  }

  private static List<String> names(Checkpoint checkpoint) {
    return switch (checkpoint.task()) {
      case NextSymbol(var vocabulary) -> vocabulary.symbols();
      case Classification task -> task.labels();
      default -> List.of();
    };
  }

  private int number(String target, List<String> names, Material.Read read) {
    int found = names.indexOf(target.equals("\\n") ? "\n" : target);
    if (found >= 0) {
      return found;
    }
    try {
      int number = Integer.parseInt(target);
      if (number >= 0 && number < read.model().outputSize()) {
        return number;
      }
    } catch (NumberFormatException _) {
      // answered below
    }
    throw Failure.wrong(
        "--target is none of the model's %,d scores: '%s'. Give a symbol or label that it knows, or"
            + " a number from 0 to %,d.",
        read.model().outputSize(), target, read.model().outputSize() - 1);
  }

  private static String said(double number) {
    return String.format(Locale.ROOT, "%.5f", number);
  }
}
