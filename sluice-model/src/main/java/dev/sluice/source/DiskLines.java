package dev.sluice.source;

import dev.sluice.data.TextFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The lines of a file with their places in it, to find them again. */
final class DiskLines {
  private static final int GZIP = 0x1f8b;
  private static final int LONGEST = 1 << 30;

  private DiskLines() {}

  /** Takes one line after the other. */
  interface Taker {
    /**
     * Takes a line that is not blank, or an empty text for one that is.
     *
     * @param from of its first byte
     * @param length in bytes, without its end
     * @param number from 1
     */
    void take(String line, long from, int length, int number) throws IOException;
  }

  /**
   * Hands over every line.
   *
   * @throws IOException if the file cannot be read, or is packed
   * @throws IllegalArgumentException if a line is not UTF-8
   */
  static void forEach(Path file, Taker taker) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder; name a file.");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      in.mark(2);
      if ((in.read() << 8 | in.read()) == GZIP) {
        throw new IOException(
            file + " is packed with gzip; unpack it, to read it bit by bit from disk.");
      }
      in.reset();
      Line line = new Line(file, taker);
      byte[] piece = new byte[1 << 16];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        for (int i = 0; i < read; i++) {
          line.next(piece[i]);
        }
      }
      line.end();
    } catch (FileSystemException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  /** The bytes of a line so far. */
  private static final class Line {
    private final Path file;
    private final Taker taker;
    private byte[] bytes = new byte[1 << 10];
    private int length;
    private long from;
    private int number = 1;

    Line(Path file, Taker taker) {
      this.file = file;
      this.taker = taker;
    }

    void next(byte one) throws IOException {
      if (one == '\n') {
        end();
        return;
      }
      if (length == LONGEST) {
        throw new IllegalArgumentException(
            place(file, number) + " is longer than a gigabyte; is this a text file?");
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = one;
    }

    void end() throws IOException {
      String text = text(bytes, length, from, file, number);
      taker.take(text.isBlank() ? "" : text, from, length, number);
      from += length + 1;
      length = 0;
      number++;
    }
  }

  /**
   * The text of some lines, without a byte order mark and the end of the last one.
   *
   * @param from where they are in the file
   * @param number of the first
   */
  static String text(byte[] bytes, int length, long from, Path file, int number) {
    try {
      ByteBuffer some = ByteBuffer.wrap(bytes, 0, length);
      String text = StandardCharsets.UTF_8.newDecoder().decode(some).toString();
      int begin = from == 0 && text.startsWith("\uFEFF") ? 1 : 0; // a byte order mark
      return text.substring(begin, text.endsWith("\r") ? text.length() - 1 : text.length());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(place(file, number) + " is not UTF-8 text.", e);
    }
  }

  /** What to call a line in a message. */
  static String place(Path file, int number) {
    return String.format(Locale.ROOT, "%s, line %,d", file, number);
  }
}
