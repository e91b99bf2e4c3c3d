package dev.sluice.cli.music;

import dev.sluice.cli.train.Checks;
import dev.sluice.cli.train.LearningOptions;
import dev.sluice.cli.train.LessonOptions;
import dev.sluice.cli.train.ModelOptions;
import dev.sluice.cli.train.SplitOptions;
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
    SplitOptions split,
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
