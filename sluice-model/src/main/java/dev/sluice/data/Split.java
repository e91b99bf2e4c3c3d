package dev.sluice.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a text is cut by position into three parts, in percent.
 *
 * @param train the first part, from which a model learns
 * @param validation the second, by which its progress is judged
 * @param test the last, kept for one final figure
 */
public record Split(int train, int validation, int test) {

  /** 90 / 5 / 5. */
  public static final Split DEFAULT = new Split(90, 5, 5);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,3})/(\\d{1,3})(?:/(\\d{1,3}))?");

  /**
   * @throws IllegalArgumentException if a part is negative or the parts do not add up to 100
   */
  public Split {
    if (train < 0 || validation < 0 || test < 0 || (long) train + validation + test != 100) {
      throw new IllegalArgumentException(
          Sentence.of(
              "A split has parts from 0 that add up to 100, such as 90/5/5; %d/%d/%d does not.",
              train, validation, test));
    }
  }

  /**
   * Reads {@code 90/5/5}, or {@code 90/10} for one without a test part.
   *
   * @throws IllegalArgumentException if it is not two or three whole numbers that add up to 100
   */
  public static Split parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Sentence.of(
              "A split is three whole numbers of percent, such as 90/5/5; '%s' is not.", text));
    }
    String test = matcher.group(3);
    return new Split(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        test == null ? 0 : Integer.parseInt(test));
  }

  /** Where the training part of a text of {@code length} symbols ends. */
  long trainEnd(long length) {
    return length * train / 100;
  }

  /** Where its validation part ends and its test part begins. */
  long validationEnd(long length) {
    return length * (train + validation) / 100;
  }

  @Override
  public String toString() {
    return train + "/" + validation + "/" + test;
  }
}
