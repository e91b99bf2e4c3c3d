package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody sends who means well; after each the server still answers. */
@Timeout(120)
class HostileTest {
  private static Explorer explorer;

  @BeforeAll
  static void start() throws IOException {
    explorer = Explorer.start(null, "localhost", 0);
  }

  @AfterAll
  static void end() {
    explorer.close();
  }

  @AfterEach
  void stillAnswers() throws Exception {
    assertThat(Asked.get(explorer, "/api/start").json().path("cells").size()).isGreaterThan(30);
    assertThat(
            Asked.post(explorer, "/api/cell", "{'text': 'a(x; h)\\n  h\\u0027 = W_h @ x'}").json())
        .hasToString(
            Asked.post(explorer, "/api/cell", "{'text': 'a(x; h)\\n  h\\u0027 = W_h @ x'}")
                .json()
                .toString());
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getByName("localhost"), explorer.page().getPort());
  }

  /** What the server says to these bytes, until it closes. */
  private static String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String asked(String host, String path) throws IOException {
    return raw("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost", "localhost:1", "127.0.0.1.evil.example", ""})
  void anotherHost(String host) throws IOException {
    assertThat(asked(host, "/api/start")).startsWith("HTTP/1.1 4").doesNotContain("cells");
    String port = ":" + explorer.page().getPort();
    assertThat(asked("evil.example" + port, "/"))
        .startsWith("HTTP/1.1 403 ")
        .endsWith(
            "{\"message\":\"This server is not called 'evil.example%s'; open it by the address that"
                    .formatted(port)
                + " it printed.\"}");
    assertThat(asked("127.0.0.1" + port, "/api/start")).startsWith("HTTP/1.1 200 ");
    assertThat(asked("[::1]" + port, "/api/start")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "https://localhost", "http://localhost"})
  void anotherOrigin(String origin) throws Exception {
    Asked.send(
            HttpRequest.newBuilder(Asked.address(explorer, "/api/cell"))
                .header("Origin", origin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")))
        .refused(403, "Pages of other origins may not ask this server.");
    int port = explorer.page().getPort();
    assertThat(
            Asked.send(
                    HttpRequest.newBuilder(Asked.address(explorer, "/api/start"))
                        .header("Origin", "http://localhost:" + port))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/web/../import-map.json",
        "/web/../../../../../../etc/passwd",
        "/lib/../Explorer.class",
        "/web/%2e%2e/import-map.json",
        "/web/..%2fimport-map.json",
        "/web/..\\import-map.json",
        "/web//etc/passwd",
        "/web/index.html%00.js",
        "/lib/d3/",
        "/lib/d3/LICENSE",
        "/../../etc/passwd"
      })
  void pathsThatLeadElsewhere(String path) throws IOException {
    String answer = asked("localhost:" + explorer.page().getPort(), path);
    assertThat(answer)
        .containsPattern("^HTTP/1.1 40[04] ")
        .contains("{\"message\":")
        .doesNotContain("root:", "imports");
  }

  @Test
  void aBodyThatSaysItIsLarge() throws Exception {
    String answer =
        raw(
            "POST /api/cell HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n"
                .formatted(explorer.page().getPort()));
    assertThat(answer)
        .startsWith("HTTP/1.1 413 ")
        .endsWith("{\"message\":\"The body is too large; at most 1,048,576 bytes are read.\"}");
  }

  /** 100 MB without an announced length: the server stops listening long before the end. */
  @Test
  void aBodyThatDoesNotEnd() throws Exception {
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    byte[] bytes = chunk.getBytes(StandardCharsets.ISO_8859_1);
    int sent = 0;
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /api/cell HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(explorer.page().getPort())
              .getBytes(StandardCharsets.ISO_8859_1));
      try {
        while (sent < 1_600) {
          out.write(bytes);
          sent++;
        }
      } catch (SocketException _) {
        // closed by the server
      }
    }
    assertThat(sent).isLessThan(1_600);
  }

  @Test
  void aBodyThatIsNoJson() throws Exception {
    Asked.send(
            HttpRequest.newBuilder(Asked.address(explorer, "/api/cell"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")))
        .refused(415, "The body must be JSON; send it with Content-Type: application/json.");
    assertThat(Asked.post(explorer, "/api/cell", "{'text': ").status()).isEqualTo(400);
    assertThat(Asked.post(explorer, "/api/cell", "[1, 2]").status()).isEqualTo(400);
    assertThat(Asked.post(explorer, "/api/cell", "[".repeat(100_000)).status()).isEqualTo(400);
    assertThat(Asked.post(explorer, "/api/cell", "{'input': 'many'}").status()).isEqualTo(400);
  }

  @Test
  void aHeaderWithoutEnd() throws IOException {
    String answer =
        raw(
            "GET / HTTP/1.1\r\nHost: localhost:%d\r\nX-Long: %s"
                .formatted(explorer.page().getPort(), "x".repeat(40_000)));
    assertThat(answer).startsWith("HTTP/1.1 4").contains("{\"message\":");
  }

  /** More than there may be, some of which have begun a request. */
  @Test
  void connectionsThatAreHeldOpen() throws Exception {
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = connect();
        held.add(socket);
        if (i % 2 == 0) {
          socket
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nHost: local".getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      stillAnswers();
      int closed = 0;
      for (Socket socket : held.subList(0, 250)) {
        socket.setSoTimeout(10_000);
        try {
          closed += socket.getInputStream().read() < 0 ? 1 : 0;
        } catch (SocketException _) {
          closed++; // with a reset
        }
      }
      assertThat(closed).isEqualTo(250);
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void aCellThatWouldTakeForever() throws Exception {
    String states =
        IntStream.range(0, 300).mapToObj(i -> "s" + i).collect(Collectors.joining(", "));
    String equations =
        IntStream.range(0, 300)
            .mapToObj(i -> "s%d' = tanh(W_s%d @ x + U_s%d @ s%d)".formatted(i, i, i, (i + 1) % 300))
            .collect(Collectors.joining("\\n"));
    String text = "a(x; %s)\\n%s".formatted(states, equations).replace("'", "\\u0027");
    Asked.post(explorer, "/api/cell", "{'text': '" + text + "', 'input': 64, 'hidden': 64}")
        .refused(
            422,
            "The cell has 2,476,800 numbers at these sizes; at most 1,000,000 are computed: choose"
                + " smaller sizes.");
    Asked.post(explorer, "/api/check", "{'text': '" + text + "'}")
        .refused(422, "The check takes longer than 2 seconds and was given up; make it smaller.");
    Asked.post(explorer, "/api/cell", "{'text': '" + "#".repeat(30_000) + "'}")
        .refused(
            422, "The text has 30,000 characters and 0 changes; at most 20,000 and 20 are read.");
    Asked.post(explorer, "/api/cell", "{'text': 'a(x; h)', 'hidden': 100000}").status();
  }
}
