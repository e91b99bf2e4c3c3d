package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server answered. */
record Asked(int status, HttpResponse<byte[]> response) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper MAPPER = new JsonMapper();

  static Asked get(Explorer explorer, String path) throws Exception {
    return send(HttpRequest.newBuilder(explorer.page().resolve(path)));
  }

  /** Sends JSON; apostrophes stand for quotation marks. */
  static Asked post(Explorer explorer, String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(explorer.page().resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  static Asked send(HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> response =
        CLIENT.send(
            request.timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Asked(response.statusCode(), response);
  }

  static URI address(Explorer explorer, String path) {
    return explorer.page().resolve(path);
  }

  String text() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The answer to what could be answered. */
  JsonNode json() throws IOException {
    assertThat(status).as(text()).isEqualTo(200);
    return MAPPER.readTree(text());
  }

  /** Asserts that it was refused, with a sentence. */
  void refused(int status, String sentence) throws IOException {
    assertThat(this.status).as(text()).isEqualTo(status);
    assertThat(header("content-type")).isEqualTo("application/json");
    assertThat(MAPPER.readTree(text()).path("message").asString()).isEqualTo(sentence);
  }
}
