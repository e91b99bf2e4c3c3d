package dev.sluice.cli.forecast;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows to learn from, to judge by, and to keep for the end.
 *
 * @param train the first
 * @param validation those after them
 * @param test those after these; what comes later is left out
 */
public record Rows(int train, int validation, int test) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})/(\\d{1,9})/(\\d{1,9})");

  /**
   * Reads {@code 8640/2880/2880}.
   *
   * @throws IllegalArgumentException if it is not three whole numbers
   */
  public static Rows parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be three whole numbers, such as 8640/2880/2880; '%s' is not.".formatted(text));
    }
    return new Rows(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  @Override
  public String toString() {
    return train + "/" + validation + "/" + test;
  }
}
