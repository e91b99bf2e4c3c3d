package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  private static Tensor tensor(String name, List<Integer> shape, float... values) {
    return new Tensor(name, shape, values);
  }

  private static Safetensors sample() {
    Random random = new Random(1);
    float[] large = new float[70_001];
    for (int i = 0; i < large.length; i++) {
      large[i] = (float) random.nextGaussian();
    }
    return new Safetensors(
        Map.of("sluice", "{\"a\": \"\\n\"}"),
        List.of(
            tensor("layer0.W_i", List.of(2, 3), 1, -2, 3.5f, 0, -0.0f, Float.MIN_VALUE),
            tensor("nothing", List.of(3, 0)),
            tensor("one \"ü\" 😀", List.of(), Float.MAX_VALUE),
            tensor("large", List.of(70_001), large)));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Path file = folder.resolve("a.safetensors");
    sample().save(file);
    assertThat(Safetensors.load(file)).isEqualTo(sample());
    assertThat(Safetensors.load(file).tensors().get(0).values()[4]).isEqualTo(-0.0f);
  }

  @Test
  void writesWhatTheSpecificationSays() throws IOException {
    Path file = folder.resolve("a.safetensors");
    // Names of growing length, so that the padding takes every value.
    for (int length = 1; length < 20; length++) {
      Safetensors tensors =
          new Safetensors(
              Map.of("format", "pt", "sluice", "ü"),
              List.of(
                  tensor("n".repeat(length), List.of(1, 2), 1, 2),
                  tensor("e", List.of(0)),
                  tensor("s", List.of(), 3)));
      tensors.save(file);
      SpecificationReader read = SpecificationReader.read(file);
      assertThat(read.metadata()).isEqualTo(tensors.metadata());
      for (Tensor tensor : tensors.tensors()) {
        assertThat(read.shapes().get(tensor.name()))
            .isEqualTo(tensor.shape().stream().map(Integer::longValue).toList());
        assertThat(read.values().get(tensor.name())).isEqualTo(tensor.values());
      }
      assertThat(read.shapes()).hasSize(3);
      assertThat(Safetensors.load(file)).isEqualTo(tensors);
    }
  }

  @Test
  void nothingAtAllIsAFileToo() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors empty = new Safetensors(Map.of(), List.of());
    empty.save(file);
    assertThat(Files.size(file)).isEqualTo(16);
    assertThat(Safetensors.load(file)).isEqualTo(empty);
    assertThat(SpecificationReader.read(file).shapes()).isEmpty();
  }

  @Test
  void keepsTheOrderGiven() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 50; i > 0; i--) {
      metadata.put("key" + i, "" + i);
      tensors.add(tensor("t" + i, List.of(1), i));
    }
    Path file = folder.resolve("a.safetensors");
    new Safetensors(metadata, tensors).save(file);
    assertThat(List.copyOf(SpecificationReader.read(file).shapes().keySet()))
        .isEqualTo(tensors.stream().map(Tensor::name).toList());
    assertThat(Safetensors.load(file).metadata().keySet())
        .containsExactlyElementsOf(metadata.keySet());
    assertThat(Safetensors.load(file).tensors()).isEqualTo(tensors);
  }

  @Test
  void refusesNamesThatClash() {
    assertThatThrownBy(
            () ->
                new Safetensors(
                    Map.of(), List.of(tensor("a", List.of(1), 1), tensor("a", List.of(1), 1))))
        .hasMessage("There are two tensors called a; names must differ.");
    assertThatThrownBy(
            () -> new Safetensors(Map.of(), List.of(tensor("__metadata__", List.of(1), 1))))
        .hasMessage("There are two tensors called __metadata__; names must differ.");
  }

  @Test
  void refusesToWriteWhatIsNoNumber() throws IOException {
    Path file = folder.resolve("a.safetensors");
    sample().save(file);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Safetensors tensors =
          new Safetensors(Map.of(), List.of(tensor("layer0.W_i", List.of(2), 1, bad)));
      assertThatThrownBy(() -> tensors.save(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(file + " was not written: value 1 of layer0.W_i is " + bad + ".");
    }
    assertThat(Safetensors.load(file)).isEqualTo(sample());
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
  }
}
