package dev.sluice.cli.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words by which a user names the constants of an enum: {@code FOO_BAR} is {@code foo-bar}. */
public final class Words {
  private Words() {}

  /** The word of one constant. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words of all constants, in order. */
  static List<String> all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(one -> of((Enum<?>) one)).toList();
  }

  /** {@code 1 parameter}, {@code 3 parameters}. */
  public static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  /** {@code a, b or c}. */
  public static String either(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /** The constant with this word. */
  static Object constant(Class<?> type, String word) {
    for (Object constant : type.getEnumConstants()) {
      if (of((Enum<?>) constant).equals(word)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "must be %s; '%s' is none of them.".formatted(either(all(type)), word));
  }
}
