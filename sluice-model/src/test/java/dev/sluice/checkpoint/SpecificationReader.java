package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A second reading of the safetensors specification, which shares nothing with {@link Safetensors}:
 * the whole file in memory, a JSON tree, byte by byte.
 *
 * @param shapes in the order of the header
 */
record SpecificationReader(
    Map<String, String> metadata, Map<String, List<Long>> shapes, Map<String, float[]> values) {

  static SpecificationReader read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    long headerLength = 0;
    for (int i = 7; i >= 0; i--) {
      headerLength = headerLength << 8 | bytes[i] & 0xFF;
    }
    assertThat(headerLength).isBetween(2L, Math.min(100_000_000L, bytes.length - 8L));
    assertThat((8 + headerLength) % 8).as("data is aligned to 8 bytes").isZero();
    assertThat(bytes[8]).as("the header begins with a brace").isEqualTo((byte) '{');
    String text = new String(bytes, 8, (int) headerLength, StandardCharsets.UTF_8);
    assertThat(text.stripTrailing()).as("and ends with one, padded with spaces").endsWith("}");
    assertThat(text.substring(text.stripTrailing().length())).isBlank().doesNotContain("\n", "\t");
    JsonNode header = JsonMapper.shared().readTree(text);

    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    Map<String, float[]> values = new LinkedHashMap<>();
    TreeMap<Long, Long> ranges = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        for (Map.Entry<String, JsonNode> pair : entry.getValue().properties()) {
          assertThat(pair.getValue().isString()).as("metadata are strings").isTrue();
          metadata.put(pair.getKey(), pair.getValue().asString());
        }
        continue;
      }
      JsonNode tensor = entry.getValue();
      assertThat(tensor.propertyNames())
          .containsExactlyInAnyOrder("dtype", "shape", "data_offsets");
      assertThat(tensor.get("dtype").asString()).isEqualTo("F32");
      List<Long> shape = new ArrayList<>();
      long count = 1;
      for (JsonNode size : tensor.get("shape")) {
        shape.add(size.asLong());
        count *= size.asLong();
      }
      long begin = tensor.get("data_offsets").get(0).asLong();
      long end = tensor.get("data_offsets").get(1).asLong();
      assertThat(end - begin).as("bytes of " + entry.getKey()).isEqualTo(4 * count);
      if (end > begin) {
        assertThat(ranges.put(begin, end)).as("two tensors begin together").isNull();
      }
      float[] floats = new float[(int) count];
      ByteBuffer.wrap(bytes, (int) (8 + headerLength + begin), (int) (end - begin))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(floats);
      shapes.put(entry.getKey(), shape);
      values.put(entry.getKey(), floats);
    }
    long reached = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      assertThat(range.getKey()).as("no gap and no overlap").isEqualTo(reached);
      reached = range.getValue();
    }
    assertThat(8 + headerLength + reached)
        .as("nothing after the last tensor")
        .isEqualTo(bytes.length);
    return new SpecificationReader(metadata, shapes, values);
  }
}
