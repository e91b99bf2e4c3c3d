package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Batch;
import dev.sluice.inspect.Activations;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.task.LongLag;
import dev.sluice.task.Remembering;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A model that reads no text, at numbers. */
class LayerWalkTest {
  private static final float[] INPUTS = {1, 0.5f, 0, 0.25f, 0, 0};

  @Test
  void itsLayersAreShownWithTheirOwnWeights(@TempDir Path folder) throws Exception {
    Model model =
        Model.of(
            5,
            Layer.input(2),
            Layer.recurrent(Cell.named("gru"), 4).withLearnedStart(),
            Layer.last(),
            Layer.linear(1));
    model.parameters().tensor("layer0.h.start").values()[2] = 0.625f;
    model.parameters().changed();
    Path file = folder.resolve("adding.safetensors");
    Checkpoint.of(model, new Remembering(LongLag.ADDING, 20)).save(file);
    try (Explorer explorer = Explorer.start(file, "localhost", 0)) {
      JsonNode facts = Asked.get(explorer, "/api/start").json().path("model");
      assertThat(facts.path("reads").asString()).isEqualTo("numbers");
      assertThat(facts.path("recurrent").get(0).path("input").asInt()).isEqualTo(2);
      JsonNode steps =
          Asked.post(
                  explorer,
                  "/api/layer/step",
                  "{'layer': 'layer0', 'inputs': [[1, 0.5], [0, 0.25], [0, 0]], 'unit': 2}")
              .json()
              .path("steps");
      float[] expected =
          Activations.of(model, Batch.ofFeatures(2, INPUTS)).value("layer0.h").values();
      assertThat(steps.get(0).path("before").path("h").get(2).asDouble()).isEqualTo(0.625);
      for (int step = 0; step < 3; step++) {
        for (int unit = 0; unit < 4; unit++) {
          assertThat(steps.get(step).path("after").path("h").get(unit).asDouble())
              .isCloseTo(expected[step * 4 + unit], within(1e-5));
        }
      }
      Asked.post(explorer, "/api/layer/step", "{'layer': 'layer1', 'inputs': [[1, 0]]}")
          .refused(404, "There is no such recurrent layer; there are: layer0.");
      Asked.post(explorer, "/api/layer/step", "{'inputs': []}")
          .refused(422, "A cell is followed over 1 to 200 steps; there are 0.");
      Asked.post(explorer, "/api/layer/step", "{'inputs': [[1, 0]], 'unit': 4}")
          .refused(422, "There is no unit 4; they go from 0 to 3.");
    }
  }
}
