package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.model.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a file can lie, and the sentence that it is answered with. */
class DamagedFileTest {
  @TempDir Path folder;

  private static final String END =
      " Nothing was loaded; copy the file once more, or train a new model.";

  private static byte[] file(long headerLength, String header, int dataBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength).array());
    out.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(new byte[dataBytes]);
    return out.toByteArray();
  }

  private static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
  }

  private static String entry(String name, String dtype, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, dtype, shape, offsets);
  }

  private static Arguments one(String shape, String offsets, int dataBytes, String message) {
    return arguments(file("{" + entry("a", "F32", shape, offsets) + "}", dataBytes), message);
  }

  private static Arguments two(String first, String second, int dataBytes, String message) {
    return arguments(
        file(
            "{" + entry("a", "F32", "[2]", first) + "," + entry("b", "F32", "[2]", second) + "}",
            dataBytes),
        message);
  }

  static Stream<Arguments> files() {
    String needs =
        "M is damaged: tensor a needs a dtype, a shape of at most 8 sizes and two data_offsets,"
            + " all whole numbers from 0.";
    String tooMany =
        "M: tensor a has shape %s, more than the 2,147,483,647 values that an array can have.";
    return Stream.of(
        // The length of the header.
        arguments(
            new byte[0],
            "M is no model file: it has 0 bytes, and the length of a header alone has 8."),
        arguments(
            new byte[7],
            "M is no model file: it has 7 bytes, and the length of a header alone has 8."),
        arguments(file(0, "", 0), "M is no model file: its header is not a JSON object."),
        arguments(
            file(3, "{}", 0),
            "M is cut short or no model file: it announces a header of 3 bytes, the file has 10."),
        arguments(
            file(Long.MAX_VALUE, "{}", 0),
            "M is cut short or no model file: it announces a header of 9,223,372,036,854,775,807"
                + " bytes, the file has 10."),
        arguments(
            file(Long.MIN_VALUE, "{}", 0),
            "M is cut short or no model file: it announces a header of 9,223,372,036,854,775,808"
                + " bytes, the file has 10."),
        arguments(
            file(-1, "{}", 0),
            "M is cut short or no model file: it announces a header of 18,446,744,073,709,551,615"
                + " bytes, the file has 10."),
        // The header.
        arguments(file("[]", 0), "M is no model file: its header is not a JSON object."),
        arguments(file(" {}", 0), "M is no model file: its header is not a JSON object."),
        arguments(file("{", 0), "M is damaged: its header is not JSON from byte 1 on."),
        arguments(file("{a}", 0), "M is damaged: its header is not JSON from byte 1 on."),
        arguments(file("{} {}", 0), "M is damaged: its header goes on after the JSON object."),
        arguments(
            file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0),
            "M is damaged: a name occurs twice in its header, at byte 28."),
        arguments(
            file("{\"__metadata__\":[]}", 0), "M is damaged: its metadata are not a JSON object."),
        arguments(
            file("{\"__metadata__\":{\"k\":1}}", 0),
            "M is damaged: its metadata k is not a string."),
        arguments(
            file("{\"__metadata__\":{\"\\u001b[31mk\":1}}", 0),
            "M is damaged: its metadata ?[31mk is not a string."),
        // One tensor.
        arguments(
            file("{\"a\":1}", 0), "M is damaged: tensor a is not described by a JSON object."),
        arguments(file("{\"a\":{}}", 0), needs),
        arguments(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4), needs),
        arguments(
            file("{\"a\":{\"strides\":[1]}}", 4),
            "M is damaged: tensor a has an unknown key 'strides'."),
        arguments(
            file("{" + entry("a", "BF16", "[2]", "[0,4]") + "}", 4),
            "M: tensor a has dtype 'BF16'; only F32 is read."),
        one("2", "[0,8]", 8, needs),
        one("[-2]", "[0,8]", 8, needs),
        one("[2.0]", "[0,8]", 8, needs),
        one("[[2]]", "[0,8]", 8, needs),
        one("[1,1,1,1,1,1,1,1,2]", "[0,8]", 8, needs),
        one("[99999999999999999999]", "[0,8]", 8, needs),
        one("[2]", "[0]", 8, needs),
        one("[2]", "[0,4,8]", 8, needs),
        one("[2]", "{\"from\":0}", 8, needs),
        one("[2]", "[-8,0]", 8, needs),
        one(
            "[2]",
            "[0,12]",
            12,
            "M is damaged: tensor a of shape [2] has 8 bytes, its offsets are 0 and 12."),
        one(
            "[2]",
            "[8,0]",
            8,
            "M is damaged: tensor a of shape [2] has 8 bytes, its offsets are 8 and 0."),
        one("[4294967296,4294967296]", "[0,0]", 0, tooMany.formatted("[4294967296, 4294967296]")),
        one("[4611686018427387904]", "[0,0]", 0, tooMany.formatted("[4611686018427387904]")),
        one("[2147483648]", "[0,8589934592]", 0, tooMany.formatted("[2147483648]")),
        one("[0,2147483648]", "[0,0]", 0, tooMany.formatted("[0, 2147483648]")),
        // All tensors together.
        two(
            "[0,8]",
            "[4,12]",
            12,
            "M is damaged: tensors a (bytes 0 to 8) and b (4 to 12) overlap."),
        two("[0,8]", "[0,8]", 8, "M is damaged: tensors a (bytes 0 to 8) and b (0 to 8) overlap."),
        two(
            "[0,8]",
            "[12,20]",
            20,
            "M is damaged: bytes 8 to 12, before tensor b, belong to no tensor."),
        one(
            "[2]",
            "[8,16]",
            16,
            "M is damaged: bytes 0 to 8, before tensor a, belong to no tensor."),
        arguments(
            file("{" + entry("a", "F32", "[203128]", "[0,812512]") + "}", 1000),
            "M is cut short: the header announces 812,584 bytes, the file has 1,072."),
        one(
            "[2147483647]",
            "[0,8589934588]",
            8,
            "M is cut short: the header announces 8,589,934,668 bytes, the file has 88."),
        one("[2]", "[0,8]", 9, "M is damaged: the header announces 70 bytes, the file has 71."),
        arguments(file("{}", 3), "M is damaged: the header announces 10 bytes, the file has 13."));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("files")
  void isAnsweredInOneSentence(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("model.safetensors"), bytes);
    assertThatThrownBy(() -> Safetensors.load(file))
        .isInstanceOf(ModelFileException.class)
        .satisfies(
            e -> assertThat(e.getMessage().replace(file.toString(), "M")).isEqualTo(message + END));
  }

  @Test
  void aNameTwiceIsRefused() throws IOException {
    String entry = entry("a", "F32", "[1]", "[0,4]");
    Path file = Files.write(folder.resolve("m"), file("{" + entry + "," + entry + "}", 4));
    assertThatThrownBy(() -> Safetensors.load(file))
        .hasMessageStartingWith(file + " is damaged: a name occurs twice in its header, at byte ");
  }

  @Test
  void aHeaderBeyondTheLimitIsNotRead() throws IOException {
    Path file = folder.resolve("m");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(file(100_000_001, "{", 0)));
      channel.write(ByteBuffer.wrap(new byte[1]), 200_000_000);
    }
    assertThatThrownBy(() -> Safetensors.load(file))
        .hasMessage(
            file + " announces a header of 100,000,001 bytes; at most 100,000,000 are read." + END);
  }

  @Test
  void aValueThatIsNoNumberIsRefused() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      byte[] bytes = file("{" + entry("a", "F32", "[3]", "[0,12]") + "}", 12);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, bad);
      Path file = Files.write(folder.resolve("m"), bytes);
      assertThatThrownBy(() -> Safetensors.load(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessage(file + " is damaged: value 1 of a is " + bad + "." + END);
    }
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    assertThatThrownBy(() -> Safetensors.load(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessage("There is no file " + folder.resolve("none") + ".");
    assertThatThrownBy(() -> Safetensors.load(folder))
        .hasMessage(folder + " is a folder; name a model file.");
  }

  /** Whatever single byte changes or is missing, the answer is a file or a sentence. */
  @Test
  void noDamageEscapes() throws IOException {
    Path file = folder.resolve("m");
    new Safetensors(
            Map.of("sluice", "{}"),
            List.of(
                new Tensor("a", List.of(2, 2), new float[4]),
                new Tensor("b", List.of(3), new float[] {1, 2, 3})))
        .save(file);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(1);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = good.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      refused += isRefused(file, bytes) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(2000);
    for (int length = 0; length < good.length; length++) {
      assertThat(isRefused(file, Arrays.copyOf(good, length))).isTrue();
    }
  }

  private static boolean isRefused(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try {
      Safetensors.load(file);
      return false;
    } catch (ModelFileException e) {
      assertThat(e.getMessage()).endsWith(END).hasLineCount(1);
      return true;
    }
  }
}
