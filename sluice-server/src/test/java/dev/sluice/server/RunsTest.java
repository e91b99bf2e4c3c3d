package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.stream.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Texts that a model of two layers reads. */
class RunsTest {
  private static final Vocabulary VOCABULARY = Vocabulary.ofCharacters("abc \n");
  private static final Model MODEL =
      Model.of(
          7,
          Layer.embedding(VOCABULARY, 4),
          Layer.recurrent(Cell.named("lstm"), 6),
          Layer.recurrent(Cell.named("gru"), 5),
          Layer.linear(VOCABULARY.size()));

  private static Explorer explorer;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("abc.safetensors");
    Checkpoint.of(MODEL, VOCABULARY).save(file);
    explorer = Explorer.start(file, "localhost", 0);
  }

  @AfterAll
  static void end() {
    explorer.close();
  }

  private static String read(String text) throws Exception {
    return Asked.post(explorer, "/api/runs", "{'text': '" + text + "'}")
        .json()
        .path("id")
        .asString();
  }

  private static JsonNode ask(String run, String question) throws Exception {
    return Asked.get(explorer, "/api/runs/" + run + question).json();
  }

  private static FloatBuffer floats(String run, String question, int columns) throws Exception {
    Asked asked = Asked.get(explorer, "/api/runs/" + run + question);
    assertThat(asked.status()).as(asked.text()).isEqualTo(200);
    assertThat(asked.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(asked.header("x-columns")).isEqualTo(Integer.toString(columns));
    return ByteBuffer.wrap(asked.response().body()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  @Test
  void aTextIsRead() throws Exception {
    JsonNode run = Asked.post(explorer, "/api/runs", "{'text': 'abc cab'}").json();
    assertThat(run.path("steps").asInt()).isEqualTo(7);
    assertThat(run.path("symbols")).hasToString("[\"a\",\"b\",\"c\",\" \",\"c\",\"a\",\"b\"]");
    assertThat(run.path("surprise").get(0).isNull()).isTrue();
    Session session = Session.of(MODEL);
    float[] logits = session.step(VOCABULARY.encode("a")[0]);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    assertThat(run.path("surprise").get(1).asDouble())
        .isCloseTo(Math.log(sum) - logits[VOCABULARY.encode("b")[0]], within(1e-5));
    assertThat(ask(run.path("id").asString(), "/symbols?from=2&to=4"))
        .hasToString("{\"symbols\":[\"c\",\" \"]}");
  }

  /** Longer than what is read at once; the last columns are shorter than the first. */
  @Test
  void valuesComeInColumns() throws Exception {
    String run = read("ab c".repeat(150));
    FloatBuffer all = floats(run, "/values?value=layer0.c", 600);
    assertThat(all.remaining()).isEqualTo(600 * 6);
    FloatBuffer some =
        floats(run, "/values?value=layer0.c&from=100&to=107&first=2&last=4&columns=3", 3);
    assertThat(some.remaining()).isEqualTo(3 * 2);
    int[] begin = {100, 102, 104, 107};
    for (int column = 0; column < 3; column++) {
      for (int unit = 0; unit < 2; unit++) {
        double mean = 0;
        for (int step = begin[column]; step < begin[column + 1]; step++) {
          mean += all.get(step * 6 + unit + 2) / (begin[column + 1] - begin[column]);
        }
        assertThat((double) some.get(column * 2 + unit)).isCloseTo(mean, within(1e-6));
      }
    }
    JsonNode unit = ask(run, "/unit?value=layer0.c&unit=3&from=10&to=12");
    assertThat(unit.path("values").get(1).asDouble()).isCloseTo(all.get(11 * 6 + 3), within(1e-7));
    assertThat(unit.path("mean").asDouble())
        .isCloseTo((all.get(10 * 6 + 3) + all.get(11 * 6 + 3)) / 2, within(1e-7));
  }

  @Test
  void aStepIsTold() throws Exception {
    String run = read("abcabc");
    JsonNode first = ask(run, "/step?step=0&layer=layer0&unit=5");
    JsonNode step = ask(run, "/step?step=1&layer=layer0&unit=5");
    assertThat(step.path("symbol").asString()).isEqualTo("b");
    assertThat(step.path("before")).isEqualTo(first.path("after"));
    assertThat(first.path("before")).hasToString("{\"c\":0.0,\"h\":0.0}");
    JsonNode values = step.path("values");
    double c =
        values.path("f").asDouble() * step.path("before").path("c").asDouble()
            + values.path("i").asDouble() * values.path("g").asDouble();
    assertThat(step.path("after").path("c").asDouble()).isCloseTo(c, within(1e-6));
    assertThat(step.path("next").size()).isEqualTo(5);
    double all = 0;
    for (JsonNode next : step.path("next")) {
      all += next.path("probability").asDouble();
    }
    assertThat(all).isCloseTo(1, within(1e-9));
    assertThat(step.path("story").get(0).path("name").asString()).isEqualTo("forget");
    assertThat(step.path("story").get(0).path("sentence").asString())
        .matches(
            "The forget gate is 0\\.\\d\\d: \\d+ % of the memory −?0\\.\\d\\d is kept:"
                + " −?0\\.\\d\\d\\.");
    assertThat(ask(run, "/step?step=1&layer=layer1&unit=0").path("story"))
        .extracting(part -> part.path("name").asString())
        .containsExactly("reset", "keep", "store", "output");
  }

  @Test
  void gatesAreCounted() throws Exception {
    String run = read("abc ".repeat(20));
    JsonNode gates = ask(run, "/saturation?layer=layer1").path("gates");
    assertThat(gates).extracting(gate -> gate.path("name").asString()).containsExactly("r", "z");
    assertThat(gates.get(0).path("low").size()).isEqualTo(5);
    FloatBuffer z = floats(run, "/values?value=layer1.z", 80);
    double low = 0;
    for (int step = 0; step < 80; step++) {
      low += z.get(step * 5 + 2) < 0.1 ? 1 / 80.0 : 0;
    }
    assertThat(gates.get(1).path("low").get(2).asDouble()).isCloseTo(low, within(1e-9));
  }

  @Test
  void unitsAreComparedAndOrdered() throws Exception {
    String run = read("abc cab ".repeat(10));
    JsonNode units = ask(run, "/similar?value=layer0.c&unit=1").path("units");
    assertThat(units.size()).isEqualTo(20);
    assertThat(Math.abs(units.get(0).path("correlation").asDouble())).isBetween(0.5, 1.0001);
    for (String by : new String[] {"mean", "variance", "similar&unit=4"}) {
      JsonNode order = ask(run, "/order?value=layer0.h&by=" + by).path("units");
      assertThat(order)
          .extracting(JsonNode::asInt)
          .as(by)
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }
    assertThat(ask(run, "/order?value=layer0.h&by=similar&unit=4").path("units").get(0).asInt())
        .isEqualTo(4);
  }

  @Test
  void unitsThatTrackAProperty() throws Exception {
    String run = read("abc cab\\n".repeat(20));
    JsonNode tracking = ask(run, "/units?property=line&value=layer0.h");
    assertThat(tracking.path("units").size()).isEqualTo(6);
    assertThat(Math.abs(tracking.path("units").get(0).path("score").asDouble()))
        .isBetween(tracking.path("chance").asDouble() - 0.5, 1.0);
    Asked.get(explorer, "/api/runs/" + run + "/units?property=rhyme&value=layer0.h")
        .refused(422, "There is no property 'rhyme'. There are: quotes, line, word, brackets.");
  }

  @Test
  void aPredictionHasReasons() throws Exception {
    JsonNode why =
        Asked.post(explorer, "/api/attribution", "{'text': 'abc ab', 'symbol': 'c'}").json();
    assertThat(why.path("symbols").size()).isEqualTo(6);
    assertThat(why.path("gradient").size()).isEqualTo(6);
    assertThat(why.path("occlusion").size()).isEqualTo(6);
    Session session = Session.of(MODEL);
    float[] logits = {};
    for (int id : VOCABULARY.encode("abc ab")) {
      logits = session.step(id);
    }
    assertThat(why.path("logit").asDouble())
        .isCloseTo(logits[VOCABULARY.encode("c")[0]], within(1e-5));
    Asked.post(explorer, "/api/attribution", "{'text': 'abc', 'symbol': 'ab'}")
        .refused(422, "One symbol is asked about; there are 2.");
    Asked.post(explorer, "/api/attribution", "{'text': '" + "a".repeat(301) + "', 'symbol': 'a'}")
        .refused(422, "A text of 1 to 300 symbols can be asked about; it has 301.");
  }

  @Test
  void whatIsNotThere() throws Exception {
    Asked.post(explorer, "/api/runs", "{'text': ''}")
        .refused(400, "There is no text; write at least one symbol.");
    Asked.post(explorer, "/api/runs", "{'text': '" + "a".repeat(200_001) + "'}")
        .refused(
            422,
            "The text has 200,001 symbols; of this model the values of at most 200,000 are kept"
                + " (64 MB of memory): give a shorter text.");
    String run = read("abc");
    Asked.get(explorer, "/api/runs/" + run + "/values?value=layer9.f")
        .refused(
            404,
            "There is no value of this name; there are layer0.i, layer0.f, layer0.g, layer0.o,"
                + " layer0.c, layer0.h, layer1.r, layer1.z, layer1.n, layer1.h.");
    Asked.get(explorer, "/api/runs/" + run + "/step?step=3&layer=layer0&unit=0")
        .refused(404, "There is no step 3; they go from 0 to 2.");
    Asked.get(explorer, "/api/runs/" + run + "/step?step=x&layer=layer0&unit=0")
        .refused(400, "The parameter 'step' must be a whole number.");
    Asked.get(explorer, "/api/runs/" + run + "/saturation")
        .refused(400, "The parameter 'layer' is missing.");
    for (int i = 0; i < 4; i++) {
      read("abc");
    }
    Asked.get(explorer, "/api/runs/" + run + "/symbols")
        .refused(404, "This text is no longer kept, since 4 others were read; read it again.");
  }
}
