package dev.sluice.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A page of another origin may not, even where its name was made to lead to this
 * machine: the names by which the server is called are known. Where others than this machine's
 * users can reach it, who asks must know the token of the address that was printed.
 */
public final class Guard {
  private static final HeaderName SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final HeaderName TOKEN = HeaderNames.create("X-Sluice-Token");

  private final Set<String> names;
  private final @Nullable String token;
  private volatile int port;

  private Guard(Set<String> names, @Nullable String token) {
    this.names = names;
    this.token = token;
  }

  /**
   * For a server at an address.
   *
   * @param host how the user calls it
   */
  public static Guard of(String host, InetAddress address) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    names.add(literal(host));
    names.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
    if (address.isLoopbackAddress()) {
      return new Guard(names, null);
    }
    names.add(literal(address.getHostAddress()));
    if (address.isAnyLocalAddress()) {
      names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(own -> literal(own.getHostAddress().replaceFirst("%.*", "")))
          .forEach(names::add);
    }
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return new Guard(names, HexFormat.of().formatHex(random));
  }

  /** As an address of the web has it: in brackets where it has colons. */
  static String literal(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
  }

  /** The port, once it is known. */
  public void listensAt(int port) {
    this.port = port;
  }

  /** What must be known; null where no more than the address. */
  public @Nullable String token() {
    return token;
  }

  /**
   * Lets a request pass, or not.
   *
   * @throws Refusal if it may not
   */
  void check(ServerRequest request) {
    ServerRequestHeaders headers = request.headers();
    String host = headers.first(HeaderNames.HOST).orElse("").toLowerCase(Locale.ROOT);
    if (!isOurs(host)) {
      throw Refusal.forbidden(
          "This server is not called '%s'; open it by the address that it printed.",
          host.replaceAll("[^\\w.:\\[\\]-]", "?"));
    }
    List<String> origins = headers.all(HeaderNames.ORIGIN, List::of);
    if (!origins.stream().allMatch(origin -> isOurOrigin(origin.toLowerCase(Locale.ROOT)))) {
      throw Refusal.forbidden("Pages of other origins may not ask this server.");
    }
    String path = request.path().path();
    // A browser names the origin of a page that sends, not of one that merely asks.
    String site = headers.first(SITE).orElse("none");
    if (path.startsWith("/api/") && !site.equals("same-origin") && !site.equals("none")) {
      throw Refusal.forbidden("Pages of other origins may not ask this server.");
    }
    if (token != null && (path.equals("/") || path.startsWith("/api/")) && !knowsToken(request)) {
      throw Refusal.forbidden(
          "The token is missing or wrong; open the address that 'sluice explore' printed.");
    }
  }

  private boolean isOurs(String authority) {
    String end = ":" + port;
    String name =
        authority.endsWith(end)
            ? authority.substring(0, authority.length() - end.length())
            : port == 80 ? authority : "";
    return names.contains(name);
  }

  private boolean isOurOrigin(String origin) {
    return origin.startsWith("http://") && isOurs(origin.substring("http://".length()));
  }

  private boolean knowsToken(ServerRequest request) {
    String given =
        request
            .headers()
            .first(TOKEN)
            .or(() -> request.query().first("token").asOptional())
            .orElse("");
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8),
        String.valueOf(token).getBytes(StandardCharsets.UTF_8));
  }
}
