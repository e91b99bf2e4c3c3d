package dev.sluice.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Strict reading of UTF-8 in pieces, so that a large file is never held as a string too. */
final class Utf8 {
  private static final int PIECE = 1 << 13;

  private Utf8() {}

  /** No character has more bytes. */
  static final int LONGEST = 4;

  /** The bytes of the first characters, all of them where there are fewer. */
  static byte[] beginning(byte[] bytes, int characters) {
    int begun = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean begins = (bytes[i] & 0xC0) != 0x80;
      if (begins && begun++ == characters) {
        return Arrays.copyOf(bytes, i);
      }
    }
    return bytes;
  }

  /**
   * Hands over every code point, in order.
   *
   * @param name what to call the text in the message
   * @throws IllegalArgumentException at the first byte that begins no character
   */
  static void forEach(InputStream in, String name, IntConsumer character) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(PIECE);
    CharBuffer chars = CharBuffer.allocate(PIECE);
    long before = 0; // bytes that were read before those in the buffer
    for (boolean ended = false; !ended; ) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = read < 0;
      bytes.position(bytes.position() + Math.max(0, read)).flip();
      // There are never more chars than bytes, and a pair of surrogates is never cut.
      CoderResult result = decoder.decode(bytes, chars, ended);
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
                name, bytes.get(bytes.position()), before + bytes.position()));
      }
      before += bytes.position();
      bytes.compact();
    }
  }
}
