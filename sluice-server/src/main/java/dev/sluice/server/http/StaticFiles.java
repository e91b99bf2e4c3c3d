package dev.sluice.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The page and what it loads: resources beside a class, in {@code web/} and {@code lib/}, and
 * nothing else.
 */
public final class StaticFiles {
  /** Where the page's import map goes, within a script element and nothing else. */
  static final String PLACE = "<!-- import map -->";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "woff2", "font/woff2");

  /** A name begins with neither a dot nor nothing, so no path leads upwards. */
  private static final Pattern PATH =
      Pattern.compile("/(?:web|lib)(?:/[\\w@-][\\w@.-]*)+\\.(\\w+)");

  private record Content(byte[] bytes, String type, String tag) {}

  private final Class<?> beside;
  private final Map<String, Content> known = new ConcurrentHashMap<>();
  private final Content page;
  private final String policy;

  /**
   * The resources beside a class: {@code web/index.html}, {@code import-map.json}, and those that
   * the page asks for.
   */
  public StaticFiles(Class<?> beside) throws IOException {
    this.beside = beside;
    String map = new String(bytes("import-map.json"), StandardCharsets.UTF_8);
    String html = new String(bytes("web/index.html"), StandardCharsets.UTF_8);
    if (!html.contains(PLACE)) {
      throw new IllegalStateException("web/index.html has no " + PLACE);
    }
    page = content(html.replace(PLACE, map).getBytes(StandardCharsets.UTF_8), "html");
    // Pictures of cells and formulas have styles of their own.
    policy =
        "default-src 'self'; script-src 'self' 'sha256-%s'; style-src 'self' 'unsafe-inline';"
                .formatted(
                    Base64.getEncoder()
                        .encodeToString(sha256(map.getBytes(StandardCharsets.UTF_8))))
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " object-src 'none'";
  }

  /** What the page may load and run. */
  String policy() {
    return policy;
  }

  /** The page. */
  public void page(ServerRequest request, ServerResponse response) {
    send(page, request, response);
  }

  /** A file of the page. */
  public void file(ServerRequest request, ServerResponse response) {
    String path = request.path().path();
    Content content = known.get(path);
    if (content == null) {
      content = load(path);
      known.put(path, content);
    }
    send(content, request, response);
  }

  private Content load(String path) {
    var matcher = PATH.matcher(path);
    if (matcher.matches() && TYPES.containsKey(matcher.group(1))) {
      try {
        return content(bytes(path.substring(1)), matcher.group(1));
      } catch (IOException e) {
        throw missing();
      }
    }
    throw missing();
  }

  private static Refusal missing() {
    return Refusal.missing("There is no such file; the page is at '/'.");
  }

  private static void send(Content content, ServerRequest request, ServerResponse response) {
    // Asked for again each time, since another version may be served at this port tomorrow.
    response.header(HeaderNames.CACHE_CONTROL, "no-cache").header(HeaderNames.ETAG, content.tag);
    if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").equals(content.tag)) {
      response.status(304).send();
    } else {
      response.header(HeaderNames.CONTENT_TYPE, content.type).send(content.bytes);
    }
  }

  private static Content content(byte[] bytes, String ending) {
    String digest = HexFormat.of().formatHex(sha256(bytes), 0, 12);
    return new Content(bytes, TYPES.getOrDefault(ending, ""), '"' + digest + '"');
  }

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("there is no resource " + name);
      }
      return in.readAllBytes();
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
