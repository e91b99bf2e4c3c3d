package dev.sluice.cli.use;

import dev.sluice.cli.console.Console;
import dev.sluice.data.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lines of a file, or of standard input. */
final class Input {
  private Input() {}

  static BufferedReader of(@Nullable Path file, Console console) throws IOException {
    return file == null
        ? new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))
        : TextFile.reader(file);
  }
}
