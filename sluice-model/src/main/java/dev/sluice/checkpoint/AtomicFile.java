package dev.sluice.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Writing a file so that its name always stands for one whole content, the old or the new. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the content. */
  public interface Content {

    /** Writes all of it to a channel at its beginning. */
    void writeTo(SeekableByteChannel channel) throws IOException;
  }

  /**
   * Writes a temporary file beside {@code file}, forces it to disk and renames it. Where that fails
   * the temporary file is removed; only a killed process leaves one behind.
   *
   * @throws IOException with a sentence, if the content was not written; {@code file} is as before
   */
  public static void write(Path file, Content content) throws IOException {
    boolean existed = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    try {
      // A link stays a link: what it points at is replaced.
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      if (existed && !Files.isRegularFile(target)) {
        throw new IOException("it is not a regular file");
      }
      Path folder = target.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new IOException("there is no folder %s".formatted(folder));
      }
      Path temporary = folder.resolve(temporaryName(target.getFileName().toString()));
      try {
        try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
          content.writeTo(channel);
          channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        // After the move there is nothing left to delete.
        Files.deleteIfExists(temporary);
      }
      force(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s could not be written: %s.%s"
              .formatted(file, reason(e), existed ? " The file there is unchanged." : ""),
          e);
    }
  }

  /**
   * The same of bytes.
   *
   * @throws IOException with a sentence, if they were not written; {@code file} is as before
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(
        file,
        channel -> {
          ByteBuffer left = ByteBuffer.wrap(bytes);
          while (left.hasRemaining()) {
            channel.write(left);
          }
        });
  }

  private static String temporaryName(String name) {
    String end = ".safetensors";
    String start = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong() | 1L << 63);
    return start + "." + unique + end + ".tmp";
  }

  /** The rename itself lasts only once the folder is on disk. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; there the rename is as durable as the file system makes it.
    }
  }

  private static String reason(IOException e) {
    String reason =
        switch (e) {
          case AccessDeniedException _ -> "permission denied";
          case NoSuchFileException missing -> missing.getFile() + " is missing";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }
}
