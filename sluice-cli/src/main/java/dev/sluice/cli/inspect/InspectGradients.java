package dev.sluice.cli.inspect;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cli.cells.CellNames;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import dev.sluice.cli.plot.Plot;
import dev.sluice.cli.train.ThreadsOption;
import dev.sluice.data.Batch;
import dev.sluice.inspect.GradientFlow;
import dev.sluice.inspect.Lyapunov;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How far gradients reach. */
@Command(
    name = "gradients",
    description = {
      "Show how much of a gradient is left after so many steps back: the norm of the product of the"
          + " Jacobians of the steps between, ∂s_T/∂s_t, for the states together and for the way"
          + " through each of them alone.",
      "",
      "  sluice inspect gradients bard.safetensors bard.txt --lag 100",
      "  sluice inspect gradients --compare elman,gru,lstm --lag 200 --svg flow.svg",
      ""
    })
public record InspectGradients(
    Material material,
    @Option(
            names = "--loss",
            description =
                "Of a model: show the gradients of its loss by each state at each step instead.")
        boolean loss,
    @Option(
            names = "--lag",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many steps back at most (default 100).")
        int lag,
    @Option(
            names = "--compare",
            paramLabel = "CELL,…",
            split = ",",
            converter = CellNames.class,
            description =
                "Instead of a model: cells as they begin, which read noise. Each is "
                    + CellNames.HELP
                    + ".")
        List<Cell> compare,
    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "64",
            description = "The hidden size of cells that are compared (default 64).")
        int hidden,
    @Option(
            names = "--input",
            paramLabel = "N",
            defaultValue = "16",
            description = "Their input size (default 16).")
        int input,
    @Option(
            names = "--with",
            paramLabel = "LINES",
            description =
                "Other lines for the cells that are compared, where they fit, as in"
                    + " \"init b_f = 5\".")
        List<String> with,
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides their parameters and the noise (default 1).")
        long seed,
    ThreadsOption threads,
    Shown shown)
    implements Task {

  private static final int ROWS = 4;
  private static final int LONGEST = 100_000;
  private static final int LONG = 1000;
  private static final int LONG_ENOUGH = 200;

  /** A Lyapunov exponent that is printed as 0.0001 or more. */
  private static final double LEVEL = 0.00005;

  private static final List<Integer> PRINTED =
      List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);

  /** Checks the numbers. */
  public InspectGradients {
    compare = List.copyOf(compare);
    with = List.copyOf(with);
    Material.positive("--lag", lag);
    if (lag > LONGEST) {
      throw Failure.wrong("--lag must be at most %,d; it is %,d.", LONGEST, lag);
    }
    Material.positive("--hidden", hidden);
    Material.positive("--input", input);
    if (material.model() == null == compare.isEmpty()) {
      throw Failure.wrong(
          "Say whose gradients: a MODEL with its DATA, or cells with --compare elman,gru,lstm.");
    }
    if (!compare.isEmpty() && (material.text() != null || material.layer() != null)) {
      throw Failure.wrong(
          "--%s is of a model; cells that are compared read noise.",
          material.text() != null ? "text" : "layer");
    }
    if (!compare.isEmpty() && material.steps() != null) {
      throw Failure.wrong(
          "--steps is of a model; cells that are compared read what --lag asks for.");
    }
    if (loss && material.model() == null) {
      throw Failure.wrong("--loss is of a model; cells that are compared have none.");
    }
    if (material.model() != null && !with.isEmpty()) {
      throw Failure.wrong("--with is for cells that are compared; a model is as it is.");
    }
  }

  /** A flow and, where a sequence was long enough, its rate in the long run. */
  private record Flow(GradientFlow flow, @Nullable Lyapunov lyapunov) {}

  @Override
  public int run(Console console) throws IOException {
    if (loss) {
      shown.show(console, LossGradients.of(material.read(), shown.dark()));
      return DONE;
    }
    List<Flow> flows = new ArrayList<>();
    try (Workers workers = new Workers(threads.workers())) {
      if (material.model() != null) {
        console.advise();
        flows.add(ofModel(workers));
        int reached = flows.getFirst().flow().paths().getFirst().largest().length - 1;
        if (reached < lag) {
          console.note(
              "The sequences allow %,d steps back, not %,d. Give longer ones, or fewer of them"
                  + " (--rows 1).",
              reached, lag);
        }
      }
      for (Cell cell : compare) {
        flows.add(ofCell(changed(cell), workers));
      }
    }
    List<List<String>> rows = rows(flows);
    String title = "Gradient left after so many steps back";
    String text =
        title
            + ", in decimal powers of its largest gain (log10 ‖∂s_T/∂s_t‖):\n"
            + Shown.table(summary(flows))
            + "per step: the slope; half: after how many steps it is halved, or doubled where it"
            + " grows.\n"
            + lyapunov(flows);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flows", flows.stream().map(InspectGradients::object).toList());
    shown.show(console, new Shown.Answer(text, object, rows, () -> plot(title, flows)));
    return DONE;
  }

  private Flow ofModel(Workers workers) throws IOException {
    int count = count();
    Material.Read read = material.withSteps(count * (lag + 1)).read();
    Recurrence recurrence = material.recurrence(read.model());
    Batch batch = read.symbols().isEmpty() ? read.batch() : cut(read.batch(), count);
    GradientFlow flow = GradientFlow.of(read.model(), recurrence.name(), batch, lag, workers);
    boolean isLong = !read.symbols().isEmpty() && read.batch().steps() >= LONG_ENOUGH;
    return new Flow(
        flow, isLong ? Lyapunov.of(read.model(), recurrence.name(), read.batch()) : null);
  }

  /** Over how many sequences the mean is taken. */
  private int count() {
    return material.rows() == null ? ROWS : material.rows();
  }

  /** A text as rows of its pieces. */
  private static Batch cut(Batch text, int count) {
    int rows = Math.max(1, Math.min(count, text.steps() / 2));
    int steps = text.steps() / rows;
    Batch batch = new Batch();
    batch.shape(steps, rows);
    for (int step = 0; step < steps; step++) {
      for (int row = 0; row < rows; row++) {
        batch.inputs()[step * rows + row] = text.inputs()[row * steps + step];
      }
    }
    return batch;
  }

  private Cell changed(Cell cell) {
    Cell result = cell;
    for (String lines : with) {
      try {
        result = result.with(lines, "--with");
      } catch (CellSyntaxException e) {
        if (compare.size() == 1) {
          throw e;
        }
        // It is meant for those that have such a line.
      }
    }
    return result;
  }

  private Flow ofCell(Cell cell, Workers workers) {
    int size = cell.shapes().inputIsHidden() ? hidden : input;
    Model begun = Model.of(seed, Layer.input(size), Layer.recurrent(cell, hidden));
    GradientFlow flow =
        GradientFlow.of(begun, "layer0", noise(lag + 2, count(), size), lag, workers);
    return new Flow(flow, Lyapunov.of(begun, "layer0", noise(LONG, 1, size)));
  }

  private Batch noise(int steps, int rows, int size) {
    Batch batch = new Batch();
    batch.shape(steps, rows);
    float[] features = batch.features(size);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < steps * rows * size; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return batch;
  }

  private static List<List<String>> summary(List<Flow> flows) {
    int most =
        flows.stream()
            .flatMap(f -> f.flow().paths().stream())
            .mapToInt(p -> p.largest().length - 1)
            .max()
            .orElse(0);
    List<Integer> lags = PRINTED.stream().filter(lag -> lag <= most).toList();
    List<String> head = new ArrayList<>(List.of("cell", "through"));
    lags.forEach(lag -> head.add(Integer.toString(lag)));
    head.addAll(List.of("per step", "half", ""));
    List<List<String>> table = new ArrayList<>();
    table.add(head);
    for (Flow one : flows) {
      for (GradientFlow.Path path : one.flow().paths()) {
        List<String> row = new ArrayList<>(List.of(one.flow().cell(), path.name()));
        for (int lag : lags) {
          row.add(lag < path.largest().length ? said("%.2f", path.largest()[lag]) : "");
        }
        row.add(said("%.4f", path.perStep()));
        row.add(path.half() > 99_999 || path.half() == 0 ? "–" : said("%,.1f", path.half()));
        row.add(Words.of(path.verdict()));
        table.add(row);
      }
    }
    return table;
  }

  private static String lyapunov(List<Flow> flows) {
    StringBuilder text = new StringBuilder();
    for (Flow one : flows) {
      if (one.lyapunov() != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s: largest Lyapunov exponent %s per step over %,d steps%s.%n",
                one.flow().cell(),
                said("%.4f", one.lyapunov().mean()),
                one.lyapunov().steps(),
                one.lyapunov().mean() > LEVEL ? ": small differences grow" : ""));
      }
    }
    return text.toString();
  }

  private static List<List<String>> rows(List<Flow> flows) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("cell", "layer", "through", "lag", "log10 largest", "log10 mean"));
    for (Flow one : flows) {
      for (GradientFlow.Path path : one.flow().paths()) {
        for (int k = 0; k < path.largest().length; k++) {
          rows.add(
              List.of(
                  one.flow().cell(),
                  one.flow().layer(),
                  path.name(),
                  Integer.toString(k),
                  Double.toString(path.largest()[k]),
                  Double.toString(path.mean()[k])));
        }
      }
    }
    return rows;
  }

  private static Map<String, @Nullable Object> object(Flow one) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("layer", one.flow().layer());
    object.put("cell", one.flow().cell());
    object.put("lyapunov", one.lyapunov() == null ? null : (Double) one.lyapunov().mean());
    List<Map<String, Object>> paths = new ArrayList<>();
    for (GradientFlow.Path path : one.flow().paths()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("through", path.name());
      each.put("perStep", path.perStep());
      each.put("verdict", Words.of(path.verdict()));
      each.put("largest", path.largest());
      each.put("mean", path.mean());
      paths.add(each);
    }
    object.put("paths", paths);
    return object;
  }

  private Plot plot(String title, List<Flow> flows) {
    Plot plot =
        new Plot(title, "steps back", "log10 of the largest gain of ∂s_T/∂s_t", shown.dark());
    for (Flow one : flows) {
      for (GradientFlow.Path path : one.flow().paths()) {
        if (flows.size() > 1 && !path.name().equals("all")) {
          continue;
        }
        String name = one.flow().cell() + (flows.size() > 1 ? "" : ", " + path.name());
        plot.line(name, Plot.lags(path.largest().length), path.largest());
      }
    }
    return plot;
  }

  /** Where nothing at all is left, the logarithm is −∞. */
  private static String said(String format, double number) {
    return number == Double.NEGATIVE_INFINITY ? "-∞" : String.format(Locale.ROOT, format, number);
  }
}
