package dev.sluice.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Symbols in a {@link ScratchFile}.
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
    try (ScratchFile file = ScratchFile.in(folder, "symbols of the text", length * width)) {
      source.forEach(
          symbol -> {
            if (symbol < 0 || file.length() == length * width) {
              throw changed();
            }
            switch (width) {
              case 1 -> file.room(width).put((byte) symbol);
              case 2 -> file.room(width).putChar((char) symbol);
              default -> file.room(width).putInt(symbol);
            }
          });
      if (file.length() != length * width) {
        throw changed();
      }
      return new DiskSymbols(file.map(), width);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static IllegalArgumentException changed() {
    return new IllegalArgumentException(
        "The text has changed while it was read; read it when nobody writes it.");
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
}
