package dev.sluice.cli.console;

import java.lang.reflect.InvocationTargetException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of options as text and as they are stored. What is wrong is told as the end of a sentence
 * that begins with the name of the option: "must be a whole number; 'ten' is not one."
 */
final class Values {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(s|m|h)");

  private Values() {}

  /** Reads one value of the type. */
  static Object parse(Class<?> type, String text) throws Exception {
    if (type.isEnum() && !hasParse(type)) {
      return Words.constant(type, text);
    }
    return switch (type.getName()) {
      case "int", "java.lang.Integer" -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "long", "java.lang.Long" -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case "double", "java.lang.Double" -> number(text);
      case "boolean" -> Boolean.parseBoolean(text);
      case "java.lang.String" -> text;
      case "java.nio.file.Path" -> path(text);
      case "java.time.Duration" -> duration(text);
      default -> parseByType(type, text);
    };
  }

  private static long whole(String text, long from, long to) {
    if (!text.matches("[-+]?\\d+")) {
      throw new IllegalArgumentException("must be a whole number; '%s' is not.".formatted(text));
    }
    BigInteger number = new BigInteger(text);
    if (number.bitLength() >= Long.SIZE || number.longValue() < from || number.longValue() > to) {
      throw new IllegalArgumentException(
          "must be a whole number of at most %,d; %s is too large.".formatted(to, text));
    }
    return number.longValue();
  }

  private static double number(String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("must be a number; '%s' is not.".formatted(text));
    }
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("must be a finite number; '%s' is not.".formatted(text));
    }
    return number;
  }

  private static Path path(String text) {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("must be the name of a file; it is empty.");
    }
    return Path.of(text);
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a time such as 30s, 10m or 2h; '%s' is not.".formatted(text));
    }
    int unit =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          default -> 3600;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * 1000 * unit));
  }

  private static boolean hasParse(Class<?> type) {
    try {
      type.getMethod("parse", String.class);
      return true;
    } catch (NoSuchMethodException _) {
      return false;
    }
  }

  private static Object parseByType(Class<?> type, String text) throws Exception {
    try {
      return type.getMethod("parse", String.class).invoke(null, text);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** The value as a model file stores it: a string, number, boolean, null or map of these. */
  static @Nullable Object stored(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean bool -> bool;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, one) -> plain.put(String.valueOf(key), stored(one)));
        yield plain;
      }
      case List<?> list ->
          Collections.unmodifiableList(
              new ArrayList<@Nullable Object>(list.stream().map(Values::stored).toList()));
      case Enum<?> constant when !hasParse(constant.getDeclaringClass()) -> Words.of(constant);
      default -> value.toString();
    };
  }

  /**
   * A stored value as the type that it had.
   *
   * @throws IllegalArgumentException if it is none of that type
   */
  static @Nullable Object restored(Class<?> type, @Nullable Object value) throws Exception {
    return switch (value) {
      case null -> null;
      case Number number ->
          switch (type.getName()) {
            case "int", "java.lang.Integer" -> number.intValue();
            case "long", "java.lang.Long" -> number.longValue();
            case "double", "java.lang.Double" -> number.doubleValue();
            default -> parse(type, number.toString());
          };
      case Boolean bool when type == boolean.class -> bool;
      case Map<?, ?> map when type == Map.class -> map;
      case List<?> list when type == List.class -> list;
      case String text -> parse(type, text);
      default -> throw new IllegalArgumentException("is " + value + ".");
    };
  }
}
