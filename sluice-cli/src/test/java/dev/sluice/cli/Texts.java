package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Small texts with something to learn. */
final class Texts {
  private static final String[] WORDS = {
    "the", "river", "runs", "under", "a", "bridge", "of", "stone", "and", "light", "falls", "far"
  };

  private Texts() {}

  /** Writes a text of so many characters, the same every time. */
  static Path write(Path file, int length) throws IOException {
    var random = new SplittableRandom(7);
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(6) == 0 ? ".\n" : " ");
    }
    return Files.writeString(file, text.substring(0, length));
  }
}
