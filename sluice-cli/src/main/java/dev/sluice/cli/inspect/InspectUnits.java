package dev.sluice.cli.inspect;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.plot.Plot;
import dev.sluice.data.Batch;
import dev.sluice.inspect.Property;
import dev.sluice.inspect.Units;
import dev.sluice.model.Model.Recurrence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which units track something. */
@Command(
    name = "units",
    description = {
      "Find the units whose value tracks a property of the text that is read.",
      "",
      "  sluice inspect units code.safetensors Main.java --property quotes --steps 50000",
      "  sluice inspect units bard.safetensors bard.txt --matching \"[A-Z]+:\"",
      ""
    })
public record InspectUnits(
    Material material,
    @Option(
            names = "--property",
            paramLabel = "NAME",
            description =
                "quotes (inside quotation marks), line (position in the line), word (position in"
                    + " the word) or brackets (how many are open).")
        @Nullable String property,
    @Option(
            names = "--matching",
            paramLabel = "REGEX",
            description = "Instead: inside what matches a regular expression.")
        @Nullable String matching,
    @Option(
            names = "--label",
            paramLabel = "FILE",
            description = "Instead: a file with a number for each step, one a line.")
        @Nullable Path label,
    @Option(
            names = "--value",
            paramLabel = "NAME",
            description = "Which value of the layer (default: its last state, c of an LSTM).")
        @Nullable String value,
    Shown shown)
    implements Task {

  private static final int PRINTED = 10;

  /** Checks that one property is asked for. */
  public InspectUnits {
    int said = (property == null ? 0 : 1) + (matching == null ? 0 : 1) + (label == null ? 0 : 1);
    if (said != 1) {
      throw Failure.wrong("Say what units shall track: one of --property, --matching and --label.");
    }
  }

  @Override
  public int run(Console console) throws IOException {
    Material.Read read = material.read();
    Recurrence layer = material.recurrence(read.model());
    String name =
        layer.name() + "." + (value == null ? layer.cell().states().getLast().name() : value);
    Batch batch = read.batch();
    if (batch.batchSize() != 1) {
      throw Failure.wrong("Units are looked for in one sequence: add --rows 1.");
    }
    double[] wanted = wanted(read);
    Units units = Units.of(read.model(), batch, name, wanted);
    String what = property != null ? property : matching != null ? matching : label + "";
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("unit", "score"));
    units
        .best()
        .forEach(
            unit ->
                rows.add(
                    List.of(
                        Integer.toString(unit.unit()),
                        String.format(Locale.ROOT, "%.4f", unit.score()))));
    String text =
        String.format(
                Locale.ROOT,
                "Units of %s by their correlation with %s over %,d steps:%n",
                name,
                what,
                wanted.length)
            + Shown.table(rows.subList(0, Math.min(rows.size(), PRINTED + 1)))
            + String.format(
                Locale.ROOT,
                "By chance the best of %,d units has %.4f (at most %.4f), with %s elsewhere in the"
                    + " text.%n",
                units.best().size(),
                units.chance(),
                units.chanceMost(),
                what);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("value", name);
    object.put("property", what);
    object.put("chance", units.chance());
    object.put("chanceMost", units.chanceMost());
    object.put("units", units.best());
    shown.show(console, new Shown.Answer(text, object, rows, () -> plot(units, what)));
    return DONE;
  }

  private Plot plot(Units units, String what) {
    int count = units.best().size();
    double[] scores = units.best().stream().mapToDouble(u -> Math.abs(u.score())).toArray();
    double[] chance = new double[count];
    Arrays.fill(chance, units.chance());
    return new Plot(
            "How units of " + units.value() + " track " + what,
            "unit, the best first",
            "correlation, without its sign",
            shown.dark())
        .line("units", Plot.steps(count), scores)
        .line("best by chance", Plot.steps(count), chance);
  }

  private double[] wanted(Material.Read read) throws IOException {
    if (label != null) {
      return labels(label, read.batch().steps());
    }
    if (read.symbols().isEmpty()) {
      throw Failure.wrong(
          "%s reads no text: give --label FILE with a number for each step.", material.model());
    }
    if (matching != null) {
      try {
        return Property.matching(Pattern.compile(matching)).of(read.symbols());
      } catch (PatternSyntaxException e) {
        throw Failure.wrong(
            "--matching is no regular expression: %s near index %d.",
            e.getDescription(), e.getIndex());
      }
    }
    return Property.named(String.valueOf(property)).of(read.symbols());
  }

  private static double[] labels(Path file, int steps) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < steps) {
      throw Failure.wrong(
          "%s has %,d lines; it needs a number for each of %,d steps (--steps reads fewer).",
          file, lines.size(), steps);
    }
    double[] labels = new double[steps];
    for (int i = 0; i < steps; i++) {
      try {
        labels[i] = Double.parseDouble(lines.get(i).strip());
      } catch (NumberFormatException _) {
        throw Failure.wrong("%s, line %,d: '%s' is no number.", file, i + 1, lines.get(i).strip());
      }
    }
    return labels;
  }
}
