package dev.sluice.checkpoint;

import static dev.sluice.checkpoint.Safetensors.refusal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The header of a safetensors file, read token by token: what does not belong there ends the
 * reading at once, so that no header builds a tree larger than itself.
 *
 * @param file what to call the file in messages
 * @param entries in the order of their offsets
 */
record Header(String file, Map<String, String> metadata, List<Entry> entries) {
  private static final int MAX_DIMENSIONS = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Safetensors.HEADER_LIMIT).build())
          .build();

  /** One tensor: {@code count} floats that begin {@code begin} bytes after the header. */
  record Entry(String name, List<Integer> shape, int count, long begin, long end) {}

  static Header parse(byte[] json, String file) throws ModelFileException {
    if (json.length == 0 || json[0] != '{') {
      throw refusal("%s is no model file: its header is not a JSON object.", file);
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Entry> entries = new ArrayList<>();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        parser.nextToken();
        if (name.equals(Safetensors.METADATA)) {
          metadata(parser, metadata, file);
        } else {
          entries.add(entry(parser, name, file));
        }
      }
      if (parser.nextToken() != null) {
        throw refusal("%s is damaged: its header goes on after the JSON object.", file);
      }
      entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      return new Header(file, metadata, entries);
    } catch (JacksonException e) {
      String message = e.getOriginalMessage().lines().findFirst().orElse("");
      throw refusal(
          message.startsWith("Duplicate")
              ? "%s is damaged: a name occurs twice in its header, at byte %,d."
              : "%s is damaged: its header is not JSON from byte %,d on.",
          file,
          e.getLocation() == null ? 0 : e.getLocation().getByteOffset());
    }
  }

  /** Checks that the tensors fill exactly {@code dataLength} bytes, without gaps or overlaps. */
  void requireFilling(long dataLength, long fileSize) throws ModelFileException {
    long reached = 0;
    Entry before = null;
    for (Entry entry : entries) {
      if (entry.begin != reached) {
        throw entry.begin < reached && before != null
            ? refusal(
                "%s is damaged: tensors %s (bytes %,d to %,d) and %s (%,d to %,d) overlap.",
                file, before.name, before.begin, before.end, entry.name, entry.begin, entry.end)
            : refusal(
                "%s is damaged: bytes %,d to %,d, before tensor %s, belong to no tensor.",
                file, reached, entry.begin, entry.name);
      }
      reached = entry.end;
      before = entry;
    }
    if (reached > dataLength) {
      throw refusal(
          "%s is cut short: the header announces %,d bytes, the file has %,d.",
          file, reached + (fileSize - dataLength), fileSize);
    }
    if (reached < dataLength) {
      throw refusal(
          "%s is damaged: the header announces %,d bytes, the file has %,d.",
          file, reached + (fileSize - dataLength), fileSize);
    }
  }

  private static void metadata(JsonParser parser, Map<String, String> metadata, String file)
      throws ModelFileException {
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      throw refusal("%s is damaged: its metadata are not a JSON object.", file);
    }
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw refusal("%s is damaged: its metadata %s is not a string.", file, key);
      }
      metadata.put(key, parser.getString());
    }
  }

  private static Entry entry(JsonParser parser, String name, String file)
      throws ModelFileException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      throw refusal("%s is damaged: tensor %s is not described by a JSON object.", file, name);
    }
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (key) {
        case "dtype" -> dtype = token == JsonToken.VALUE_STRING ? parser.getString() : "";
        case "shape" -> shape = numbers(parser, MAX_DIMENSIONS);
        case "data_offsets" -> offsets = numbers(parser, 2);
        default ->
            throw refusal("%s is damaged: tensor %s has an unknown key '%s'.", file, name, key);
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw refusal(
          "%s is damaged: tensor %s needs a dtype, a shape of at most %d sizes and two"
              + " data_offsets, all whole numbers from 0.",
          file, name, MAX_DIMENSIONS);
    }
    if (!dtype.equals("F32")) {
      throw refusal("%s: tensor %s has dtype '%s'; only F32 is read.", file, name, dtype);
    }
    return checked(name, shape, offsets.get(0), offsets.get(1), file);
  }

  private static Entry checked(String name, List<Long> shape, long begin, long end, String file)
      throws ModelFileException {
    long count = 1;
    try {
      for (long size : shape) {
        count = Math.multiplyExact(count, size);
      }
      if (begin <= end && Math.multiplyExact(count, Float.BYTES) == end - begin) {
        List<Integer> sizes = shape.stream().map(Math::toIntExact).toList();
        return new Entry(name, sizes, Math.toIntExact(count), begin, end);
      }
    } catch (ArithmeticException e) {
      throw refusal(
          "%s: tensor %s has shape %s, more than the 2,147,483,647 values that an array can have.",
          file, name, shape);
    }
    throw refusal(
        "%s is damaged: tensor %s of shape %s has %,d bytes, its offsets are %,d and %,d.",
        file, name, shape, count * Float.BYTES, begin, end);
  }

  /** An array of at most {@code limit} whole numbers from 0; null where there is anything else. */
  private static @Nullable List<Long> numbers(JsonParser parser, int limit) {
    if (!parser.hasToken(JsonToken.START_ARRAY)) {
      parser.skipChildren();
      return null;
    }
    List<Long> numbers = new ArrayList<>();
    boolean good = true;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      good &=
          numbers.size() < limit
              && token == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && parser.getLongValue() >= 0;
      if (good) {
        numbers.add(parser.getLongValue());
      } else {
        parser.skipChildren();
      }
    }
    return good ? numbers : null;
  }
}
