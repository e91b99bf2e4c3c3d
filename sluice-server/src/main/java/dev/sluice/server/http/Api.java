package dev.sluice.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;

/**
 * Questions and answers in JSON. A question is a record, read from the body of a POST, or the
 * {@link Query} of a GET; the answer is a record, {@link Floats}, a {@link Download}, or {@link
 * Events}.
 */
public final class Api {
  /** The most bytes of a body. */
  public static final int MOST_BYTES = 1 << 20;

  private static final int MOST_STREAMS = 16;
  private static final HeaderName COLUMNS = HeaderNames.create("X-Columns");

  /** The answer where there is nothing to say. */
  public record Done() {}

  /** What answers a question. */
  @FunctionalInterface
  public interface Answering<Q> {
    /**
     * Answers.
     *
     * @throws Refusal if there is no answer but a sentence
     * @throws IllegalArgumentException the same, from the library
     */
    Object answer(Q question) throws IOException;
  }

  private final HttpRouting.Builder routing;
  private final Connections connections;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);

  /** Adds its routes to those of a server. */
  public Api(HttpRouting.Builder routing, Connections connections) {
    this.routing = routing;
    this.connections = connections;
  }

  /** A question without a body. */
  public Api get(String path, Answering<Query> answering) {
    routing.get(
        path,
        (request, response) -> {
          connections.answers(request.remotePeer().address());
          send(answering.answer(new Query(request)), request, response);
        });
    return this;
  }

  /** A question with a body, a record. */
  public <Q extends Record> Api post(String path, Class<Q> type, Answering<Q> answering) {
    routing.post(
        path,
        (request, response) -> {
          Q question = read(request, type);
          connections.answers(request.remotePeer().address());
          send(answering.answer(question), request, response);
        });
    return this;
  }

  /** A request that something be done, whose body says no more. */
  public Api act(String path, Answering<Query> answering) {
    routing.post(
        path,
        (request, response) -> {
          read(request, Done.class);
          connections.answers(request.remotePeer().address());
          send(answering.answer(new Query(request)), request, response);
        });
    return this;
  }

  private static <Q extends Record> Q read(ServerRequest request, Class<Q> type) {
    String given = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    if (!given.replaceFirst(";.*", "").strip().equalsIgnoreCase("application/json")) {
      throw Refusal.type("The body must be JSON; send it with Content-Type: application/json.");
    }
    byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    try {
      Q question =
          Json.MAPPER.readValue(
              body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body, type);
      if (question == null) {
        throw Refusal.wrong("The body must be an object with the fields that are asked for.");
      }
      return question;
    } catch (DatabindException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw Unfit.body(e);
    } catch (InputCoercionException e) {
      throw Unfit.body(e);
    } catch (JacksonException e) {
      throw Refusal.wrong(
          "The body is no JSON: %s.", e.getOriginalMessage().replaceAll("\\s+", " "));
    }
  }

  private void send(Object answer, ServerRequest request, ServerResponse response)
      throws IOException {
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    switch (answer) {
      case Floats floats ->
          response
              .header(HeaderNames.CONTENT_TYPE, "application/octet-stream")
              .header(COLUMNS, Integer.toString(floats.columns()))
              .send(floats.bytes());
      case Download file ->
          response
              .header(HeaderNames.CONTENT_TYPE, "application/octet-stream")
              .header(
                  HeaderNames.CONTENT_DISPOSITION,
                  "attachment; filename=\"%s\"".formatted(file.name()))
              .send(file.bytes());
      case Events events -> stream(events, request.remotePeer().address(), response);
      default -> json(response, answer);
    }
  }

  /** Sends a record as JSON. */
  static void json(ServerResponse response, Object answer) {
    response
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(Json.MAPPER.writeValueAsBytes(answer));
  }

  private void stream(Events events, SocketAddress listener, ServerResponse response)
      throws IOException {
    if (!streams.tryAcquire()) {
      throw Refusal.conflict(
          "%d pages listen already; close some of them, then load this one again.", MOST_STREAMS);
    }
    try {
      connections.streams(listener);
      response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
      try (OutputStream out = response.outputStream()) {
        events.send(new Stream(out));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } finally {
      streams.release();
    }
  }

  private record Stream(OutputStream out) implements Events.Sink {
    @Override
    public void event(String name, Object data) throws IOException {
      write("event: " + name + "\ndata: " + Json.MAPPER.writeValueAsString(data) + "\n\n");
    }

    @Override
    public void ping() throws IOException {
      write(":\n\n");
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
