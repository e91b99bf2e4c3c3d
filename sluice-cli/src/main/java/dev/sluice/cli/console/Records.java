package dev.sluice.cli.console;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Records of options as maps from the names of their components to values; those of records within
 * are among them.
 */
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
    return of(type, component -> restored(component, stored, known));
  }

  private static @Nullable Object restored(
      RecordComponent component, Map<String, @Nullable Object> stored, Map<String, Object> known) {
    String name = component.getName();
    if (known.containsKey(name)) {
      return known.get(name);
    }
    if (isGroup(component)) {
      return of(
          component.getType().asSubclass(Record.class), inner -> restored(inner, stored, known));
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
  }

  /** The same record with other values for some components. */
  public static <R extends Record> R with(R options, Map<String, Object> changes) {
    Map<String, @Nullable Object> values = values(options);
    values.putAll(changes);
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) options.getClass();
    return of(type, component -> within(component, one -> values.get(one.getName())));
  }

  /** The components in order, as they are. */
  public static Map<String, @Nullable Object> values(Record options) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(options);
        if (isGroup(component)) {
          values.putAll(values((Record) value));
        } else {
          values.put(component.getName(), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("an accessor of a public record failed", e);
      }
    }
    return values;
  }

  /** Whether a component is no option or argument, but a record of more of them. */
  static boolean isGroup(RecordComponent component) {
    return component.getType().isRecord()
        && component.getType() != Given.class
        && !component.getAccessor().isAnnotationPresent(Option.class)
        && !component.getAccessor().isAnnotationPresent(Parameters.class);
  }

  /** The value of a component; of a record within, made of the values of its own. */
  private static @Nullable Object within(
      RecordComponent component, Function<RecordComponent, @Nullable Object> value) {
    return isGroup(component)
        ? of(component.getType().asSubclass(Record.class), inner -> within(inner, value))
        : value.apply(component);
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
