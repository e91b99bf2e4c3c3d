package dev.sluice.cli.use;

import dev.sluice.cli.console.Console;
import dev.sluice.data.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lines of a file, or of standard input. */
final class Input {
  private Input() {}

  static BufferedReader of(@Nullable Path file, Console console) throws IOException {
    return file == null ? TextFile.reader(console.in(), "standard input") : TextFile.reader(file);
  }
}
