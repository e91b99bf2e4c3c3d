package dev.sluice.server.http;

import com.fasterxml.jackson.annotation.Nulls;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON, and back. */
final class Json {
  /** A field may be null, which is as if it were missing; what stands in a list may not. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new FiniteNumbers())
          .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
          .build();

  private Json() {}

  /** Makes it ready on a thread of its own, so that the first answer need not wait for it. */
  static void prepare() {
    Thread.ofPlatform().daemon().start(() -> MAPPER.writeValueAsBytes(new Server.Message("")));
  }
}
