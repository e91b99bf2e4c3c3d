package dev.sluice.server.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers in columns, sent as 32-bit floats with the low byte first, a column after the other.
 *
 * @param columns how many columns there are; a header says so
 */
public record Floats(int columns, float[] values) {

  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
