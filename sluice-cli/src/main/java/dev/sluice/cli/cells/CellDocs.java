package dev.sluice.cli.cells;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the page of the catalogue; for those who change it, so not among the commands shown. */
@Command(
    name = "docs",
    hidden = true,
    description = "Write the page of the catalogue and its pictures into a folder.")
public record CellDocs(
    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = "docs",
            description = "An existing folder (default docs).")
        Path folder)
    implements Task {

  @Override
  public int run(Console console) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw Failure.wrong(
          "There is no folder %s; run this where Sluice's sources are, or name another folder.",
          folder);
    }
    Map<String, String> files = CataloguePage.files();
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(folder.resolve(file.getKey()), file.getValue());
    }
    console.line(
        "%s and %d pictures are written.", folder.resolve(CataloguePage.NAME), files.size() - 1);
    return DONE;
  }

  /** Whole or not at all: a reader never finds half a file. */
  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
