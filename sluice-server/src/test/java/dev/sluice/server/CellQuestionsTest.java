package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CellQuestionsTest {
  private static final String LEAKY =
      "leaky(x; h)\\n  a  = sigmoid(b_a)  # a rate\\n"
          + "  h\\u0027 = a * h + (1 - a) * tanh(W_h @ x)";

  private static Explorer explorer;

  @BeforeAll
  static void start() throws IOException {
    explorer = Explorer.start(null, "localhost", 0);
  }

  @AfterAll
  static void end() {
    explorer.close();
  }

  @Test
  void theCatalogueComesFirst() throws Exception {
    JsonNode start = Asked.get(explorer, "/api/start").json();
    assertThat(start.path("model").isNull()).isTrue();
    JsonNode elman = start.path("cells").get(0);
    assertThat(elman.path("name").asString()).isEqualTo("elman");
    assertThat(elman.path("title").asString()).startsWith("Simple recurrent network");
    assertThat(elman.path("text").asString()).contains("h' = tanh(W_h @ x + U_h @ h + b_h)");
  }

  @Test
  void aCellIsLookedAt() throws Exception {
    JsonNode cell =
        Asked.post(
                explorer, "/api/cell", "{'text': '%s', 'input': 2, 'hidden': 5}".formatted(LEAKY))
            .json();
    assertThat(cell.path("name").asString()).isEqualTo("leaky");
    assertThat(cell.path("svg").asString()).startsWith("<svg ").endsWith("</svg>\n");
    assertThat(cell.path("equations").get(0))
        .hasToString(
            "{\"line\":2,\"target\":\"a\",\"latex\":\"a_t = \\\\sigma(b_{a})\",\"comment\":\"a"
                + " rate\"}");
    assertThat(cell.path("parameters"))
        .hasToString(
            "[{\"name\":\"b_a\",\"shape\":[5],\"count\":5},"
                + "{\"name\":\"W_h\",\"shape\":[5,2],\"count\":10}]");
    assertThat(cell.path("parameterCount").asInt()).isEqualTo(15);
    assertThat(cell.path("states")).hasToString("[\"h\"]");
    assertThat(cell.path("sizes")).hasToString("{\"input\":2,\"hidden\":5}");
  }

  @Test
  void gradientsAreChecked() throws Exception {
    JsonNode check = Asked.post(explorer, "/api/check", "{'text': '%s'}".formatted(LEAKY)).json();
    assertThat(check.path("passed").asBoolean()).isTrue();
    assertThat(check.path("sentence").asString())
        .matches("The gradients agree with differences of the equations to \\d\\.\\de-\\d+\\.");
  }

  @Test
  void changesMakeAnotherText() throws Exception {
    JsonNode cell =
        Asked.post(
                explorer, "/api/cell", "{'text': '%s', 'with': ['a = 0.5', '']}".formatted(LEAKY))
            .json();
    assertThat(cell.path("text").asString()).contains("  a  = 0.5\n");
    assertThat(cell.path("parameters").size()).isEqualTo(1);
  }

  @Test
  void aMistakeHasItsPlace() throws Exception {
    JsonNode error =
        Asked.post(explorer, "/api/cell", "{'text': 'a(x; h)\\n  h\\u0027 = tanh(W_h @ xyz)'}")
            .json()
            .path("error");
    assertThat(error.path("message").asString())
        .startsWith("cell, line 2: 'xyz' is not defined.")
        .endsWith("    h' = tanh(W_h @ xyz)\n" + " ".repeat(22) + "^");
    assertThat(error.path("line").asInt()).isEqualTo(2);
    assertThat(error.path("column").asInt()).isEqualTo(19);
    assertThat(error.path("length").asInt()).isEqualTo(3);
  }

  @Test
  void aCellIsFollowed() throws Exception {
    JsonNode steps =
        Asked.post(
                explorer,
                "/api/step",
                "{'text': '%s', 'input': 1, 'hidden': 2, 'inputs': [[1], [0]]}".formatted(LEAKY))
            .json()
            .path("steps");
    assertThat(steps.size()).isEqualTo(2);
    JsonNode first = steps.get(0);
    assertThat(first.path("inputs")).hasToString("{\"x\":[1.0]}");
    assertThat(first.path("before")).hasToString("{\"h\":[0.0,0.0]}");
    double rate = first.path("values").path("a").get(1).asDouble();
    double after = first.path("after").path("h").get(1).asDouble();
    assertThat(steps.get(1).path("before").path("h").get(1).asDouble()).isEqualTo(after);
    assertThat(steps.get(1).path("after").path("h").get(1).asDouble())
        .isCloseTo(rate * after, within(1e-12));
    assertThat(first.path("story").get(0).path("sentence").asString())
        .matches("h goes from 0\\.00 to −?\\d\\.\\d\\d\\.");
    Asked.post(
            explorer,
            "/api/step",
            "{'text': '%s', 'inputs': [[1, 2, 3]], 'unit': 4}".formatted(LEAKY))
        .refused(422, "There is no unit 4; they go from 0 to 3.");
    Asked.post(explorer, "/api/step", "{'text': '%s', 'inputs': []}".formatted(LEAKY))
        .refused(422, "A cell is followed over 1 to 200 steps; there are 0.");
    Asked.post(explorer, "/api/step", "{'text': '%s', 'inputs': [[1, 2]]}".formatted(LEAKY))
        .refused(422, "The input x has 2 numbers; it needs 3.");
  }
}
