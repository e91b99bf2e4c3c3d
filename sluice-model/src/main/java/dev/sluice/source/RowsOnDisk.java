package dev.sluice.source;

import dev.sluice.data.ScratchFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Rows in two files: numbers, of each row as many, and texts, of which the numbers' file says where
 * those of a row begin.
 *
 * @param numbers of each row its values, and then the place of its texts
 * @param texts of each row its moment, and then its words, each with its length before it
 */
record RowsOnDisk(int count, int columns, MemorySegment numbers, MemorySegment texts)
    implements Rows {
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private long place(int row) {
    return (long) row * (columns + 1) * Double.BYTES;
  }

  @Override
  public double value(int row, int column) {
    return numbers.get(DOUBLE, place(row) + (long) column * Double.BYTES);
  }

  @Override
  public String word(int row, int kind) {
    return text(row, 1 + kind);
  }

  @Override
  public String moment(int row) {
    return text(row, 0);
  }

  private String text(int row, int number) {
    long at = numbers.get(LONG, place(row) + (long) columns * Long.BYTES);
    for (int i = 0; i < number; i++) {
      at += Integer.BYTES + texts.get(INT, at);
    }
    byte[] bytes = new byte[texts.get(INT, at)];
    MemorySegment.copy(texts, ValueLayout.JAVA_BYTE, at + Integer.BYTES, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Writes rows one after the other. {@link #close} it when they are there. */
  static final class Disk implements Keeper, AutoCloseable {
    private final ScratchFile numbers;
    private final ScratchFile texts;
    private final int columns;
    private int count;

    private Disk(int columns, ScratchFile numbers, ScratchFile texts) {
      this.columns = columns;
      this.numbers = numbers;
      this.texts = texts;
    }

    /**
     * Begins.
     *
     * @param rows how many there will be, about; 0 where nobody knows
     * @throws IOException if nothing can be written in the folder
     */
    static Disk in(Path folder, int columns, long rows) throws IOException {
      long size = rows * (columns + 1) * Double.BYTES;
      ScratchFile numbers = ScratchFile.in(folder, "numbers of the table", size);
      try {
        ScratchFile texts = ScratchFile.in(folder, "moments and words of the table", 0);
        return new Disk(columns, numbers, texts);
      } catch (IOException e) {
        numbers.close();
        throw e;
      }
    }

    @Override
    public void add(String moment, double[] values, String[] words) throws IOException {
      if (count == Integer.MAX_VALUE) {
        throw Rows.tooMany("The table with the rows that were missing");
      }
      try {
        for (double value : values) {
          numbers.room(Double.BYTES).putDouble(value);
        }
        numbers.room(Long.BYTES).putLong(texts.length());
        put(moment);
        for (String word : words) {
          put(word);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      count++;
    }

    private void put(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      texts.room(Integer.BYTES).putInt(bytes.length);
      texts.put(bytes);
    }

    @Override
    public Rows rows() throws IOException {
      return new RowsOnDisk(count, columns, numbers.map(), texts.map());
    }

    @Override
    public void close() throws IOException {
      try (texts) {
        numbers.close();
      }
    }
  }
}
