package dev.sluice.cli.tag;

import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.DirectionOptions;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LessonOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.cli.train.SplitOptions;
import dev.sluice.model.Initialization;
import dev.sluice.model.Initializer;
import picocli.CommandLine.Option;

/** What a training to tag words is. */
public record TagOptions(
    ModelOptions model,
    DirectionOptions directions,
    @Option(
            names = "--letters",
            paramLabel = "N",
            defaultValue = "24",
            description = "Numbers that stand for a letter (default 24).")
        int letters,
    @Option(
            names = "--letter-hidden",
            paramLabel = "N",
            defaultValue = "32",
            description =
                "Units of the layer that reads the letters of a word, in each direction (default"
                    + " 32).")
        int letterHidden,
    @Option(
            names = "--column",
            paramLabel = "COLUMN",
            defaultValue = "",
            description =
                "Which column is the tag: its number from 1, or its name in CoNLL-U (default the"
                    + " last; upos in CoNLL-U).")
        String column,
    SplitOptions split,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Sentences that are read side by side (default 16).")
        int batch,
    LearningOptions learning)
    implements LessonOptions {

  /** A rare word is seen too seldom to unlearn a large vector. */
  private static final Initialization START =
      Initialization.STANDARD.withEmbedding(new Initializer.Normal(0, 0.1));

  /** Checks each value. */
  public TagOptions {
    Checks.atLeastOne(TagOptions.class, "letters", letters);
    Checks.atLeastOne(TagOptions.class, "letterHidden", letterHidden);
    Checks.atLeastOne(TagOptions.class, "batch", batch);
  }

  @Override
  public Initialization initialization() {
    return model.initialization(START);
  }
}
