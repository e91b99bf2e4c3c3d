package dev.sluice.cli.music;

import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LessonOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.data.Split;
import picocli.CommandLine.Option;

/** What a training of music is. */
public record MusicOptions(
    ModelOptions model,
    @Option(
            names = "--steps-per-quarter",
            paramLabel = "N",
            defaultValue = "4",
            description = "Into how many steps a quarter note of MIDI is cut (default 4).")
        int stepsPerQuarter,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            defaultValue = "80/10/10",
            description =
                "Percent of the pieces to learn from, to judge by, and to keep for the end (default"
                    + " 80/10/10).")
        Split split,
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "Pieces that are read side by side (default 8).")
        int batch,
    LearningOptions learning)
    implements LessonOptions {

  /** Checks each value. */
  public MusicOptions {
    Checks.atLeastOne(MusicOptions.class, "batch", batch);
    Checks.atLeastOne(MusicOptions.class, "stepsPerQuarter", stepsPerQuarter);
  }
}
