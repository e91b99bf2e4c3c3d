package dev.sluice.server.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.webserver.http.ServerRequest;

/** What a request without a body says: the names in its path, and its parameters. */
public final class Query {
  private final ServerRequest request;

  Query(ServerRequest request) {
    this.request = request;
  }

  /** What stands in the path where the route has {@code {name}}. */
  public String path(String name) {
    return request.path().pathParameters().get(name);
  }

  /**
   * A parameter.
   *
   * @throws Refusal if it is missing
   */
  public String text(String name) {
    return parameters()
        .first(name)
        .orElseThrow(() -> Refusal.wrong("The parameter '%s' is missing.", name));
  }

  /**
   * A whole number.
   *
   * @throws Refusal if it is missing or none
   */
  public int number(String name) {
    String text = text(name);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw Refusal.wrong("The parameter '%s' must be a whole number.", name);
    }
  }

  /**
   * A whole number, which may be left out.
   *
   * @throws Refusal if it is none
   */
  public int number(String name, int missing) {
    return parameters().contains(name) ? number(name) : missing;
  }

  private Parameters parameters() {
    return request.query();
  }
}
