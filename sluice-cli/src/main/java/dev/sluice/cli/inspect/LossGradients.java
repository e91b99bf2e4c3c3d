package dev.sluice.cli.inspect;

import dev.sluice.cli.plot.Plot;
import dev.sluice.inspect.StateGradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The gradients of the loss by each state, step by step. */
final class LossGradients {
  private static final int PRINTED = 40;

  private LossGradients() {}

  /**
   * The answer for what was read.
   *
   * @param dark whether the plot is for a dark page
   */
  static Shown.Answer of(Material.Read read, boolean dark) {
    StateGradients gradients =
        StateGradients.of(read.model(), read.batch(), read.checkpoint().task().loss());
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("step"));
    gradients.states().forEach(state -> head.add(state.name()));
    rows.add(head);
    int steps = gradients.states().getFirst().norms().length;
    for (int step = 0; step < steps; step++) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(step + 1)));
      for (StateGradients.OfState state : gradients.states()) {
        row.add(String.format(Locale.ROOT, "%.3e", state.norms()[step]));
      }
      rows.add(row);
    }
    int left = Math.max(0, steps - PRINTED);
    List<List<String>> printed = new ArrayList<>(List.of(head));
    printed.addAll(rows.subList(left + 1, rows.size()));
    String text =
        String.format(
                Locale.ROOT,
                "Gradient of the loss (%.4f) by each state, |∂L/∂s_t|, the mean over %s:%n",
                gradients.loss(),
                read.batch().batchSize() == 1
                    ? "1 sequence"
                    : "%,d sequences".formatted(read.batch().batchSize()))
            + (left == 0 ? "" : "… %,d steps before; --csv has them all.%n".formatted(left))
            + Shown.table(printed);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("loss", gradients.loss());
    object.put("states", gradients.states());
    return new Shown.Answer(text, object, rows, () -> plot(gradients, dark));
  }

  private static Plot plot(StateGradients gradients, boolean dark) {
    Plot plot = new Plot("Gradient of the loss by each state", "step", "log10 of |∂L/∂s_t|", dark);
    for (StateGradients.OfState state : gradients.states()) {
      double[] logarithms = Arrays.stream(state.norms()).map(Math::log10).toArray();
      plot.line(state.name(), Plot.steps(logarithms.length), logarithms);
    }
    return plot;
  }
}
