package dev.sluice.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What does not fit into memory, in a file that has no name any more once it is written: it is gone
 * when nobody reads it, however that comes. It is written once from its beginning to its end; the
 * operating system keeps in memory what is read of it.
 */
public final class ScratchFile implements AutoCloseable {
  private static final int PIECE = 1 << 16;

  private final Path folder;
  private final String what;
  private final long size;
  private final FileChannel channel;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
  private long written;

  private ScratchFile(Path folder, String what, long size, FileChannel channel) {
    this.folder = folder;
    this.what = what;
    this.size = size;
    this.channel = channel;
  }

  /**
   * Makes one.
   *
   * @param what is kept in it, for messages: {@code symbols of the text}
   * @param size in bytes, about; 0 where nobody knows
   * @throws IOException if it cannot be written there; the message says what to do
   */
  public static ScratchFile in(Path folder, String what, long size) throws IOException {
    try {
      long room = Files.getFileStore(folder).getUsableSpace();
      if (room < size) {
        throw new IOException(Sentence.of("it has %,d bytes left", room));
      }
      Path file = Files.createTempFile(folder, ".sluice-", ".scratch");
      try {
        return new ScratchFile(
            folder,
            what,
            size,
            FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    } catch (IOException e) {
      throw unwritable(folder, what, size, e);
    }
  }

  private static IOException unwritable(Path folder, String what, long size, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "there is no such folder";
          case AccessDeniedException _ -> "permission denied";
          default -> String.valueOf(e.getMessage());
        };
    return new IOException(
        Sentence.of(
            "The %s%s cannot be kept in the folder %s: %s. Make room there, or write the model to"
                + " another folder (--out).",
            what, size == 0 ? "" : Sentence.of(", %,d bytes,", size), folder, reason),
        e);
  }

  /** How many bytes were put in. */
  public long length() {
    return written + piece.position();
  }

  /**
   * Where the next bytes belong.
   *
   * @param bytes at most 8: for a number
   * @throws UncheckedIOException if what came before cannot be written
   */
  public ByteBuffer room(int bytes) {
    if (piece.remaining() < bytes) {
      flush();
    }
    return piece;
  }

  /**
   * Puts bytes in.
   *
   * @throws UncheckedIOException if they cannot be written
   */
  public void put(byte[] bytes) {
    for (int from = 0; from < bytes.length; ) {
      int some = Math.min(room(1).remaining(), bytes.length - from);
      piece.put(bytes, from, some);
      from += some;
    }
  }

  private void flush() {
    try {
      piece.flip();
      while (piece.hasRemaining()) {
        written += channel.write(piece);
      }
      piece.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(
          unwritable(folder, what, Math.max(size, written + piece.limit()), e));
    }
  }

  /**
   * All that was put in, to be read at any place; it outlives {@link #close}.
   *
   * @throws IOException if it cannot be written or read
   */
  public MemorySegment map() throws IOException {
    try {
      flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, written, Arena.ofAuto());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
