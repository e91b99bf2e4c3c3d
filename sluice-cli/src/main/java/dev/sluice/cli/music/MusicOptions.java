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
            description =
                "Steps of a quarter note: of MIDI that is read, and of what 'sample' writes"
                    + " (default 4; 1 for piano rolls in quarter notes).")
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
