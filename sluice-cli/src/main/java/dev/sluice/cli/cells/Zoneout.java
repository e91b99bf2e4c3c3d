package dev.sluice.cli.cells;

import org.jspecify.annotations.Nullable;

/**
 * What {@code --zoneout} says of one state.
 *
 * @param state its name; null for the first
 * @param p the probability with which a unit keeps its old value
 */
public record Zoneout(@Nullable String state, double p) {

  /** Reads {@code 0.1} or {@code c=0.5}. */
  public static Zoneout parse(String text) {
    int equals = text.indexOf('=');
    String state = equals < 0 ? null : text.substring(0, equals).strip();
    try {
      return new Zoneout(state, Double.parseDouble(text.substring(equals + 1)));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "must be a probability, or STATE=P such as c=0.5; '%s' is neither.".formatted(text));
    }
  }
}
