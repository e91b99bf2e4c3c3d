package dev.sluice.cli.train;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: records of a length, its checksum, a protobuf message
 * {@code Event}, and its checksum. Of its fields there are the time (1), the step (2), the version
 * of the file (3), and a summary (5) of values (1) with a tag (1) and a number (2).
 */
final class EventFile implements Closeable {
  private static final int MASK = 0xa282ead8;
  private static final int VARINT = 0;
  private static final int LONG = 1;
  private static final int BYTES = 2;
  private static final int FLOAT = 5;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /** A new file in a folder, which is created where there is none. */
  static EventFile in(Path folder, double seconds) throws IOException {
    Files.createDirectories(folder);
    EventFile events = new EventFile(create(folder, seconds));
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    time(event, seconds);
    bytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    events.record(event.toByteArray());
    return events;
  }

  /** Several of one second have several names. */
  private static OutputStream create(Path folder, double seconds) throws IOException {
    for (int i = 0; ; i++) {
      String name = "events.out.tfevents.%.0f.%d.sluice".formatted(seconds, i);
      try {
        return Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException _) {
        // the next
      }
    }
  }

  /** Writes numbers by their tags. */
  void write(double seconds, long step, Map<String, Double> numbers) throws IOException {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    for (Map.Entry<String, Double> number : numbers.entrySet()) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      bytes(value, 1, number.getKey().getBytes(StandardCharsets.UTF_8));
      key(value, 2, FLOAT);
      value.writeBytes(little(Float.BYTES).putFloat(number.getValue().floatValue()).array());
      bytes(summary, 1, value.toByteArray());
    }
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    time(event, seconds);
    key(event, 2, VARINT);
    varint(event, step);
    bytes(event, 5, summary.toByteArray());
    record(event.toByteArray());
    out.flush();
  }

  private static void time(ByteArrayOutputStream event, double seconds) {
    key(event, 1, LONG);
    event.writeBytes(little(Double.BYTES).putDouble(seconds).array());
  }

  private static void bytes(ByteArrayOutputStream message, int field, byte[] bytes) {
    key(message, field, BYTES);
    varint(message, bytes.length);
    message.writeBytes(bytes);
  }

  private static void key(ByteArrayOutputStream message, int field, int type) {
    varint(message, (long) field << 3 | type);
  }

  private static void varint(ByteArrayOutputStream message, long value) {
    long left = value;
    while (left >>> 7 != 0) {
      message.write((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    message.write((int) left);
  }

  private void record(byte[] event) throws IOException {
    byte[] length = little(Long.BYTES).putLong(event.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(event);
    out.write(checksum(event));
  }

  /** CRC-32C, masked as records of TensorFlow have it. */
  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    return little(Integer.BYTES).putInt((value >>> 15 | value << 17) + MASK).array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
