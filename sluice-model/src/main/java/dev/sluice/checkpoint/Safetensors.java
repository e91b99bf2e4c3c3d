package dev.sluice.checkpoint;

import dev.sluice.model.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A file of named tensors in the <a
 * href="https://github.com/huggingface/safetensors#format">safetensors</a> format: 8 bytes with the
 * length of the header, little-endian; the header, JSON, padded with spaces to a multiple of 8; the
 * values of the tensors, one after the other without gaps, little-endian floats (F32, the only type
 * that is read and written here).
 *
 * <p>Reading believes nothing: every length and offset is checked against the others and against
 * the size of the file before memory is set aside, so a small file cannot ask for much. Values that
 * are NaN or infinite are neither read nor written.
 *
 * @param metadata the header's {@code __metadata__}, in the order of the file
 * @param tensors the tensors, in the order of their values in the file
 */
public record Safetensors(Map<String, String> metadata, List<Tensor> tensors) {
  static final String METADATA = "__metadata__";
  static final int HEADER_LIMIT = 100_000_000;

  private static final int PIECE = 1 << 16;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /**
   * @throws IllegalArgumentException if two tensors have the same name, or one has that of the
   *     metadata
   */
  public Safetensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = List.copyOf(tensors);
    Set<String> names = new HashSet<>(Set.of(METADATA));
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "There are two tensors called %s; names must differ.".formatted(tensor.name()));
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws ModelFileException if it is damaged or something else than a safetensors file
   * @throws IOException if there is no such file or it cannot be read
   */
  public static Safetensors load(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("%s is a folder; name a model file.".formatted(file));
      }
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        return read(channel, file.toString());
      }
    } catch (NoSuchFileException e) {
      throw new IOException("There is no file %s.".formatted(file), e);
    } catch (AccessDeniedException e) {
      throw new IOException("%s may not be read: permission denied.".formatted(file), e);
    } catch (FileSystemException e) {
      throw new IOException("%s cannot be read: %s.".formatted(file, e.getReason()), e);
    }
  }

  /**
   * Writes a file, atomically: the name stands for the old content until the new one is on disk,
   * whatever happens in between. An existing file is replaced.
   *
   * @throws IllegalArgumentException if a value is NaN or infinite; nothing was written
   * @throws IOException if the file could not be written; a previous one is unchanged
   */
  public void save(Path file) throws IOException {
    requireFinite(file.toString());
    byte[] header = header();
    AtomicFile.write(file, channel -> write(channel, header));
  }

  /**
   * Writes the bytes of such a file to a stream, and leaves it open.
   *
   * @throws IllegalArgumentException if a value is NaN or infinite; nothing was written
   * @throws IOException if the stream does not take them
   */
  public void write(OutputStream out) throws IOException {
    requireFinite("The file");
    write(Channels.newChannel(out), header());
  }

  private void requireFinite(String file) {
    for (Tensor tensor : tensors) {
      int bad = firstNotFinite(tensor.values());
      if (bad >= 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s was not written: value %,d of %s is %s.",
                file,
                bad,
                tensor.name(),
                tensor.values()[bad]));
      }
    }
  }

  private static Safetensors read(SeekableByteChannel channel, String name) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw refusal(
          "%s is no model file: it has %,d bytes, and the length of a header alone has 8.",
          name, size);
    }
    ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, piece.limit(Long.BYTES), name);
    long headerLength = piece.getLong();
    if (headerLength < 0 || headerLength > size - Long.BYTES) {
      throw refusal(
          "%s is cut short or no model file: it announces a header of %s bytes, the file has %,d.",
          name, unsigned(headerLength), size);
    }
    if (headerLength > HEADER_LIMIT) {
      throw refusal(
          "%s announces a header of %,d bytes; at most %,d are read.",
          name, headerLength, HEADER_LIMIT);
    }
    byte[] json = new byte[(int) headerLength];
    readFully(channel, ByteBuffer.wrap(json), name);
    Header header = Header.parse(json, name);
    header.requireFilling(size - Long.BYTES - headerLength, size);
    if (size > Runtime.getRuntime().maxMemory()) {
      throw refusal(
          "%s has %,d bytes; this JVM has %,d bytes of memory (-Xmx gives it more).",
          name, size, Runtime.getRuntime().maxMemory());
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Header.Entry entry : header.entries()) {
      float[] values = new float[entry.count()];
      for (int done = 0; done < values.length; ) {
        int count = Math.min(values.length - done, PIECE / Float.BYTES);
        readFully(channel, piece.clear().limit(count * Float.BYTES), name);
        piece.asFloatBuffer().get(values, done, count);
        done += count;
      }
      int bad = firstNotFinite(values);
      if (bad >= 0) {
        throw refusal(
            "%s is damaged: value %,d of %s is %s.", name, bad, entry.name(), values[bad]);
      }
      tensors.add(new Tensor(entry.name(), entry.shape(), values));
    }
    return new Safetensors(header.metadata(), tensors);
  }

  /** Fills the buffer up to its limit and flips it. */
  private static void readFully(ReadableByteChannel channel, ByteBuffer buffer, String name)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw refusal("%s was cut short while it was read.", name);
      }
    }
    buffer.flip();
  }

  private byte[] header() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart(METADATA);
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long offset = 0;
      for (Tensor tensor : tensors) {
        long end = offset + (long) tensor.values().length * Float.BYTES;
        json.writeObjectPropertyStart(tensor.name());
        json.writeStringProperty("dtype", "F32");
        json.writeArrayPropertyStart("shape");
        tensor.shape().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(offset).writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    bytes.writeBytes(" ".repeat(-bytes.size() & 7).getBytes(StandardCharsets.US_ASCII));
    if (bytes.size() > HEADER_LIMIT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The header has %,d bytes; a model file can have %,d.",
              bytes.size(),
              HEADER_LIMIT));
    }
    return bytes.toByteArray();
  }

  private void write(WritableByteChannel channel, byte[] header) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(channel, piece.putLong(header.length).flip());
    writeFully(channel, ByteBuffer.wrap(header));
    for (Tensor tensor : tensors) {
      float[] values = tensor.values();
      for (int done = 0; done < values.length; ) {
        int count = Math.min(values.length - done, PIECE / Float.BYTES);
        piece.clear().limit(count * Float.BYTES);
        piece.asFloatBuffer().put(values, done, count);
        writeFully(channel, piece);
        done += count;
      }
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static int firstNotFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** A length with commas as everywhere, also beyond 2^63. */
  private static String unsigned(long value) {
    return String.format(Locale.ROOT, "%,d", new BigInteger(Long.toUnsignedString(value)));
  }

  static ModelFileException refusal(String format, Object... arguments) {
    Object[] shown = arguments.clone();
    for (int i = 0; i < shown.length; i++) {
      // A stranger's file must not get to write escape sequences, or pages, to a terminal.
      if (shown[i] instanceof String text) {
        shown[i] = CONTROL.matcher(text.substring(0, Math.min(text.length(), 300))).replaceAll("?");
      }
    }
    return new ModelFileException(
        String.format(Locale.ROOT, format, shown)
            + " Nothing was loaded; copy the file once more, or train a new model.");
  }
}
