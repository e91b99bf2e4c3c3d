package dev.sluice.cli.console;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** JSON for scripts. A class of its own, so that commands without {@code --json} never load it. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** The object on one line. */
  static String of(Map<String, ? extends @Nullable Object> object) {
    return MAPPER.writeValueAsString(object);
  }
}
