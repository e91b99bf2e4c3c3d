package dev.sluice.data;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The data sets that lie beside the project, in {@code ../shared/data}; a fresh clone has none. */
final class SharedData {
  private SharedData() {}

  /** The file, or the end of the test with a line that says so. */
  static Path require(String name) {
    Path folder = Path.of("").toAbsolutePath();
    for (; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("shared/data").resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    String line = "Skipped: there is no ../shared/data/" + name + " beside the project.";
    System.out.println(line);
    return abort(line);
  }
}
