package dev.sluice.source;

import dev.sluice.data.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Pieces of a file, each of some lines, that stay on disk: each is read when it is asked for, by
 * any number of threads. Only where pieces begin is in memory.
 */
final class DiskList<R> extends AbstractList<R> implements RandomAccess, OnDisk {

  /** Makes an element of its lines. */
  interface Maker<R> {
    /**
     * An element.
     *
     * @param lines one or more, with line ends between them
     * @param place where the first of them is, for messages
     */
    R make(String lines, String place);
  }

  private final Path file;
  private final FileChannel channel;
  private final Maker<R> maker;

  /** Where each piece begins, its length in bytes, and the number of its first line. */
  private long[] from = new long[1024];

  private int[] length = new int[from.length];
  private int[] number = new int[from.length];
  private int count;

  /**
   * No pieces yet. The file stays open until {@link #close}.
   *
   * @throws IOException if it cannot be read
   */
  DiskList(Path file, Maker<R> maker) throws IOException {
    this.file = file;
    this.maker = maker;
    try {
      channel = FileChannel.open(file);
    } catch (FileSystemException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  /** One piece more. Add all before any is asked for. */
  void add(long from, int length, int number) {
    if (count == this.from.length) {
      this.from = Arrays.copyOf(this.from, 2 * count);
      this.length = Arrays.copyOf(this.length, 2 * count);
      this.number = Arrays.copyOf(this.number, 2 * count);
    }
    this.from[count] = from;
    this.length[count] = length;
    this.number[count++] = number;
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
  public R get(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(index);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length[index]);
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from[index] + bytes.position()) < 0) {
          throw new IOException(file + " has become shorter while it was read.");
        }
      }
    } catch (ClosedChannelException e) {
      throw new IllegalStateException(file + " was closed; read it again.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String lines = DiskLines.text(bytes.array(), length[index], from[index], file, number[index]);
    return maker.make(lines, DiskLines.place(file, number[index]));
  }

  /** Some of the elements of a list that is on disk. */
  static final class Some<R> extends AbstractList<R> implements RandomAccess, OnDisk {
    private final List<R> all;
    private final OnDisk file;
    private final int[] numbers;

    Some(List<R> all, OnDisk file, int[] numbers) {
      this.all = all;
      this.file = file;
      this.numbers = numbers;
    }

    /** Closes the file of all. */
    @Override
    public void close() {
      file.close();
    }

    @Override
    public int size() {
      return numbers.length;
    }

    @Override
    public R get(int index) {
      return all.get(numbers[index]);
    }
  }
}
