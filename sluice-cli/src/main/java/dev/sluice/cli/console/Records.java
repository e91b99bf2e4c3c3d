package dev.sluice.cli.console;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records of options as maps from the names of their components to values. */
public final class Records {
  private Records() {}

  /** The components in order, as a model file stores them. */
  public static Map<String, @Nullable Object> stored(Record options) {
    Map<String, @Nullable Object> stored = new LinkedHashMap<>();
    values(options).forEach((name, value) -> stored.put(name, Values.stored(value)));
    return stored;
  }

  /**
   * A record from what {@link #stored} gave and a model file kept.
   *
   * @param known components that were not stored as what they are
   * @throws IllegalArgumentException if a value is missing or of another type
   */
  public static <R extends Record> R restored(
      Class<R> type, Map<String, @Nullable Object> stored, Map<String, Object> known) {
    return of(
        type,
        component -> {
          String name = component.getName();
          if (known.containsKey(name)) {
            return known.get(name);
          }
          if (!stored.containsKey(name)) {
            throw new IllegalArgumentException("the option '%s' is missing".formatted(name));
          }
          try {
            return Values.restored(component.getType(), stored.get(name));
          } catch (Exception e) {
            throw new IllegalArgumentException(
                "the option '%s' cannot be %s".formatted(name, stored.get(name)), e);
          }
        });
  }

  /** The same record with other values for some components. */
  public static <R extends Record> R with(R options, Map<String, Object> changes) {
    Map<String, @Nullable Object> values = values(options);
    values.putAll(changes);
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) options.getClass();
    return of(type, component -> values.get(component.getName()));
  }

  /** The components in order, as they are. */
  public static Map<String, @Nullable Object> values(Record options) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(options));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("an accessor of a public record failed", e);
      }
    }
    return values;
  }

  /** Calls the canonical constructor; what it throws is thrown as it is. */
  static <R extends Record> R of(Class<R> type, Function<RecordComponent, @Nullable Object> value) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(components).map(value).toArray();
    try {
      Constructor<R> constructor = type.getConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a record refused its options", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("%s is no public record".formatted(type), e);
    }
  }
}
