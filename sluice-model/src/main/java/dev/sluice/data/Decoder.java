package dev.sluice.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Symbols back to text, one at a time: the bytes of one character are held back until it is
 * complete. Bytes that form no character read as U+FFFD. Between words stands a space. Belongs to
 * one thread.
 */
public final class Decoder {
  private final Vocabulary vocabulary;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The bytes of an incomplete character, and room for one more; ready to be written. */
  private final ByteBuffer pending = ByteBuffer.allocate(8);

  private final CharBuffer text = CharBuffer.allocate(16);

  /** Whether the next word stands at the beginning of a line. */
  private boolean lineBegins = true;

  Decoder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * What is complete with this symbol; empty where a character has only begun.
   *
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public String next(int id) {
    if (vocabulary.tokens() == Tokens.CHARACTERS) {
      return vocabulary.decode(id);
    }
    if (vocabulary.tokens() == Tokens.WORDS) {
      String word = vocabulary.decode(id);
      boolean apart = !(lineBegins || word.equals("\n"));
      lineBegins = word.equals("\n");
      return apart ? " " + word : word;
    }
    Objects.checkIndex(id, 256);
    pending.put((byte) id);
    return decode(false);
  }

  /** What is left at the end: U+FFFD for a character that was never completed, else nothing. */
  public String end() {
    return vocabulary.tokens() == Tokens.BYTES ? decode(true) : "";
  }

  private String decode(boolean end) {
    pending.flip();
    utf8.decode(pending, text, end);
    pending.compact();
    if (end) {
      utf8.flush(text);
      utf8.reset();
    }
    String result = text.flip().toString();
    text.clear();
    return result;
  }
}
