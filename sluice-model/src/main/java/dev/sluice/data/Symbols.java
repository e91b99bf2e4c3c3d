package dev.sluice.data;

import java.io.IOException;
import java.util.function.IntConsumer;

/** The symbols of a text by number, as narrow as can hold them. Immutable. */
sealed interface Symbols permits Symbols.Bytes, Symbols.Chars, Symbols.Ints, DiskSymbols {

  /** The number of symbols. */
  long length();

  /** The symbol at a position. */
  int at(long position);

  /** Where symbols are kept. */
  interface Storage {

    /**
     * Keeps symbols.
     *
     * @param length how many there are
     * @param vocabularySize each is below it
     */
    Symbols keep(long length, int vocabularySize, Source source) throws IOException;
  }

  /** Where symbols come from. */
  interface Source {
    /** Hands over all of them, in order. */
    void forEach(IntConsumer symbol) throws IOException;
  }

  /** Keeps them in memory. */
  static Symbols inMemory(long length, int vocabularySize, Source source) throws IOException {
    int count = Math.toIntExact(length);
    int[] next = new int[1];
    if (vocabularySize <= 1 << Byte.SIZE) {
      byte[] ids = new byte[count];
      source.forEach(id -> ids[next[0]++] = (byte) id);
      return new Bytes(ids);
    }
    if (vocabularySize <= 1 << Character.SIZE) {
      char[] ids = new char[count];
      source.forEach(id -> ids[next[0]++] = (char) id);
      return new Chars(ids);
    }
    int[] ids = new int[count];
    source.forEach(id -> ids[next[0]++] = id);
    return new Ints(ids);
  }

  /** Up to 256 different symbols. */
  record Bytes(byte[] ids) implements Symbols {
    @Override
    public long length() {
      return ids.length;
    }

    @Override
    public int at(long position) {
      return ids[(int) position] & 0xFF;
    }
  }

  /** Up to 65,536. */
  record Chars(char[] ids) implements Symbols {
    @Override
    public long length() {
      return ids.length;
    }

    @Override
    public int at(long position) {
      return ids[(int) position];
    }
  }

  /** More. */
  record Ints(int[] ids) implements Symbols {
    @Override
    public long length() {
      return ids.length;
    }

    @Override
    public int at(long position) {
      return ids[(int) position];
    }
  }
}
