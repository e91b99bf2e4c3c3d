package dev.sluice.cli.train;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Records;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options with which a model was trained, for those who use it. */
public final class Trained {
  private Trained() {}

  /** An option as the model was trained; null where its file does not say. */
  public static @Nullable Object option(Checkpoint checkpoint, String name) {
    return checkpoint.provenance() == null ? null : checkpoint.provenance().options().get(name);
  }

  /**
   * Options as the model was trained, but for those that the user gives.
   *
   * @param typed what was typed, or the defaults
   */
  public static <R extends Record> R or(R typed, Given given, Checkpoint checkpoint) {
    if (checkpoint.provenance() == null) {
      return typed;
    }
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) typed.getClass();
    R trained;
    try {
      trained = Records.restored(type, checkpoint.provenance().options(), Map.of());
    } catch (IllegalArgumentException e) {
      return typed; // it was trained by a program
    }
    Map<String, @Nullable Object> values = Records.values(typed);
    Map<String, Object> changes = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (given.names().contains(name) && value != null) {
            changes.put(name, value);
          }
        });
    return Records.with(trained, changes);
  }
}
