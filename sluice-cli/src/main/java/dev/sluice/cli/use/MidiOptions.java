package dev.sluice.cli.use;

import dev.sluice.checkpoint.AtomicFile;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.OutputFile;
import dev.sluice.cli.train.Trained;
import dev.sluice.source.Midi;
import dev.sluice.source.PianoRoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How music is written. */
public record MidiOptions(
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Of music: the MIDI file (default sluice-music.mid).")
        @Nullable Path out,
    @Option(names = "--overwrite", description = "Of music: replace the file if there is one.")
        boolean overwrite,
    @Option(
            names = "--tempo",
            paramLabel = "N",
            defaultValue = "90",
            description = "Of music: quarter notes a minute (default 90).")
        int tempo,
    @Option(
            names = "--steps-per-quarter",
            paramLabel = "N",
            description = "Of music: steps of a quarter note (default: as the model was trained).")
        @Nullable Integer stepsPerQuarter) {

  /** Longer music is asked for by mistake. */
  static final int LONGEST = 1_000_000;

  private static final int OTHERWISE = 4;

  /** Where the music goes. */
  Path file() {
    Path file = out == null ? Path.of("sluice-music.mid") : out;
    if (Files.exists(file) && !overwrite) {
      throw Failure.wrong(
          "%s exists already; add --overwrite to replace it, or name another file with --out.",
          file);
    }
    OutputFile.require(file, "--out");
    return file;
  }

  /** Writes it. */
  void write(PianoRoll.Piece piece, Checkpoint checkpoint) throws IOException {
    int steps = steps(stepsPerQuarter, checkpoint);
    AtomicFile.write(file(), Midi.write(piece, steps, tempo));
  }

  /** Into how many steps a quarter note is cut: as is said, else as the model was trained. */
  public static int steps(@Nullable Integer said, Checkpoint checkpoint) {
    if (said != null) {
      return said;
    }
    return Trained.option(checkpoint, "stepsPerQuarter") instanceof Integer steps
        ? steps
        : OTHERWISE;
  }
}
