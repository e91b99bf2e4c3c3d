package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A sound model file whose description or tensors are changed. */
record Tampered(Path file) {

  /** Writes it anew with other content. */
  void change(UnaryOperator<String> document, UnaryOperator<List<Tensor>> tensors)
      throws IOException {
    Safetensors good = Safetensors.load(file);
    new Safetensors(
            Map.of("sluice", document.apply(good.metadata().get("sluice"))),
            tensors.apply(good.tensors()))
        .save(file);
  }

  /** Writes it anew with another text in its description, which has the old one. */
  void replace(String old, String with) throws IOException {
    change(
        document -> {
          assertThat(document).contains(old);
          return document.replace(old, with);
        },
        tensors -> tensors);
  }

  /** Asserts that it is not loaded, with this sentence, in which the file is called M. */
  void assertRefused(String message) {
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(ModelFileException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage().replace(file.toString(), "M"))
                    .isEqualTo(
                        message
                            + " Nothing was loaded; copy the file once more, or train a new"
                            + " model."));
  }
}
