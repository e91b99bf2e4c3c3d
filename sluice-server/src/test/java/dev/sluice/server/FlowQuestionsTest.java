package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FlowQuestionsTest {
  private static Explorer explorer;

  @BeforeAll
  static void start() throws IOException {
    explorer = Explorer.start(null, "localhost", 0);
  }

  @AfterAll
  static void end() {
    explorer.close();
  }

  private static JsonNode flow(String cell, String more) throws Exception {
    return Asked.post(
            explorer,
            "/api/flow",
            "{'cells': [%s], 'hidden': 8, 'lag': 60%s}".formatted(cell, more))
        .json()
        .path("cells")
        .get(0);
  }

  /** What goes through the memory alone is kept by the forget gate: about σ(bias) per step. */
  @Test
  void theForgetBiasDecidesHowLongAnLstmRemembers() throws Exception {
    JsonNode open = flow("{'name': 'lstm', 'forgetBias': 5}", "");
    JsonNode shut = flow("{'name': 'lstm', 'forgetBias': -2}", "");
    assertThat(open.path("paths"))
        .extracting(path -> path.path("path").asString())
        .containsExactlyInAnyOrder("all", "c", "h");
    assertThat(perStep(open, "c")).isCloseTo(-0.0029, within(0.002));
    assertThat(perStep(shut, "c")).isLessThan(-0.5);
    assertThat(open.path("paths").get(0).path("log10").size()).isEqualTo(61);
    assertThat(path(open, "c").path("verdict").asString()).isEqualTo("remembers");
    assertThat(path(shut, "c").path("verdict").asString()).isEqualTo("forgets");
  }

  /** In a GRU as here, a bias of z lets the past stay; in a MGU one minus the gate does. */
  @Test
  void theBiasIsThatOfTheGateThatKeeps() throws Exception {
    for (String name : new String[] {"gru", "mgu"}) {
      assertThat(perStep(flow("{'name': '%s', 'forgetBias': 6}".formatted(name), ""), "all"))
          .as(name)
          .isGreaterThan(-0.02);
      assertThat(perStep(flow("{'name': '%s', 'forgetBias': -3}".formatted(name), ""), "all"))
          .as(name)
          .isLessThan(-0.1);
    }
  }

  /** A linear network keeps its spectral radius, which the scale multiplies. */
  @Test
  void theScaleMakesItVanishOrExplode() throws Exception {
    String linear = "'text': 'linear(x; h)\\n  h\\u0027 = W_h @ x + U_h @ h'";
    double one = perStep(flow("{" + linear + "}", ""), "all");
    double twice = perStep(flow("{" + linear + ", 'scale': 2}", ""), "all");
    assertThat(twice - one).isCloseTo(Math.log10(2), within(1e-3));
    assertThat(flow("{" + linear + ", 'scale': 2}", "").path("paths").get(0).path("verdict"))
        .hasToString("\"explodes\"");
  }

  @Test
  void clippingScalesWhatIsLarge() throws Exception {
    String cell = "{'name': 'irnn', 'scale': 1.5}";
    JsonNode free = flow(cell, "").path("states").get(0);
    JsonNode clipped = flow(cell, ", 'clip': 1").path("states").get(0);
    assertThat(free.path("state").asString()).isEqualTo("h");
    double first = free.path("gradient").get(0).asDouble();
    double last = free.path("gradient").get(59).asDouble();
    assertThat(last).isGreaterThan(first + 5);
    double factor = clipped.path("gradient").get(0).asDouble() - first;
    assertThat(factor).isLessThan(-5);
    assertThat(clipped.path("gradient").get(59).asDouble() - last).isCloseTo(factor, within(1e-4));
  }

  private static double perStep(JsonNode flow, String name) {
    return path(flow, name).path("perStep").asDouble();
  }

  private static JsonNode path(JsonNode flow, String name) {
    for (JsonNode path : flow.path("paths")) {
      if (path.path("path").asString().equals(name)) {
        return path;
      }
    }
    throw new AssertionError("there is no path " + name);
  }

  @Test
  void whatIsRefused() throws Exception {
    Asked.post(explorer, "/api/flow", "{}").refused(422, "1 to 6 cells are compared; there are 0.");
    Asked.post(explorer, "/api/flow", "{'cells': [{'name': 'lstm'}], 'lag': 1000}")
        .refused(422, "The lag must be between 1 and 500; it is 1,000.");
    Asked.post(explorer, "/api/flow", "{'cells': [{'name': 'lstm'}], 'hidden': 100}")
        .refused(422, "The hidden size must be between 1 and 64; it is 100.");
    assertThat(Asked.post(explorer, "/api/flow", "{'cells': [{'text': 'a(x'}]}").status())
        .isEqualTo(422);
  }
}
