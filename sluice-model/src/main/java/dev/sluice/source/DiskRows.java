package dev.sluice.source;

import dev.sluice.source.Labelled.Row;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.RandomAccess;

/**
 * The lines of a file as sequences that stay on disk: each is read when it is asked for, by any
 * number of threads. Only where lines begin is in memory.
 */
final class DiskRows extends AbstractList<Row> implements RandomAccess, Labelled.Lazy {
  private static final int GZIP = 0x1f8b;

  /** Makes a sequence of a line. */
  interface Parser {
    Row parse(String line, String place);
  }

  private final Path file;
  private final FileChannel channel;
  private final Parser parser;

  /** Where each line begins, its length in bytes, and its number. */
  private final long[] from;

  private final int[] length;
  private final int[] number;
  private final int count;

  private DiskRows(
      Path file,
      FileChannel channel,
      Parser parser,
      long[] from,
      int[] length,
      int[] number,
      int count) {
    this.file = file;
    this.channel = channel;
    this.parser = parser;
    this.from = from;
    this.length = length;
    this.number = number;
    this.count = count;
  }

  /**
   * Finds the lines of a file that are not empty. The file stays open until {@link #close}.
   *
   * @throws IOException if it cannot be read, or is packed
   */
  static DiskRows of(Path file, Parser parser) throws IOException {
    long[] from = new long[1024];
    int[] length = new int[from.length];
    int[] number = new int[from.length];
    int count = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      in.mark(2);
      if ((in.read() << 8 | in.read()) == GZIP) {
        throw new IOException(
            file + " is packed with gzip; unpack it, to read it bit by bit from disk.");
      }
      in.reset();
      long at = 0;
      long begin = 0;
      int line = 1;
      boolean blank = true;
      for (int next = in.read(); ; next = in.read()) {
        if (next == '\n' || next < 0) {
          if (!blank) {
            if (count == from.length) {
              from = Arrays.copyOf(from, 2 * count);
              length = Arrays.copyOf(length, 2 * count);
              number = Arrays.copyOf(number, 2 * count);
            }
            from[count] = begin;
            length[count] = Math.toIntExact(at - begin);
            number[count++] = line;
          }
          if (next < 0) {
            break;
          }
          begin = at + 1;
          line++;
          blank = true;
        } else {
          blank &= next <= ' ';
        }
        at++;
      }
    } catch (NoSuchFileException e) {
      throw new IOException("There is no file %s.".formatted(file), e);
    }
    return new DiskRows(file, FileChannel.open(file), parser, from, length, number, count);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Row get(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(index);
    }
    String place = String.format(Locale.ROOT, "%s, line %,d", file, number[index]);
    ByteBuffer bytes = ByteBuffer.allocate(length[index]);
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from[index] + bytes.position()) < 0) {
          throw new IOException(file + " has become shorter while it was read.");
        }
      }
      String line = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      int begin = from[index] == 0 && line.startsWith("\uFEFF") ? 1 : 0; // a byte order mark
      int end = line.endsWith("\r") ? line.length() - 1 : line.length();
      return parser.parse(line.substring(begin, end), place);
    } catch (ClosedChannelException e) {
      throw new IllegalStateException(file + " was closed; read it again.", e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(place + " is not UTF-8 text.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Some of the elements of a list that is not in memory. */
  static final class View extends AbstractList<Row> implements RandomAccess, Labelled.Lazy {
    private final List<Row> all;
    private final int[] numbers;

    View(List<Row> all, int[] numbers) {
      this.all = all;
      this.numbers = numbers;
    }

    /** Closes the file of all. */
    @Override
    public void close() {
      if (all instanceof Labelled.Lazy lazy) {
        lazy.close();
      }
    }

    @Override
    public int size() {
      return numbers.length;
    }

    @Override
    public Row get(int index) {
      return all.get(numbers[index]);
    }
  }
}
