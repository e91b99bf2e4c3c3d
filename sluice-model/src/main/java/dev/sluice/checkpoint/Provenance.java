package dev.sluice.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a model came to be: with the same data and the same program, enough to make it again.
 *
 * @param seed of the initial values and of all noise
 * @param data the SHA-256 of the data, in hexadecimal
 * @param options of the command that trained it: strings, numbers, booleans, nulls, and lists and
 *     maps of these. Leave out what must not change the file: time, paths, number of threads. They
 *     are written in the order of their keys; whole numbers come back as {@link Integer} or {@link
 *     Long}, others as {@link Double}
 * @param sluice the version of Sluice
 * @param jdk the feature version of the JDK
 */
public record Provenance(
    long seed, String data, Map<String, @Nullable Object> options, String sluice, int jdk) {

  public Provenance {
    options = plain("options", options);
  }

  /**
   * With the version of this Sluice and of the running JDK.
   *
   * @throws IllegalArgumentException if an option is of another kind
   */
  public static Provenance of(long seed, String data, Map<String, @Nullable Object> options) {
    return new Provenance(seed, data, options, version(), Runtime.version().feature());
  }

  /** The version of this Sluice; {@code unknown} where it runs from plain class files. */
  static String version() {
    ModuleDescriptor module = Provenance.class.getModule().getDescriptor();
    if (module != null) {
      return module.rawVersion().orElse("unknown");
    }
    // On the class path the jar says it; Maven writes this file.
    String file = "/META-INF/maven/dev.sluice/sluice-model/pom.properties";
    try (InputStream in = Provenance.class.getResourceAsStream(file)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static SortedMap<String, @Nullable Object> plain(String name, Map<?, ?> map) {
    SortedMap<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), plain(name + "." + key, value)));
    return Collections.unmodifiableSortedMap(sorted);
  }

  /** The value as it comes back from a file. */
  private static @Nullable Object plain(String name, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean bool -> bool;
      case Byte number -> number.intValue();
      case Short number -> number.intValue();
      case Integer number -> number;
      case Long number -> number == number.intValue() ? (Object) number.intValue() : number;
      case Float number -> plain(name, number.doubleValue());
      case Double number when Double.isFinite(number) -> number;
      case Map<?, ?> map -> plain(name, map);
      case List<?> list ->
          Collections.unmodifiableList(
              new ArrayList<@Nullable Object>(
                  list.stream().map(element -> plain(name, element)).toList()));
      default ->
          throw new IllegalArgumentException(
              "%s is %s (%s); a model file holds strings, numbers, booleans, lists and maps."
                  .formatted(name, value, value.getClass().getSimpleName()));
    };
  }
}
