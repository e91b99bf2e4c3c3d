package dev.sluice.cli.use;

import dev.sluice.checkpoint.AtomicFile;
import dev.sluice.checkpoint.Provenance;
import dev.sluice.cli.console.Failure;
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
    return file;
  }

  /** Writes it. */
  void write(PianoRoll.Piece piece, @Nullable Provenance trained) throws IOException {
    int steps = stepsPerQuarter == null ? trained(trained) : stepsPerQuarter;
    AtomicFile.write(file(), Midi.write(piece, steps, tempo));
  }

  private static int trained(@Nullable Provenance trained) {
    return trained != null && trained.options().get("stepsPerQuarter") instanceof Integer steps
        ? steps
        : OTHERWISE;
  }
}
