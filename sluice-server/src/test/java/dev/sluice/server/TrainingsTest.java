package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class TrainingsTest {
  private Explorer explorer;

  private record Event(String name, JsonNode data) {}

  @BeforeEach
  void start() throws IOException {
    explorer = Explorer.start(null, "localhost", 0);
  }

  @AfterEach
  void end() {
    explorer.close();
  }

  /** The events up to one. */
  private List<Event> listen(String id, Predicate<Event> last) throws IOException {
    var connection =
        (HttpURLConnection)
            Asked.address(explorer, "/api/trainings/" + id + "/events").toURL().openConnection();
    connection.setReadTimeout(60_000);
    List<Event> events = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(connection.getContentType()).isEqualTo("text/event-stream");
      String name = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(name, new JsonMapper().readTree(line.substring(6))));
          if (last.test(events.getLast())) {
            return events;
          }
        }
      }
    }
    throw new AssertionError("the events ended with " + events.getLast());
  }

  private static boolean is(Event event, String state) {
    return event.name.equals("state") && event.data.path("state").asString().equals(state);
  }

  private String begin(String wanted) throws Exception {
    return Asked.post(explorer, "/api/trainings", wanted).json().path("id").asString();
  }

  @Test
  void aTaskIsLearned() throws Exception {
    String id =
        begin(
            "{'task': 'adding', 'length': 10, 'cell': 'gru', 'hidden': 8, 'rate': 0.01, 'epochs':"
                + " 12}");
    List<Event> events = listen(id, event -> is(event, "done"));
    List<JsonNode> steps =
        events.stream().filter(e -> e.name.equals("progress")).map(Event::data).toList();
    assertThat(steps.getLast().path("update").asInt()).isEqualTo(600);
    assertThat(steps.getLast().path("loss").asDouble())
        .isLessThan(steps.getFirst().path("loss").asDouble() / 4);
    assertThat(steps.getLast().path("validation").isNumber()).isTrue();
    assertThat(listen(id, event -> is(event, "done"))).isEqualTo(events);
    JsonNode all = Asked.get(explorer, "/api/trainings").json().path("trainings");
    assertThat(all.get(0).path("title").asString()).isEqualTo("adding, length 10, gru 8");
    assertThat(all.get(0).path("state").asString()).isEqualTo("done");
    Asked.post(explorer, "/api/trainings/1/use", "{}")
        .refused(
            422, "Training 1 learns a task; a model of text is looked into: train one on a text.");
  }

  @Test
  void whatWasStoppedGoesOnAsIfItHadNot() throws Exception {
    // Longer until it is still running when the request to stop comes.
    String text;
    String broken;
    int epochs = 40;
    List<Event> before;
    do {
      text = "{'words': '%s', 'hidden': 16, 'epochs': %d}";
      text = text.formatted("abracadabra ".repeat(100), epochs);
      epochs = Math.min(1_000, 3 * epochs);
      broken = begin(text);
      Asked.post(explorer, "/api/trainings/" + broken + "/stop", "{}").json();
      before = listen(broken, event -> is(event, "stopped") || is(event, "done"));
    } while (!is(before.getLast(), "stopped"));
    List<Event> unbroken = listen(begin(text), event -> is(event, "done"));
    Asked.post(explorer, "/api/trainings/" + broken + "/use", "{}").json();
    Asked.post(explorer, "/api/trainings/" + broken + "/resume", "{}").json();
    List<Event> after = listen(broken, event -> is(event, "done"));
    assertThat(lastValidation(after)).isEqualTo(lastValidation(unbroken));
    assertThat(after).anyMatch(e -> e.name.equals("sample"));
  }

  private static double lastValidation(List<Event> events) {
    return events.stream()
        .filter(e -> e.name.equals("progress"))
        .reduce((_, later) -> later)
        .orElseThrow()
        .data
        .path("validation")
        .asDouble();
  }

  @Test
  void eventsEndWithTheTraining() throws Exception {
    String id = begin("{'task': 'adding', 'length': 10, 'hidden': 4, 'epochs': 1}");
    listen(id, event -> is(event, "done"));
    assertThatThrownBy(() -> listen(id, _ -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the events ended with ")
        .hasMessageContaining("The training is done.");
  }

  @Test
  void aModelOfTextBecomesThePages() throws Exception {
    Asked.post(explorer, "/api/generate", "{'text': 'ab'}")
        .refused(
            422, "There is no model; train one on this page, or name one: ./sluice explore MODEL.");
    String id = begin("{'words': '" + "abc ".repeat(300) + "', 'hidden': 12, 'epochs': 30}");
    listen(id, event -> is(event, "done"));
    Asked.post(explorer, "/api/trainings/" + id + "/use", "{}").json();
    JsonNode model = Asked.get(explorer, "/api/start").json().path("model");
    assertThat(model.path("file").asString()).isEqualTo("training 1");
    assertThat(model.path("what").asString()).isEqualTo("next character");
    assertThat(model.path("reads").asString()).isEqualTo("text");
    assertThat(model.path("example").asString()).startsWith("abc abc");
    JsonNode layer = model.path("recurrent").get(0);
    assertThat(layer.path("name").asString()).isEqualTo("layer0");
    assertThat(layer.path("values").get(0))
        .hasToString("{\"name\":\"i\",\"size\":12,\"kind\":\"gate\"}");
    assertThat(layer.path("values").get(4))
        .hasToString("{\"name\":\"c\",\"size\":12,\"kind\":\"state\"}");
    JsonNode written =
        Asked.post(explorer, "/api/generate", "{'text': 'abc ab', 'temperature': 0, 'length': 6}")
            .json();
    assertThat(written.path("text").asString()).isEqualTo("c abc ");
    assertThat(written.path("next").get(0).path("symbol").asString()).isEqualTo("c");
    Asked.post(explorer, "/api/generate", "{'text': 'xyz'}")
        .refused(422, "There is no symbol 'x' (U+0078) in the vocabulary of 4 symbols.");
  }

  @Test
  void aTrainedModelIsAFile(@TempDir Path folder) throws Exception {
    String id = begin("{'words': '" + "abc ".repeat(300) + "', 'hidden': 12, 'epochs': 30}");
    listen(id, event -> is(event, "done"));
    Asked file = Asked.get(explorer, "/api/trainings/" + id + "/file");
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("content-disposition"))
        .isEqualTo("attachment; filename=\"training-1.safetensors\"");
    assertThat(file.header("content-type")).isEqualTo("application/octet-stream");
    Path saved = Files.write(folder.resolve("saved.safetensors"), file.response().body());
    Checkpoint checkpoint = Checkpoint.load(saved);
    assertThat(checkpoint.provenance()).isNotNull();
    assertThat(checkpoint.provenance().options())
        .containsEntry("hidden", 12)
        .containsEntry("split", "90/10/0");
    Path again = folder.resolve("again.safetensors");
    checkpoint.save(again);
    assertThat(again).hasSameBinaryContentAs(saved);
    try (Explorer other = Explorer.start(saved, "localhost", 0)) {
      String asked = "{'text': 'abc ab', 'temperature': 0, 'length': 6}";
      assertThat(Asked.post(other, "/api/generate", asked).json().path("text").asString())
          .isEqualTo("c abc ");
    }
  }

  @Test
  void theModelThatWasOpenedComesBack(@TempDir Path folder) throws Exception {
    explorer.close();
    Path file = folder.resolve("opened.safetensors");
    Vocabulary vocabulary = Vocabulary.ofCharacters("ab");
    Checkpoint.of(
            Model.of(
                3,
                Layer.embedding(vocabulary, 3),
                Layer.recurrent(Cell.named("gru"), 4),
                Layer.linear(2)),
            vocabulary)
        .save(file);
    explorer = Explorer.start(file, "localhost", 0);
    listen(begin("{'task': 'adding', 'length': 10, 'hidden': 4, 'epochs': 1}"), e -> is(e, "done"));
    String id = begin("{'words': '" + "abc ".repeat(300) + "', 'epochs': 1}");
    listen(id, event -> is(event, "done"));
    JsonNode models = Asked.get(explorer, "/api/models").json().path("models");
    assertThat(models)
        .hasToString(
            "[{\"id\":\"opened\",\"name\":\"opened.safetensors\",\"title\":\"opened at the"
                + " start\"},{\"id\":\"2\",\"name\":\"training 2\",\"title\":\"a text of 1,200"
                + " characters, lstm 32\"}]");
    Asked.post(explorer, "/api/trainings/" + id + "/use", "{}").json();
    assertThat(shown()).isEqualTo("training 2");
    Asked.post(explorer, "/api/models/opened/use", "{}").json();
    assertThat(shown()).isEqualTo("opened.safetensors");
  }

  private String shown() throws Exception {
    return Asked.get(explorer, "/api/start").json().path("model").path("file").asString();
  }

  @Test
  void oneRunsAtATime() throws Exception {
    String id = begin("{'task': 'copy', 'length': 100, 'epochs': 1000}");
    Asked.post(explorer, "/api/trainings", "{'task': 'adding'}")
        .refused(409, "Training 1 is running; stop it first.");
    Asked.post(explorer, "/api/trainings/1/use", "{}")
        .refused(409, "Training 1 is running; stop it first.");
    Asked.get(explorer, "/api/trainings/1/file")
        .refused(409, "Training 1 is running; stop it first.");
    Asked.post(explorer, "/api/models/opened/use", "{}")
        .refused(
            404, "The explorer was started without a model; name one: ./sluice explore MODEL.");
    Asked.post(explorer, "/api/trainings/" + id + "/stop", "{}").json();
    Asked.post(explorer, "/api/trainings", "{'task': 'adding', 'epochs': 1}").json();
  }

  @Test
  void whatDivergesSaysSo() throws Exception {
    String id =
        begin(
            "{'task': 'adding', 'length': 20, 'cell': 'a(x; h)\\n  h\\u0027 = W_h @ x + U_h @ h',"
                + " 'rate': 10, 'clip': 0}");
    List<Event> events = listen(id, event -> is(event, "failed"));
    assertThat(events.getLast().data.path("message").asString())
        .contains("Clipping is off; try Clip norm 5.")
        .doesNotContain("--");
    assertThat(events).anyMatch(e -> e.name.equals("alarm"));
  }

  /** What there are no fields for is not advised. */
  @Test
  void advicesAreOfThePage() throws Exception {
    String id = begin("{'task': 'adding', 'length': 100, 'cell': 'elman', 'epochs': 1}");
    List<String> alarms =
        listen(id, event -> is(event, "done")).stream()
            .filter(e -> e.name.equals("alarm"))
            .map(e -> e.data.path("message").asString())
            .toList();
    assertThat(alarms).noneMatch(sentence -> sentence.contains("--"));
    assertThat(alarms)
        .anyMatch(
            sentence ->
                sentence.endsWith(
                    "If it matters, try a cell with gates (Cell: lstm or gru), or recurrent"
                        + " weights that begin orthogonal."));
  }

  @Test
  void whatIsRefused() throws Exception {
    Asked.post(explorer, "/api/trainings", "{'task': 'chess'}")
        .refused(
            422,
            "There is no task 'chess'; choose one of adding, copy, temporal-order, reber,"
                + " embedded-reber, anbn, parity.");
    Asked.post(explorer, "/api/trainings", "{'hidden': 100000}")
        .refused(422, "The hidden size must be between 1 and 512; it is 100,000.");
    Asked.post(explorer, "/api/trainings", "{'hidden': 512, 'layers': 4}")
        .refused(
            422,
            "The model has 7,364,608 numbers at these sizes; at most 5,000,000 are learned on the"
                + " page: choose a smaller hidden size or fewer layers.");
    Asked.post(explorer, "/api/trainings/7/stop", "{}")
        .refused(404, "There is no training '7'; the last 8 are kept.");
    Asked.post(explorer, "/api/trainings", "{'words': 'abcabc'}")
        .refused(422, "The text has 6 characters; paste one of at least 57.");
    Asked.post(explorer, "/api/trainings", "{'words': 'aaaa'}")
        .refused(
            422,
            "The text has only one distinct symbol, 'a' (U+0061): there is nothing to predict.");
  }
}
