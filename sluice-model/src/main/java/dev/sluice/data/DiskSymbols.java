package dev.sluice.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Symbols in a file that has no name any more once it is written: it is gone when nobody reads it,
 * however that comes. The operating system keeps in memory what is read of it.
 *
 * @param ids symbol after symbol, each of {@code width} bytes
 * @param width 1, 2 or 4
 */
record DiskSymbols(MemorySegment ids, int width) implements Symbols {
  private static final ValueLayout.OfChar CHAR =
      ValueLayout.JAVA_CHAR.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  /**
   * Keeps symbols in a file in {@code folder}.
   *
   * @throws IOException if it cannot be written there; the message says what to do
   */
  static Symbols of(Path folder, long length, int vocabularySize, Source source)
      throws IOException {
    int width =
        vocabularySize <= 1 << Byte.SIZE ? 1 : vocabularySize <= 1 << Character.SIZE ? 2 : 4;
    long size = length * width;
    try (FileChannel channel = open(folder, size)) {
      Writer writer = new Writer(channel, width, length);
      source.forEach(writer::put);
      writer.end();
      return new DiskSymbols(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()), width);
    } catch (UncheckedIOException e) {
      throw unwritable(folder, size, e.getCause());
    }
  }

  private static FileChannel open(Path folder, long size) throws IOException {
    try {
      long room = Files.getFileStore(folder).getUsableSpace();
      if (room < size) {
        throw new IOException(Sentence.of("it has %,d bytes left", room));
      }
      return FileChannel.open(
          Files.createTempFile(folder, ".sluice-", ".symbols"),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw unwritable(folder, size, e);
    }
  }

  private static IOException unwritable(Path folder, long size, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "there is no such folder";
          case AccessDeniedException _ -> "permission denied";
          default -> String.valueOf(e.getMessage());
        };
    return new IOException(
        Sentence.of(
            "The symbols of the text, %,d bytes, cannot be kept in the folder %s: %s. Make room"
                + " there, or write the model to another folder (--out).",
            size, folder, reason),
        e);
  }

  @Override
  public long length() {
    return ids.byteSize() / width;
  }

  @Override
  public int at(long position) {
    return switch (width) {
      case 1 -> ids.get(ValueLayout.JAVA_BYTE, position) & 0xFF;
      case 2 -> ids.getAtIndex(CHAR, position);
      default -> ids.getAtIndex(INT, position);
    };
  }

  /** Collects symbols into pieces that are written at once. */
  private static final class Writer {
    private final FileChannel channel;
    private final int width;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(1 << 16);

    /** How many are still to come. */
    private long left;

    Writer(FileChannel channel, int width, long length) {
      this.channel = channel;
      this.width = width;
      left = length;
    }

    void put(int symbol) {
      if (symbol < 0 || left-- == 0) {
        throw changed();
      }
      switch (width) {
        case 1 -> piece.put((byte) symbol);
        case 2 -> piece.putChar((char) symbol);
        default -> piece.putInt(symbol);
      }
      if (!piece.hasRemaining()) {
        flush();
      }
    }

    void end() {
      if (left != 0) {
        throw changed();
      }
      flush();
    }

    private static IllegalArgumentException changed() {
      return new IllegalArgumentException(
          "The text has changed while it was read; read it when nobody writes it.");
    }

    private void flush() {
      try {
        piece.flip();
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
        piece.clear();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
