package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Models that few people have, looked into like any other. */
class OddModelsTest {
  private static final Vocabulary VOCABULARY = Vocabulary.ofCharacters("ab");

  private Explorer explorer;

  private static Model model(Layer recurrent) {
    return Model.of(3, Layer.embedding(VOCABULARY, 3), recurrent, Layer.linear(2));
  }

  private void show(Model model, Path folder) throws IOException {
    Path file = folder.resolve("odd.safetensors");
    Checkpoint.of(model, VOCABULARY).save(file);
    explorer = Explorer.start(file, "localhost", 0);
  }

  @AfterEach
  void end() {
    explorer.close();
  }

  private JsonNode ask(String question) throws Exception {
    String run = Asked.post(explorer, "/api/runs", "{'text': 'abab'}").json().path("id").asString();
    return Asked.get(explorer, "/api/runs/" + run + question).json();
  }

  @Test
  void whatIsNoNumberIsNull(@TempDir Path folder) throws Exception {
    Cell root =
        Cell.parse("root(x; h, s)\n  h' = tanh(W_h @ x)\n  s' = sqrt(0 - 1 - abs(W_s @ x))\n");
    show(model(Layer.recurrent(root, 4)), folder);
    JsonNode step = ask("/step?step=1&layer=layer0&unit=2");
    assertThat(step.path("before").path("s").isNull()).isTrue();
    assertThat(step.path("after").path("s").isNull()).isTrue();
    assertThat(step.path("after").path("h").isNumber()).isTrue();
    JsonNode unit = ask("/unit?value=layer0.s&unit=0");
    assertThat(unit.path("values")).hasToString("[null,null,null,null]");
    assertThat(unit.path("mean").isNull()).isTrue();
    assertThat(unit.path("least").isNull()).isTrue();
  }

  @Test
  void aGateThatIsANumberHasNoStory(@TempDir Path folder) throws Exception {
    show(model(Layer.recurrent(Cell.named("lstm").with("i = 1"), 4)), folder);
    JsonNode story = ask("/step?step=1&layer=layer0&unit=2").path("story");
    assertThat(story)
        .extracting(part -> part.path("name").asString())
        .containsExactlyInAnyOrder("c", "h");
    assertThat(story.get(0).path("sentence").asString())
        .matches("[ch] goes from -?\\d\\.\\d\\d to -?\\d\\.\\d\\d\\.");
  }

  @Test
  void aLearnedStartComesBeforeTheFirstStep(@TempDir Path folder) throws Exception {
    Model model = model(Layer.recurrent(Cell.named("gru"), 4).withLearnedStart());
    model.parameters().tensor("layer0.h.start").values()[2] = 0.625f;
    model.parameters().changed();
    show(model, folder);
    JsonNode step = ask("/step?step=0&layer=layer0&unit=2");
    assertThat(step.path("before")).hasToString("{\"h\":0.625}");
    double z = step.path("values").path("z").asDouble();
    double n = step.path("values").path("n").asDouble();
    assertThat(step.path("after").path("h").asDouble())
        .isCloseTo(z * 0.625 + (1 - z) * n, within(1e-6));
  }

  @Test
  void gatesMayBeStates(@TempDir Path folder) throws Exception {
    show(model(Layer.recurrent(Cell.named("lstm-fgr"), 4)), folder);
    assertThat(ask("/saturation?layer=layer0").path("gates"))
        .extracting(gate -> gate.path("name").asString())
        .containsExactly("i", "f", "o");
  }
}
