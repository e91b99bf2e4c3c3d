package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Words;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.optim.Schedule;
import dev.sluice.train.Trainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model learns. What is null follows from the rest. */
public record LearningOptions(
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                "Passes over the training data (default 20, or as many as --updates takes; 'train"
                    + " text' without DATA: 9,000 updates).")
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
            names = "--accumulate",
            paramLabel = "N",
            defaultValue = "1",
            description =
                "Average the gradients of N batches for each update: as larger batches, in the"
                    + " memory of one (default 1).")
        int accumulate,
    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                "End after N evaluations without a better one, with the model of the best; 0 for"
                    + " neither (default 10; 'train text': 0).")
        @Nullable Integer patience,
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of initial values and dropout (default 1).")
        long seed) {

  private static final int DEFAULT_EPOCHS = 20;

  /** Checks each value, and that no option is given that has no effect. */
  public LearningOptions {
    Checks.atLeastOne(LearningOptions.class, "epochs", epochs);
    Checks.atLeastOne(LearningOptions.class, "updates", updates);
    Checks.atLeastOne(LearningOptions.class, "accumulate", accumulate);
    if (evaluateEvery < 0) {
      throw Failure.wrong("--evaluate-every must be 0 or more; it is %,d.", evaluateEvery);
    }
    goesWith("momentum", momentum, "optimizer", OptimizerName.MOMENTUM, optimizer);
    goesWith("rmsDecay", rmsDecay, "optimizer", OptimizerName.RMSPROP, optimizer);
    goesWith("weightDecay", weightDecay, "optimizer", OptimizerName.ADAMW, optimizer);
    ScheduleName chosen = schedule(schedule, rateDecay, decayAfter);
    goesWith("rateDecay", rateDecay, "schedule", ScheduleName.STEP, chosen);
    goesWith("decayAfter", decayAfter, "schedule", ScheduleName.STEP, chosen);
    goesWith("warmUp", warmUp, "schedule", ScheduleName.COSINE, chosen);
    if (patience != null && patience < 0) {
      throw Failure.wrong("--patience must be 0 or more; it is %,d.", patience);
    }
    if (clip != null && clip < 0) {
      throw Failure.wrong("--clip must be 0, for no clipping, or a number above; it is %s.", clip);
    }
    if (clipValue != null && clipValue <= 0) {
      throw Failure.wrong(
          "--clip-value must be a number above 0; it is %s. For no clipping write --clip 0.",
          clipValue);
    }
    if (rate != null && rate <= 0) {
      throw Failure.wrong("--rate must be a number above 0, such as 2e-3; it is %s.", rate);
    }
    if (clip != null && clipValue != null) {
      throw Failure.wrong("Give --clip or --clip-value, not both.");
    }
  }

  /** An option that only one optimizer or schedule reads. */
  private static void goesWith(
      String component, @Nullable Number value, String chooser, Enum<?> needed, Enum<?> chosen) {
    if (value != null && chosen != needed) {
      throw Failure.wrong(
          "%1$s has no effect with %2$s %4$s; leave it out, or choose %2$s %3$s.",
          RecordCommand.option(LearningOptions.class, component),
          RecordCommand.option(LearningOptions.class, chooser),
          Words.of(needed),
          Words.of(chosen));
    }
  }

  /** How a model learns so. */
  public Trainer trainer(Model model, Loss loss, int threads, int defaultPatience) {
    return new Trainer(model, loss, toOptimizer(), toClip())
        .withSchedule(toSchedule())
        .withThreads(threads)
        .withSeed(seed)
        .withUpdates(updates == null ? 0 : updates)
        .withEvaluationEvery(evaluateEvery)
        .withAccumulation(accumulate)
        .withPatience(patience == null ? defaultPatience : patience);
  }

  /** The passes to plan where one has so many batches. */
  public int epochs(long batches) {
    long updatesPerEpoch = Math.ceilDiv(batches, accumulate);
    if (epochs != null) {
      return epochs;
    }
    return updates == null
        ? DEFAULT_EPOCHS
        : Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(updates, updatesPerEpoch)));
  }

  /** The optimizer with its rate. */
  public Optimizer toOptimizer() {
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
  public Schedule toSchedule() {
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
  public Clip toClip() {
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
