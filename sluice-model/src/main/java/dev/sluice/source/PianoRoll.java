package dev.sluice.source;

import dev.sluice.data.Split;
import dev.sluice.data.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pieces of music as the keys that sound at each step.
 *
 * @param name what to call them in messages
 * @param pieces in the order of the files
 */
public record PianoRoll(String name, List<Piece> pieces) implements Source {

  /**
   * @throws IllegalArgumentException if there is no piece
   */
  public PianoRoll {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException(name + " has no music.");
    }
  }

  /**
   * One piece.
   *
   * @param steps for each step the MIDI numbers of the keys that sound, ascending
   * @param place where it stands, for messages
   */
  public record Piece(int[][] steps, String place) {

    /**
     * Reads one as text: steps between spaces, keys between commas, {@code -} for silence.
     *
     * @throws IllegalArgumentException if a key is none; the message begins with the place
     */
    public static Piece parse(String text, String place) {
      String[] steps = text.strip().split(" +");
      int[][] keys = new int[steps.length][];
      for (int step = 0; step < steps.length; step++) {
        keys[step] = keys(steps[step], place, step);
      }
      return new Piece(keys, place);
    }
  }

  /**
   * Reads MIDI files, or piano rolls as text.
   *
   * @param path a file, or a folder of MIDI files
   * @param stepsPerQuarter into how many steps a quarter note of MIDI is cut
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if what it holds is no music; the message says where
   */
  public static PianoRoll read(Path path, int stepsPerQuarter) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path file : all.filter(Midi::isMidi).sorted().toList()) {
          pieces.add(Midi.read(file, stepsPerQuarter));
        }
      }
    } else if (Midi.isMidi(path)) {
      pieces.add(Midi.read(path, stepsPerQuarter));
    } else {
      readText(path, pieces);
    }
    return new PianoRoll(path.toString(), pieces);
  }

  /** A piece on each line. */
  private static void readText(Path file, List<Piece> pieces) throws IOException {
    TextFile.forEach(
        file,
        (line, number) -> {
          if (line.isBlank()) {
            return;
          }
          pieces.add(Piece.parse(line, String.format(Locale.ROOT, "%s, line %,d", file, number)));
        });
  }

  private static int[] keys(String text, String place, int step) {
    if (text.equals("-")) {
      return new int[0];
    }
    String[] parts = text.split(",", -1);
    int[] keys = new int[parts.length];
    for (int i = 0; i < keys.length; i++) {
      boolean right = parts[i].matches("\\d{1,3}") && Integer.parseInt(parts[i]) <= 127;
      if (!right) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s, step %,d has the key '%s'; a key is a MIDI number from 0 to 127, and - is"
                    + " silence.",
                place,
                step + 1,
                parts[i]));
      }
      keys[i] = Integer.parseInt(parts[i]);
    }
    return Arrays.stream(keys).sorted().distinct().toArray();
  }

  /**
   * Divides the pieces at random.
   *
   * @param seed decides which goes where
   */
  public Parts<PianoRoll> split(Split split, long seed) {
    List<Integer> all = IntStream.range(0, pieces.size()).boxed().toList();
    return Parts.of(name, pieces, List.of(all), split, seed, PianoRoll::new);
  }

  @Override
  public int count() {
    return pieces.size();
  }

  @Override
  public String digest() {
    Digest digest = new Digest();
    for (Piece piece : pieces) {
      digest.add(Arrays.deepToString(piece.steps()));
    }
    return digest.toString();
  }

  /** The lowest key that sounds; 127 where none does. */
  public int lowest() {
    return keys().min().orElse(127);
  }

  /** The highest key that sounds; 0 where none does. */
  public int highest() {
    return keys().max().orElse(0);
  }

  private IntStream keys() {
    return pieces.stream().flatMap(p -> Arrays.stream(p.steps())).flatMapToInt(Arrays::stream);
  }
}
