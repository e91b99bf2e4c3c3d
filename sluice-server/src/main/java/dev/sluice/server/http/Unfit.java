package dev.sluice.server.http;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says of JSON that is no question which field does not fit, and what it must be. */
final class Unfit {
  private Unfit() {}

  static Refusal body(JacksonException e) {
    Class<?> wanted =
        switch (e) {
          case MismatchedInputException mismatch -> mismatch.getTargetType();
          case InputCoercionException number -> number.getTargetType();
          default -> null;
        };
    StringBuilder field = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        field.append('[').append(step.getIndex()).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return field.isEmpty()
        ? Refusal.wrong("The body must be %s.", kind(wanted))
        : Refusal.wrong("The field '%s' must be %s.", field, kind(wanted));
  }

  private static String kind(@Nullable Class<?> wanted) {
    if (wanted == null) {
      return "of another kind";
    }
    if (wanted == Integer.class || wanted == int.class) {
      return "a whole number between -2147483648 and 2147483647";
    }
    if (wanted == Long.class || wanted == long.class) {
      return "a whole number";
    }
    if (wanted == Double.class || wanted == double.class) {
      return "a number";
    }
    if (wanted == String.class) {
      return "a text";
    }
    return wanted.isArray() || Collection.class.isAssignableFrom(wanted)
        ? "a list"
        : "an object with the fields that are asked for";
  }
}
