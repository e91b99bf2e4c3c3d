package dev.sluice.server.http;

import tools.jackson.databind.json.JsonMapper;

/** Records as JSON, and back. */
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().addModule(new FiniteNumbers()).build();

  private Json() {}

  /** Makes it ready on a thread of its own, so that the first answer need not wait for it. */
  static void prepare() {
    Thread.ofPlatform().daemon().start(() -> MAPPER.writeValueAsBytes(new Server.Message("")));
  }
}
