package dev.sluice.peers.talk;

import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Commands and replies as lines of JSON. */
public final class Wire {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Wire() {}

  /** One line. */
  public static String line(Command command) {
    return MAPPER.writerFor(Command.class).writeValueAsString(command);
  }

  /** One line. */
  public static String line(Reply reply) {
    return MAPPER.writerFor(Reply.class).writeValueAsString(reply);
  }

  /** The command on a line. */
  public static Command command(String line) {
    return MAPPER.readValue(line, Command.class);
  }

  /** The reply on a line; nothing if native code wrote the line, as some does. */
  public static Optional<Reply> reply(String line) {
    return line.startsWith("{\"is\":")
        ? Optional.of(MAPPER.readValue(line, Reply.class))
        : Optional.empty();
  }
}
