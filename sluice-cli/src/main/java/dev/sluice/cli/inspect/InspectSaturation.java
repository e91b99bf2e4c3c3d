package dev.sluice.cli.inspect;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.plot.Plot;
import dev.sluice.inspect.Saturation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** How long gates are open or closed. */
@Command(
    name = "saturation",
    description = {
      "Show for how much of the time the units of each gate are nearly closed (below 0.1) or nearly"
          + " open (above 0.9), and for how many steps the gates that keep a state keep it.",
      "",
      "  sluice inspect saturation bard.safetensors bard.txt --svg saturation.svg",
      ""
    })
public record InspectSaturation(Material material, Shown shown) implements Task {

  @Override
  public int run(Console console) throws IOException {
    Material.Read read = material.read();
    Saturation saturation = Saturation.of(read.model(), read.batch());
    StringBuilder text =
        new StringBuilder("Over %,d steps, for each gate:%n".formatted(saturation.steps()));
    List<List<String>> summary = new ArrayList<>();
    summary.add(
        List.of("gate", "units", "mean", "closed", "open", "keeps", "steps kept", "longest"));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("gate", "unit", "mean", "closed", "open", "time constant"));
    for (Saturation.OfGate gate : saturation.gates()) {
      double[] kept = gate.timeConstants() == null ? new double[0] : gate.timeConstants().clone();
      Arrays.sort(kept);
      summary.add(
          List.of(
              gate.name(),
              Integer.toString(gate.mean().length),
              said("%.3f", mean(gate.mean())),
              said("%.1f %%", 100 * mean(gate.closed())),
              said("%.1f %%", 100 * mean(gate.open())),
              gate.keeps() == null ? "" : gate.keeps(),
              kept.length == 0 ? "" : said("%.1f", kept[kept.length / 2]),
              kept.length == 0 ? "" : said("%.1f", kept[kept.length - 1])));
      for (int unit = 0; unit < gate.mean().length; unit++) {
        rows.add(
            List.of(
                gate.name(),
                Integer.toString(unit),
                Double.toString(gate.mean()[unit]),
                Double.toString(gate.closed()[unit]),
                Double.toString(gate.open()[unit]),
                gate.timeConstants() == null ? "" : Double.toString(gate.timeConstants()[unit])));
      }
    }
    text.append(Shown.table(summary));
    text.append(
        "closed and open: share of the time below 0.1 and above 0.9, the mean over units; steps"
            + " kept: 1 / (1 − mean share kept), the median over units.\n");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("steps", saturation.steps());
    object.put("gates", saturation.gates());
    shown.show(console, new Shown.Answer(text.toString(), object, rows, () -> plot(saturation)));
    return DONE;
  }

  private Plot plot(Saturation saturation) {
    Plot plot =
        new Plot(
            "Saturation of gates, a point for each unit",
            "share of the time closed (below 0.1)",
            "share of the time open (above 0.9)",
            shown.dark());
    plot.within(0, 1, 0, 1);
    saturation.gates().forEach(gate -> plot.points(gate.name(), gate.closed(), gate.open()));
    return plot;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static String said(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
