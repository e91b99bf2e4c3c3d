package dev.sluice.data;

/** The symbols of a text by number, in the narrowest array that can hold them. Immutable. */
sealed interface Symbols {

  /** The number of symbols. */
  int length();

  /** The symbol at a position. */
  int at(int position);

  /** Memory for {@code length} symbols of a vocabulary, filled in once by {@code source}. */
  static Symbols of(int length, int vocabularySize, Source source) {
    if (vocabularySize <= 1 << 8) {
      byte[] ids = new byte[length];
      source.fill((position, id) -> ids[position] = (byte) id);
      return new Bytes(ids);
    }
    if (vocabularySize <= 1 << 16) {
      char[] ids = new char[length];
      source.fill((position, id) -> ids[position] = (char) id);
      return new Chars(ids);
    }
    int[] ids = new int[length];
    source.fill((position, id) -> ids[position] = id);
    return new Ints(ids);
  }

  /** Where the symbols come from. */
  interface Source {
    void fill(Sink sink);
  }

  /** Where they go. */
  interface Sink {
    void put(int position, int id);
  }

  /** Up to 256 different symbols. */
  record Bytes(byte[] ids) implements Symbols {
    @Override
    public int length() {
      return ids.length;
    }

    @Override
    public int at(int position) {
      return ids[position] & 0xFF;
    }
  }

  /** Up to 65,536. */
  record Chars(char[] ids) implements Symbols {
    @Override
    public int length() {
      return ids.length;
    }

    @Override
    public int at(int position) {
      return ids[position];
    }
  }

  /** More. */
  record Ints(int[] ids) implements Symbols {
    @Override
    public int length() {
      return ids.length;
    }

    @Override
    public int at(int position) {
      return ids[position];
    }
  }
}
