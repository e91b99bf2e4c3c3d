package dev.sluice.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The HTTP server with its limits. */
public final class Server implements AutoCloseable {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int MOST_LINE_BYTES = 4 * 1024;
  private static final HeaderName CSP = HeaderNames.create("Content-Security-Policy");
  private static final HeaderName NOSNIFF = HeaderNames.create("X-Content-Type-Options");
  private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");

  /** What every error says. */
  public record Message(String message) {}

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger HELIDON = Logger.getLogger("io.helidon");

  private final Connections connections = new Connections();
  private final Guard guard;
  private final StaticFiles files;
  private final WebServer server;

  /**
   * Starts it.
   *
   * @param port 0 for any that is free
   * @throws IOException if the port is taken or the address is not this machine's
   */
  public Server(String host, int port, StaticFiles files, Consumer<Api> routes) throws IOException {
    HELIDON.setLevel(Level.OFF);
    Json.prepare();
    InetAddress address = InetAddress.getByName(host);
    guard = Guard.of(host, address);
    this.files = files;
    HttpRouting.Builder routing = HttpRouting.builder().addFilter(this::filter);
    routing.error(Throwable.class, Server::tell);
    routing.get("/", files::page).get("/web/*", files::file).get("/lib/*", files::file);
    routes.accept(new Api(routing, connections));
    routing.any(
        (request, _) -> {
          throw Refusal.missing("There is nothing at this address; the page is at '/'.");
        });
    server =
        WebServer.builder()
            .address(address)
            .port(port)
            .useNio(false) // of which a read ends after its time
            .connectionOptions(connections.options(READ_TIMEOUT))
            .idleConnectionTimeout(Duration.ofMinutes(2))
            .idleConnectionPeriod(Duration.ofSeconds(15))
            .maxPayloadSize(Api.MOST_BYTES)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofMillis(100))
            .directHandlers(directHandlers())
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(MOST_HEADER_BYTES)
                    .maxPrologueLength(MOST_LINE_BYTES)
                    .build())
            .routing(routing)
            .build();
    // The server itself says in its log alone that a port is taken.
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address, port));
    }
    server.start();
    if (!server.isRunning()) {
      throw new IOException("Cannot listen at %s, port %d.".formatted(host, port));
    }
    guard.listensAt(server.port());
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  /** Who may ask. */
  public Guard guard() {
    return guard;
  }

  private void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.header(CSP, files.policy()).header(NOSNIFF, "nosniff").header(REFERRER, "no-referrer");
    guard.check(request);
    try {
      chain.proceed();
    } finally {
      connections.answered(request.remotePeer().address());
    }
  }

  /** Turns what was thrown into an answer. */
  private static void tell(ServerRequest request, ServerResponse response, Throwable thrown) {
    Answer answer = Answer.to(thrown);
    response.status(answer.status());
    if (request.content().hasEntity() && !request.content().consumed()) {
      response.header(HeaderValues.CONNECTION_CLOSE); // instead of reading what nobody wants
    }
    Api.json(response, new Message(answer.sentence()));
  }

  /** What the server itself refuses, before there is a request to answer. */
  private static DirectHandlers directHandlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, Server::refuse);
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse refuse(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    String sentence =
        switch (status.code()) {
          case 404 -> "There is nothing at this address; the page is at '/'.";
          case 413 ->
              "The body is too large; at most %,d bytes are read.".formatted(Api.MOST_BYTES);
          case 500 -> "This is a mistake in Sluice; report what you did.";
          default -> "The request is not one that this server reads; load the page again.";
        };
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .header(HeaderValues.CONNECTION_CLOSE)
        .keepAlive(false)
        .entity(Json.MAPPER.writeValueAsString(new Message(sentence)))
        .build();
  }

  /** Ends it; who is listening is cut off. */
  @Override
  public void close() {
    connections.closeStreams();
    server.stop();
  }
}
