package dev.sluice.bench;

import java.util.Deque;

/** Reads what stands behind an option of a benchmark's command line. */
public final class Arguments {
  private Arguments() {}

  /**
   * Takes the value of {@code option} from the front of what follows it.
   *
   * @throws IllegalArgumentException if nothing follows
   */
  public static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value behind it.");
    }
    return rest.remove();
  }

  /**
   * The same for a count.
   *
   * @throws IllegalArgumentException if it is none, or below 1
   */
  public static int positive(String option, Deque<String> rest) {
    String value = value(option, rest);
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "%s needs a whole number of at least 1, not \"%s\".".formatted(option, value));
  }
}
