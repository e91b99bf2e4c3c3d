package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether a file can be written, asked before hours of work rather than after. */
public final class OutputFile {
  /** Where the header of a model file begins, behind its length. */
  private static final int HEADER = 8;

  private OutputFile() {}

  /** Whether a file is called or begins as models do, or is empty: else it holds other data. */
  private static boolean isModel(Path file) {
    if (file.toString().endsWith(".safetensors")) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(HEADER + 1);
      return begin.length == 0 || begin.length > HEADER && begin[HEADER] == '{';
    } catch (IOException e) {
      return true; // whatever it is, it can be seen when it is written
    }
  }

  /**
   * Checks that the file may be written.
   *
   * @param replace whether one that exists may be replaced
   */
  static void require(Path file, boolean replace) {
    if (Files.isDirectory(file)) {
      throw Failure.wrong("%s is a folder; name a file with --out.", file);
    }
    requireFolder(file, "--out");
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!replace) {
        throw Failure.wrong(
            "%s exists already; add --overwrite to replace it, or name another file with --out.",
            file);
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw Failure.wrong("%s is not a regular file; name another with --out.", file);
      }
      if (!isModel(file)) {
        throw Failure.wrong(
            "%s is no model file, so it is not replaced; name another with --out.", file);
      }
    }
    requireOpen(file, "--out");
  }

  /** Checks that there is a folder for the file. */
  private static void requireFolder(Path file, String option) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path there = existing(folder);
    if (there != null && !Files.isDirectory(there)) {
      throw Failure.wrong(
          "%s cannot be written: %s is a file, not a folder; name another with %s.",
          file, there, option);
    }
    if (folder == null || !folder.equals(there)) {
      throw Failure.wrong(
          "%s cannot be written: there is no folder %s; create it, or name another with %s.",
          file, folder, option);
    }
  }

  /** Checks that the user may write in the folder of the file. */
  private static void requireOpen(Path file, String option) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw Failure.wrong(
          "%s cannot be written: you may not write in the folder %s; name another with %s.",
          file, folder, option);
    }
  }

  /** The folder or a folder above it, whichever is there. */
  private static @Nullable Path existing(@Nullable Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  /**
   * Checks that a file beside the model may be written.
   *
   * @param option that names it
   */
  public static void require(Path file, String option) {
    if (Files.isDirectory(file)) {
      throw Failure.wrong("%s is a folder; name a file with %s.", file, option);
    }
    requireFolder(file, option);
    if (!Files.exists(file)) {
      requireOpen(file, option);
    } else if (!Files.isWritable(file)) {
      throw Failure.wrong(
          "%s cannot be written: permission denied; name another with %s.", file, option);
    }
  }

  /** Checks that files may be written in a folder, which is created where there is none. */
  static void requireFolderFor(Path folder, String option) {
    Path there = existing(folder.toAbsolutePath().normalize());
    if (there != null && !Files.isDirectory(there)) {
      throw Failure.wrong("%s is a file, not a folder; name a folder with %s.", there, option);
    }
    if (there == null || !Files.isWritable(there)) {
      throw Failure.wrong(
          "You may not write in the folder %s; name another with %s.", there, option);
    }
  }
}
