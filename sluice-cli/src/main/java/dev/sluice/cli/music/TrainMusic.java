package dev.sluice.cli.music;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.PartFiles;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.SeedOptions;
import dev.sluice.cli.train.TrainCommand;
import dev.sluice.source.PianoRoll;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Learns which keys sound next. */
@Command(
    name = "music",
    description = {
      "Learn music: which keys sound next. Ctrl-C saves and says how to go on.",
      "",
      "  sluice train music chorales --out chorales.safetensors",
      "  sluice sample chorales.safetensors --out new.mid",
      ""
    })
public record TrainMusic(
    @Parameters(
            paramLabel = "DATA",
            description =
                "A folder of MIDI files, one MIDI file, or piano rolls as text: a piece on each"
                    + " line, steps between spaces, MIDI numbers of keys between commas, - for"
                    + " silence. Text may be packed with gzip.")
        Path file,
    PartFiles parts,
    MusicOptions options,
    RunOptions run,
    SeedOptions seeds,
    Given given)
    implements TrainCommand<MusicOptions> {

  @Override
  public Lesson lesson(MusicOptions options, Console console) throws IOException {
    return MusicLesson.of(
        options,
        parts.read(
            console,
            file,
            options.split().split(),
            data -> PianoRoll.read(data, options.stepsPerQuarter()),
            (all, split) -> all.split(split, options.split().splitSeed())));
  }

  @Override
  public String arguments() {
    return parts.arguments(file);
  }
}
