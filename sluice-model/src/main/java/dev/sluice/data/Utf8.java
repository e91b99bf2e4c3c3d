package dev.sluice.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** Strict reading of UTF-8 in pieces, so that a large file is never held as a string too. */
final class Utf8 {
  private Utf8() {}

  /**
   * Hands over every code point, in order.
   *
   * @param name what to call the text in the message
   * @throws IllegalArgumentException at the first byte that begins no character
   */
  static void forEach(byte[] text, String name, IntConsumer character) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(text);
    CharBuffer chars = CharBuffer.allocate(1 << 13);
    CoderResult result;
    do {
      // A pair of surrogates is never cut: it waits for a buffer that holds both.
      result = decoder.decode(bytes, chars, true);
      chars.flip();
      int code;
      for (int i = 0; i < chars.length(); i += Character.charCount(code)) {
        code = Character.codePointAt(chars, i);
        character.accept(code);
      }
      chars.clear();
      if (result.isError()) {
        throw new IllegalArgumentException(
            Sentence.of(
                "%s is not UTF-8 text: byte 0x%02X at offset %,d belongs to no character. Convert"
                    + " it to UTF-8, or learn its bytes (--tokens byte).",
                name, text[bytes.position()], bytes.position()));
      }
    } while (result.isOverflow());
  }

  /** The number of code points, of text that {@link #forEach} accepts. */
  static int count(byte[] text) {
    int count = 0;
    for (byte one : text) {
      count += (one & 0xC0) == 0x80 ? 0 : 1; // 10xxxxxx continues a character
    }
    return count;
  }
}
