package dev.sluice.cli.text;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Noise;
import dev.sluice.cli.cells.CellChanges;
import dev.sluice.cli.cells.CellNames;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Records;
import dev.sluice.cli.console.Words;
import dev.sluice.data.Split;
import dev.sluice.data.Tokens;
import dev.sluice.model.Layer;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.optim.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What a training is: with the same text, all that decides the bits of its model. Stored in the
 * model file. What is null follows from the rest.
 */
public record TextOptions(
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
            names = "--init",
            paramLabel = "KIND=HOW",
            description =
                "How parameters begin: KIND is input, recurrent, bias, peephole, embedding or all;"
                    + " HOW is glorot, orthogonal, identity, zeros, ones, uniform(a,b) or"
                    + " normal(mean,sd). What the cell's text says wins.")
        Map<String, String> init,
    @Option(
            names = "--tokens",
            paramLabel = "char|word|byte",
            defaultValue = "char",
            description = "What one symbol is (default char).")
        Tokens tokens,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            defaultValue = "90/5/5",
            description = "Percent to learn from, to judge by, and to keep (default 90/5/5).")
        Split split,
    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "64",
            description = "Symbols through which gradients flow back (default 64).")
        int steps,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Places of the text that are read side by side (default 32).")
        int batch,
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                "Passes over the text (default 20, or as many as --updates takes;"
                    + " without DATA 9,000 updates).")
        @Nullable Integer epochs,
    @Option(
            names = "--updates",
            paramLabel = "N",
            description = "End after so many updates of the parameters.")
        @Nullable Long updates,
    @Option(
            names = "--evaluate-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "Evaluate after every N updates too (default: after each epoch only).")
        long evaluateEvery,
    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adamw",
            description = "sgd, momentum, rmsprop, adam or adamw (default adamw).")
        OptimizerName optimizer,
    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Learning rate (default 2e-3; sgd 0.5, momentum 0.05).")
        @Nullable Double rate,
    @Option(
            names = "--momentum",
            paramLabel = "M",
            description = "What momentum keeps of its speed (default 0.9).")
        @Nullable Double momentum,
    @Option(
            names = "--rms-decay",
            paramLabel = "D",
            description = "What rmsprop keeps of its mean square (default 0.95).")
        @Nullable Double rmsDecay,
    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "How much adamw shrinks parameters (default 0.01).")
        @Nullable Double weightDecay,
    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                "How the rate changes: constant, step or cosine (default constant; step with"
                    + " --rate-decay or --decay-after).")
        @Nullable ScheduleName schedule,
    @Option(
            names = "--rate-decay",
            paramLabel = "F",
            description = "step: factor of the rate for each further epoch (default 0.97).")
        @Nullable Double rateDecay,
    @Option(
            names = "--decay-after",
            paramLabel = "N",
            description = "step: epochs before the rate decays (default 10).")
        @Nullable Integer decayAfter,
    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "cosine: updates in which the rate rises (default 100).")
        @Nullable Long warmUp,
    @Option(
            names = "--clip",
            paramLabel = "N",
            description = "Scale gradients down to this norm; 0 is off (default 5).")
        @Nullable Double clip,
    @Option(
            names = "--clip-value",
            paramLabel = "N",
            description = "Instead of --clip, bound each element of a gradient.")
        @Nullable Double clipValue,
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of initial values and dropout (default 1).")
        long seed) {

  private static final int DEFAULT_EMBEDDING = 64;
  private static final int DEFAULT_EPOCHS = 20;
  private static final int MOST_LAYERS = 100;

  /**
   * Changes the cell, after which no changes are left to make; checks each value, and that no
   * option is given that has no effect.
   */
  public TextOptions {
    cell = changes.of(cell);
    changes = CellChanges.NONE;
    size = Map.copyOf(size);
    init = Map.copyOf(init);
    atLeastOne("hidden", hidden);
    atLeastOne("layers", layers);
    if (embedding == null) {
      embedding = cell.shapes().inputIsHidden() ? hidden : DEFAULT_EMBEDDING;
    }
    atLeastOne("embedding", embedding);
    atLeastOne("steps", steps);
    atLeastOne("batch", batch);
    atLeastOne("epochs", epochs);
    atLeastOne("updates", updates);
    if (layers > MOST_LAYERS) {
      throw Failure.wrong("--layers must be at most %d; it is %,d.", MOST_LAYERS, layers);
    }
    if (evaluateEvery < 0) {
      throw Failure.wrong("--evaluate-every must be 0 or more; it is %,d.", evaluateEvery);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw Failure.wrong("--dropout must be at least 0 and below 1; it is %s.", dropout);
    }
    if (Noise.isAlways(dropout)) {
      throw Failure.wrong("%s", Noise.alwaysHappens("--dropout"));
    }
    goesWith("momentum", momentum, "optimizer", OptimizerName.MOMENTUM, optimizer);
    goesWith("rmsDecay", rmsDecay, "optimizer", OptimizerName.RMSPROP, optimizer);
    goesWith("weightDecay", weightDecay, "optimizer", OptimizerName.ADAMW, optimizer);
    ScheduleName chosen = schedule(schedule, rateDecay, decayAfter);
    goesWith("rateDecay", rateDecay, "schedule", ScheduleName.STEP, chosen);
    goesWith("decayAfter", decayAfter, "schedule", ScheduleName.STEP, chosen);
    goesWith("warmUp", warmUp, "schedule", ScheduleName.COSINE, chosen);
    if (clip != null && clipValue != null) {
      throw Failure.wrong("Give --clip or --clip-value, not both.");
    }
    Beginning.of(init);
  }

  private static void atLeastOne(String component, @Nullable Number value) {
    if (value != null && value.longValue() < 1) {
      throw Failure.wrong(
          "%s must be at least 1; it is %,d.", option(component), value.longValue());
    }
  }

  /** An option that only one optimizer or schedule reads. */
  private static void goesWith(
      String component, @Nullable Number value, String chooser, Enum<?> needed, Enum<?> chosen) {
    if (value != null && chosen != needed) {
      throw Failure.wrong(
          "%1$s has no effect with %2$s %4$s; leave it out, or choose %2$s %3$s.",
          option(component), option(chooser), Words.of(needed), Words.of(chosen));
    }
  }

  /** The name of a component's option. */
  static String option(String component) {
    return RecordCommand.option(TextOptions.class, component);
  }

  /** As a model file stores them: the cell's text is in the file already, with all changes. */
  Map<String, @Nullable Object> stored() {
    Map<String, @Nullable Object> stored = Records.stored(this);
    stored.put("cell", cell.name());
    stored.remove("changes");
    return stored;
  }

  /** The layers of a model for so many symbols. */
  List<Layer> layers(int symbols) {
    int width = Objects.requireNonNull(embedding); // since the constructor
    if (cell.shapes().inputIsHidden() && width != hidden) {
      throw Failure.wrong(
          "The cell %1$s demands an input of the hidden size, %2$,d, but --embedding is %3$,d;"
              + " leave it out, or give --embedding %2$d.",
          cell.name(), hidden, width);
    }
    List<Layer> stack = new ArrayList<>();
    stack.add(Layer.embedding(symbols, width));
    for (int i = 0; i < layers; i++) {
      stack.add(Layer.recurrent(cell, hidden, size));
      if (dropout > 0) {
        stack.add(Layer.dropout(dropout));
      }
    }
    stack.add(Layer.linear(symbols));
    return stack;
  }

  /** The passes to plan where one has so many updates. */
  int epochs(long updatesPerEpoch) {
    if (epochs != null) {
      return epochs;
    }
    return updates == null
        ? DEFAULT_EPOCHS
        : Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(updates, updatesPerEpoch)));
  }

  /** The optimizer with its rate. */
  Optimizer toOptimizer() {
    double r = or(rate, optimizer.rate());
    return switch (optimizer) {
      case SGD -> Optimizer.sgd(r);
      case MOMENTUM -> Optimizer.sgd(r, or(momentum, 0.9));
      case RMSPROP -> Optimizer.rmsProp(r, or(rmsDecay, 0.95));
      case ADAM -> Optimizer.adam(r);
      case ADAMW -> Optimizer.adamW(r).withWeightDecay(or(weightDecay, 0.01));
    };
  }

  /** The schedule of the rate. */
  Schedule toSchedule() {
    return switch (schedule(schedule, rateDecay, decayAfter)) {
      case CONSTANT -> Schedule.constant();
      case STEP -> Schedule.stepDecay(decayAfter == null ? 10 : decayAfter, 1, or(rateDecay, 0.97));
      case COSINE -> Schedule.cosine(warmUp == null ? 100 : warmUp);
    };
  }

  private static ScheduleName schedule(
      @Nullable ScheduleName schedule, @Nullable Double rateDecay, @Nullable Integer decayAfter) {
    if (schedule != null) {
      return schedule;
    }
    return rateDecay == null && decayAfter == null ? ScheduleName.CONSTANT : ScheduleName.STEP;
  }

  /** How gradients are bounded. */
  Clip toClip() {
    if (clipValue != null) {
      return Clip.value(clipValue);
    }
    double norm = or(clip, 5);
    return norm == 0 ? Clip.none() : Clip.norm(norm);
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }
}
