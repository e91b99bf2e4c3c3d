package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Batch;
import dev.sluice.data.Vocabulary;
import dev.sluice.inspect.GradientFlow;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** How far gradients reach in the model that is open. */
class ModelFlowTest {
  private static final Vocabulary VOCABULARY = Vocabulary.ofCharacters("ab");
  private static final String TEXT = "abba".repeat(10);
  private static final Model MODEL =
      Model.of(
          3,
          Layer.embedding(VOCABULARY, 3),
          Layer.recurrent(Cell.named("lstm"), 12),
          Layer.recurrent(Cell.named("gru"), 5),
          Layer.linear(2));

  @TempDir private static Path folder;

  private static Explorer explorer;

  @BeforeAll
  static void start() throws IOException {
    Path file = folder.resolve("two.safetensors");
    Checkpoint.of(MODEL, VOCABULARY).save(file);
    explorer = Explorer.start(file, "localhost", 0);
  }

  @AfterAll
  static void end() {
    explorer.close();
  }

  private static JsonNode flow(String more) throws Exception {
    return Asked.post(
            explorer, "/api/flow/model", "{'text': '%s', 'lag': 20%s}".formatted(TEXT, more))
        .json();
  }

  @Test
  void itIsWhatInspectGradientsSays() throws Exception {
    for (String layer : new String[] {"layer0", "layer1"}) {
      GradientFlow expected =
          GradientFlow.of(
              MODEL, layer, Batch.ofSymbols(VOCABULARY.encode(TEXT)), 20, Workers.single());
      JsonNode found = flow(", 'layer': '%s'".formatted(layer));
      assertThat(found.path("name").asString()).isEqualTo(expected.cell());
      assertThat(found.path("directions").asInt()).isEqualTo(found.path("all").asInt());
      assertThat(found.path("paths").size()).isEqualTo(expected.paths().size());
      for (int p = 0; p < expected.paths().size(); p++) {
        JsonNode path = found.path("paths").get(p);
        assertThat(path.path("path").asString()).isEqualTo(expected.paths().get(p).name());
        assertThat(path.path("perStep").asDouble())
            .isCloseTo(expected.paths().get(p).perStep(), within(1e-12));
      }
    }
  }

  @Test
  void aFirstLookFollowsAFewDirections() throws Exception {
    JsonNode quick = flow(", 'quick': true");
    assertThat(quick.path("directions").asInt()).isEqualTo(16);
    assertThat(quick.path("all").asInt()).isEqualTo(24);
    JsonNode whole = flow("");
    for (int lag = 1; lag <= 20; lag++) {
      assertThat(largest(quick, lag)).isLessThanOrEqualTo(largest(whole, lag) + 1e-9);
    }
  }

  private static double largest(JsonNode flow, int lag) {
    return flow.path("paths").get(0).path("log10").get(lag).asDouble();
  }

  @Test
  void whatIsRefused() throws Exception {
    Asked.post(explorer, "/api/flow/model", "{'text': 'a'}")
        .refused(422, "A gradient flows from step to step; write a text of at least 2 symbols.");
    Asked.post(explorer, "/api/flow/model", "{'text': 'ab', 'layer': 'layer7'}")
        .refused(404, "There is no such recurrent layer; there are: layer0, layer1.");
    Asked.post(explorer, "/api/flow/model", "{'text': 'ab', 'lag': 501}")
        .refused(422, "The lag must be between 1 and 500; it is 501.");
  }
}
