package dev.sluice.cli.classify;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.DirectionOptions;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LessonOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.cli.train.SplitOptions;
import dev.sluice.data.Tokens;
import dev.sluice.model.Initialization;
import dev.sluice.model.Initializer;
import dev.sluice.source.Fold;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training to label sequences is. */
public record ClassifyOptions(
    ModelOptions model,
    DirectionOptions directions,
    @Option(
            names = "--pool",
            paramLabel = "HOW",
            defaultValue = "last",
            description =
                "What stands for a sequence: its last step, the mean, max or attention of all, or"
                    + " 'all' side by side, for sequences of one length (default last).")
        Gathering pool,
    @Option(
            names = "--tokens",
            paramLabel = "char|word|byte",
            defaultValue = "char",
            description = "What a text is cut into (default char).")
        Tokens tokens,
    SplitOptions split,
    @Option(
            names = "--fold",
            paramLabel = "K/N",
            description =
                "Keep the K-th of N parts of DATA for the end, of each label alike: a"
                    + " cross-validation takes each in its turn.")
        @Nullable Fold fold,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Sequences that are read side by side (default 32).")
        int batch,
    @Option(
            names = "--smoothing",
            paramLabel = "S",
            defaultValue = "0",
            description = "Give this share of a label's weight to all labels alike.")
        double smoothing,
    LearningOptions learning)
    implements LessonOptions {

  /** A rare word is seen too seldom to unlearn a large vector. */
  private static final Initialization START =
      Initialization.STANDARD.withEmbedding(new Initializer.Normal(0, 0.1));

  /** Checks each value. */
  public ClassifyOptions {
    Checks.atLeastOne(ClassifyOptions.class, "batch", batch);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw Failure.wrong("--smoothing must be at least 0 and below 1; it is %s.", smoothing);
    }
  }

  @Override
  public Initialization initialization() {
    return model.initialization(START);
  }
}
