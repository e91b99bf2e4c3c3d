package dev.sluice.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A text as bytes, which can be read as often as it is asked for: from memory, or from a file that
 * need not fit into it.
 *
 * @param name what to call it in messages
 */
record RawText(String name, Content content) {

  /** What is read, from its beginning each time. */
  interface Content {
    InputStream open() throws IOException;
  }

  /**
   * What one reading finds.
   *
   * @param symbols how many there are
   * @param distinct the code points, or bytes; of words nothing
   * @param digest the SHA-256 of the bytes, in 64 hexadecimal digits
   */
  record Survey(long symbols, BitSet distinct, String digest) {}

  static RawText of(String name, byte[] bytes) {
    return new RawText(name, () -> new ByteArrayInputStream(bytes));
  }

  static RawText of(Path file) {
    return new RawText(file.toString(), () -> TextFile.open(file));
  }

  /**
   * Reads all of it once.
   *
   * @throws IllegalArgumentException if it is empty, or not UTF-8 where it has to be
   */
  Survey survey(Tokens tokens) throws IOException {
    MessageDigest digest = sha256();
    BitSet distinct = new BitSet();
    long[] count = new long[1];
    try (InputStream in = new DigestInputStream(content.open(), digest)) {
      if (tokens == Tokens.WORDS) {
        forEachWord(in, _ -> count[0]++);
      } else {
        forEach(
            in,
            tokens,
            symbol -> {
              count[0]++;
              distinct.set(symbol);
            });
      }
    }
    if (count[0] == 0) {
      throw new IllegalArgumentException(Sentence.of("%s is empty.", Sentence.capital(name)));
    }
    return new Survey(count[0], distinct, HexFormat.of().formatHex(digest.digest()));
  }

  /** Hands over every symbol, as a code point or byte. */
  void forEach(Tokens tokens, IntConsumer symbol) throws IOException {
    try (InputStream in = content.open()) {
      forEach(in, tokens, symbol);
    }
  }

  /** Hands over every word. */
  void forEachWord(Consumer<String> word) throws IOException {
    try (InputStream in = content.open()) {
      forEachWord(in, word);
    }
  }

  private void forEach(InputStream in, Tokens tokens, IntConsumer symbol) throws IOException {
    try {
      if (tokens == Tokens.BYTES) {
        byte[] piece = new byte[1 << 16];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
          for (int i = 0; i < read; i++) {
            symbol.accept(piece[i] & 0xFF);
          }
        }
      } else {
        Utf8.forEach(in, name, symbol);
      }
    } catch (IOException e) {
      throw TextFile.sentence(name, e);
    }
  }

  private void forEachWord(InputStream in, Consumer<String> word) throws IOException {
    Words words = new Words(word);
    forEach(in, Tokens.WORDS, words::take);
    words.end();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
