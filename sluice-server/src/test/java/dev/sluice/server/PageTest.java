package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page and what it loads. */
class PageTest {
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
  void thePageMayRunItsImportMapAndItsOwnFilesAlone() throws Exception {
    Asked page = Asked.get(explorer, "/");
    Matcher map =
        Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
            .matcher(page.text());
    assertThat(map.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(page.header("content-security-policy"))
        .isEqualTo(
            "default-src 'self'; script-src 'self' 'sha256-"
                + Base64.getEncoder().encodeToString(digest)
                + "'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none';"
                + " form-action 'none'; frame-ancestors 'none'; object-src 'none'");
    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
  }

  @Test
  void filesHaveTheirTypes() throws Exception {
    Asked module = Asked.get(explorer, "/lib/lit/index.js");
    assertThat(module.status()).isEqualTo(200);
    assertThat(module.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(Asked.get(explorer, "/lib/katex/dist/katex.min.css").header("content-type"))
        .isEqualTo("text/css; charset=utf-8");
    Asked again =
        Asked.send(
            HttpRequest.newBuilder(Asked.address(explorer, "/lib/lit/index.js"))
                .header("If-None-Match", module.header("etag")));
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void styleSheetsFindTheirFonts() throws Exception {
    Matcher url =
        Pattern.compile("url\\(([^)]*woff2)\\)")
            .matcher(Asked.get(explorer, "/lib/katex/dist/katex.min.css").text());
    int fonts = 0;
    while (url.find()) {
      fonts++;
      assertThat(Asked.get(explorer, "/lib/katex/dist/" + url.group(1)).status())
          .as(url.group(1))
          .isEqualTo(200);
    }
    assertThat(fonts).isGreaterThan(10);
  }

  private static final Pattern SPECIFIER =
      Pattern.compile("(?:\\bfrom|\\bimport)\\s*\\(?\\s*[\"']([^\"'\\n]+)[\"']");

  /** From the page's scripts, and from all that the import map offers. */
  @Test
  void everyImportLeadsToAModule() throws Exception {
    String html = resource("web/index.html");
    JsonNode map = new JsonMapper().readTree(resource("import-map.json")).path("imports");
    assertThat(map.propertyNames()).contains("lit", "lit/directives/repeat.js", "d3", "katex");
    Deque<String> open = new ArrayDeque<>();
    Matcher scripts = Pattern.compile("<script[^>]* src=\"([^\"]+)\"").matcher(html);
    while (scripts.find()) {
      if (Explorer.class.getResource(scripts.group(1).substring(1)) != null) {
        open.add(scripts.group(1));
      }
    }
    map.forEach(one -> open.add(one.asString()));
    Set<String> seen = new HashSet<>();
    List<String> lost = new ArrayList<>();
    while (!open.isEmpty()) {
      String path = open.pop();
      if (!seen.add(path)) {
        continue;
      }
      if (Explorer.class.getResource(path.substring(1)) == null) {
        lost.add(path);
        continue;
      }
      String text = resource(path.substring(1)).replaceAll("(?s)/\\*.*?\\*/", "");
      Matcher found = SPECIFIER.matcher(text);
      while (path.endsWith("js") && found.find()) {
        String name = found.group(1);
        if (name.startsWith(".") || name.startsWith("/")) {
          open.push(URI.create(path).resolve(name).getPath());
        } else if (map.has(name)) {
          open.push(map.path(name).asString());
        } else {
          lost.add(name + " in " + path);
        }
      }
    }
    assertThat(lost).isEmpty();
    assertThat(seen).hasSizeGreaterThan(60);
  }

  @Test
  void licensesAreKept() {
    for (String name : List.of("lit", "lit-html", "@lit/reactive-element", "d3", "katex")) {
      assertThat(Explorer.class.getResource("lib/" + name + "/LICENSE")).as(name).isNotNull();
    }
  }

  @Test
  void whatIsNotThereIsSaidInASentence() throws Exception {
    Asked.get(explorer, "/lib/d3/nothing.js")
        .refused(404, "There is no such file; the page is at '/'.");
    Asked.get(explorer, "/elsewhere")
        .refused(404, "There is nothing at this address; the page is at '/'.");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Explorer.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
