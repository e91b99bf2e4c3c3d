package dev.sluice.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the parts of a cross-validation, which is the test part in its turn.
 *
 * @param number from 1
 * @param of how many there are
 */
public record Fold(int number, int of) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /**
   * @throws IllegalArgumentException if there are fewer than two, or none of this number
   */
  public Fold {
    if (of < 2 || number < 1 || number > of) {
      throw new IllegalArgumentException(
          "A fold is one of at least two, such as 1/10; %s/%s is none.".formatted(number, of));
    }
  }

  /**
   * Reads {@code 1/10}.
   *
   * @throws IllegalArgumentException if it is no fold
   */
  public static Fold parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "A fold is two whole numbers, such as 1/10; '%s' is not.".formatted(text));
    }
    return new Fold(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
