package dev.sluice.cli.console;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON for scripts. A class of its own, so that commands without {@code --json} never load it. */
public final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** The object on one line. */
  public static String of(Map<String, ? extends @Nullable Object> object) {
    return MAPPER.writeValueAsString(object);
  }

  /** An object from one line. */
  public static Map<String, @Nullable Object> read(String line) {
    return MAPPER.readValue(line, new TypeReference<>() {});
  }
}
