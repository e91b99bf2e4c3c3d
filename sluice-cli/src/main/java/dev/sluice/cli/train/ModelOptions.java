package dev.sluice.cli.train;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Noise;
import dev.sluice.cli.cells.CellChanges;
import dev.sluice.cli.cells.CellNames;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Records;
import dev.sluice.model.Initialization;
import dev.sluice.model.Layer;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a model is made of. What is null follows from the rest. */
public record ModelOptions(
    @Option(
            names = "--cell",
            paramLabel = "CELL",
            defaultValue = "lstm",
            description = "The cell: " + CellNames.HELP + " (default lstm).",
            converter = CellNames.class)
        Cell cell,
    CellChanges changes,
    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "128",
            description = "Units of each recurrent layer (default 128).")
        int hidden,
    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Recurrent layers (default 2).")
        int layers,
    @Option(
            names = "--embedding",
            paramLabel = "N",
            description =
                "Numbers that stand for a symbol where it enters (default 64; the hidden size for a"
                    + " cell that demands it).")
        @Nullable Integer embedding,
    @Option(
            names = "--size",
            paramLabel = "NAME=N",
            description = "A size that the cell names (default: the hidden size).")
        Map<String, Integer> size,
    @Option(
            names = "--dropout",
            paramLabel = "P",
            defaultValue = "0",
            description = "Zero this share of each recurrent layer's output while training.")
        double dropout,
    @Option(
            names = "--input-dropout",
            paramLabel = "P",
            defaultValue = "0",
            description = "Zero this share of what enters the first recurrent layer, too.")
        double inputDropout,
    @Option(
            names = "--variational-dropout",
            description = "Zero the same units at all steps of a sequence.")
        boolean variationalDropout,
    @Option(
            names = "--residual",
            description = "Add to the output of each recurrent layer but the first its input.")
        boolean residual,
    @Option(
            names = "--init",
            paramLabel = "KIND=HOW",
            description =
                "How parameters begin: KIND is input, recurrent, bias, peephole, embedding or all;"
                    + " HOW is glorot, orthogonal, identity, zeros, ones, uniform(a,b) or"
                    + " normal(mean,sd). What the cell's text says wins.")
        Map<String, String> init) {

  private static final int DEFAULT_EMBEDDING = 64;
  private static final int MOST_LAYERS = 100;

  /** Changes the cell, after which no changes are left to make; checks each value. */
  public ModelOptions {
    cell = changes.of(cell);
    changes = CellChanges.NONE;
    size = Map.copyOf(size);
    init = Map.copyOf(init);
    Checks.atLeastOne(ModelOptions.class, "hidden", hidden);
    Checks.atLeastOne(ModelOptions.class, "layers", layers);
    if (embedding == null) {
      embedding = cell.shapes().inputIsHidden() ? hidden : DEFAULT_EMBEDDING;
    }
    Checks.atLeastOne(ModelOptions.class, "embedding", embedding);
    if (layers > MOST_LAYERS) {
      throw Failure.wrong("--layers must be at most %d; it is %,d.", MOST_LAYERS, layers);
    }
    requireShare("--dropout", dropout);
    requireShare("--input-dropout", inputDropout);
    if (variationalDropout && dropout == 0 && inputDropout == 0) {
      throw Failure.wrong("--variational-dropout has no effect without --dropout.");
    }
    Beginning.of(init, Initialization.STANDARD);
  }

  private static void requireShare(String option, double share) {
    if (!(share >= 0 && share < 1)) {
      throw Failure.wrong("%s must be at least 0 and below 1; it is %s.", option, share);
    }
    if (Noise.isAlways(share)) {
      throw Failure.wrong("%s", Noise.alwaysHappens(option));
    }
  }

  /** What a symbol is turned into. */
  public int embeddingSize() {
    return Objects.requireNonNull(embedding); // since the constructor
  }

  /**
   * How its parameters begin.
   *
   * @param standard where the user says nothing
   */
  public Initialization initialization(Initialization standard) {
    return Beginning.of(init, standard);
  }

  /**
   * Its recurrent layers, with dropout before and after them.
   *
   * @param directions what becomes of each: itself, or one in both directions
   */
  public List<Layer> recurrent(Function<Layer.Recurrent, Layer> directions) {
    List<Layer> stack = new ArrayList<>();
    addDropout(inputDropout, stack);
    for (int i = 0; i < layers; i++) {
      Layer layer = directions.apply(Layer.recurrent(cell, hidden, size));
      stack.add(residual && i > 0 ? Layer.residual(layer) : layer);
      addDropout(dropout, stack);
    }
    return stack;
  }

  private void addDropout(double share, List<Layer> stack) {
    if (share > 0) {
      stack.add(variationalDropout ? Layer.variationalDropout(share) : Layer.dropout(share));
    }
  }

  /** As a model file stores options with these: the cell's text is there, with all changes. */
  public static Map<String, @Nullable Object> stored(Record options, Cell cell) {
    Map<String, @Nullable Object> stored = Records.stored(options);
    stored.put("cell", cell.name());
    Arrays.stream(CellChanges.class.getRecordComponents())
        .map(RecordComponent::getName)
        .forEach(stored::remove);
    return stored;
  }
}
