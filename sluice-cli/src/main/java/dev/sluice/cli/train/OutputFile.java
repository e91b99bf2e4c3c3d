package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether a model can be written, asked before hours of work rather than after. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that the file may be written.
   *
   * @param replace whether one that exists may be replaced
   */
  static void require(Path file, boolean replace) {
    if (Files.isDirectory(file)) {
      throw Failure.wrong("%s is a folder; name a file with --out.", file);
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      throw Failure.wrong(
          "%s cannot be written: %s is a file, not a folder; name another with --out.",
          file, there);
    }
    if (folder == null || !folder.equals(there)) {
      throw Failure.wrong(
          "%s cannot be written: there is no folder %s; create it, or name another with --out.",
          file, folder);
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!replace) {
        throw Failure.wrong(
            "%s exists already; add --overwrite to replace it, or name another file with --out.",
            file);
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw Failure.wrong("%s is not a regular file; name another with --out.", file);
      }
    }
    if (!Files.isWritable(folder)) {
      throw Failure.wrong(
          "%s cannot be written: you may not write in the folder %s; name another with --out.",
          file, folder);
    }
  }
}
