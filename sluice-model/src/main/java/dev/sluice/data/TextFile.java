package dev.sluice.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Files as they are on disk, packed with gzip or not: what is wrong with one is said in a sentence.
 */
public final class TextFile {
  private static final int GZIP = 0x1f8b;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private TextFile() {}

  /** Takes one line after the other. */
  public interface Taker {
    /**
     * Takes a line.
     *
     * @param number from 1
     */
    void take(String line, int number) throws IOException;
  }

  /**
   * Hands over every line of a UTF-8 file. A byte order mark is left out.
   *
   * @throws IOException if there is no such file, or it cannot be read, or is not UTF-8
   */
  public static void forEach(Path file, Taker taker) throws IOException {
    int number = 0;
    try (BufferedReader reader = reader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        taker.take(line, number);
      }
    }
  }

  /**
   * The text of a file in UTF-8 without a byte order mark; what is wrong with its bytes is said in
   * a sentence while it is read.
   */
  public static BufferedReader reader(Path file) throws IOException {
    InputStream in = open(file);
    try {
      return reader(in, file.toString());
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * The same of what a stream brings.
   *
   * @param name what to call it
   */
  public static BufferedReader reader(InputStream in, String name) throws IOException {
    BufferedReader reader = new Checked(in, name);
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  /** Says in a sentence what is wrong with bytes. */
  private static final class Checked extends BufferedReader {
    private final String name;
    private int lines;

    Checked(InputStream in, String name) {
      super(
          new InputStreamReader(
              in,
              StandardCharsets.UTF_8
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT)),
          1 << 16);
      this.name = name;
    }

    @Override
    public String readLine() throws IOException {
      try {
        String line = super.readLine();
        lines++;
        return line;
      } catch (IOException e) {
        throw sentence(e);
      }
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw sentence(e);
      }
    }

    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
      try {
        return super.read(buffer, from, length);
      } catch (IOException e) {
        throw sentence(e);
      }
    }

    private IOException sentence(IOException e) {
      return switch (e) {
        case CharacterCodingException _ ->
            new IOException(
                String.format(
                    Locale.ROOT,
                    "%s is not UTF-8 text: a byte after line %,d belongs to no character. Convert"
                        + " it, for example with iconv -t UTF-8.",
                    name,
                    lines),
                e);
        case EOFException _, ZipException _ -> damaged(name, e);
        default -> e;
      };
    }
  }

  /** All bytes of a file, unpacked. */
  public static byte[] bytes(Path file) throws IOException {
    return bytes(file, Integer.MAX_VALUE);
  }

  /** The bytes of a file, unpacked, up to so many. */
  static byte[] bytes(Path file, long most) throws IOException {
    try (InputStream in = open(file)) {
      return in.readNBytes((int) Math.min(most, Integer.MAX_VALUE));
    } catch (IOException e) {
      throw sentence(file.toString(), e);
    } catch (OutOfMemoryError e) {
      throw new IOException(file + " does not fit into this JVM's memory.", e);
    }
  }

  /** What went wrong while the bytes of a file were unpacked. */
  static IOException sentence(String file, IOException e) {
    return e instanceof EOFException || e instanceof ZipException ? damaged(file, e) : e;
  }

  private static IOException damaged(String file, IOException e) {
    return new IOException(
        e instanceof EOFException
            ? file + " is cut short: its gzip data end too early."
            : file + " is damaged: it begins like gzip data, but they cannot be unpacked.",
        e);
  }

  /** The bytes of a file, unpacked. */
  static InputStream open(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException(file + " is a folder; name a file.");
      }
      InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      try {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
      } catch (EOFException | ZipException e) {
        in.close();
        throw damaged(file.toString(), e);
      }
    } catch (FileSystemException e) {
      throw unreadable(file, e);
    }
  }

  /** Why a file cannot be read, in a sentence. */
  public static IOException unreadable(Path file, FileSystemException e) {
    return new IOException(
        switch (e) {
          case NoSuchFileException _ -> "There is no file %s.".formatted(file);
          case AccessDeniedException _ -> "%s may not be read: permission denied.".formatted(file);
          default -> "%s cannot be read: %s.".formatted(file, e.getReason());
        },
        e);
  }
}
