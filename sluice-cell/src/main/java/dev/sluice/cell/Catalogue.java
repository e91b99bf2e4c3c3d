package dev.sluice.cell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The cells that come with Sluice: one {@code .cell} file each, listed in {@code index}. */
final class Catalogue {
  private Catalogue() {}

  private static final List<String> NAMES =
      read("index").lines().map(String::strip).filter(l -> !l.isEmpty()).toList();

  private static final Map<String, Cell> CELLS = new ConcurrentHashMap<>();

  static List<String> names() {
    return NAMES;
  }

  static Cell cell(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "There is no cell '"
              + Source.shown(name)
              + "' in the catalogue."
              + Nearest.hint(name, NAMES)
              + " './sluice cell list' shows all.");
    }
    return CELLS.computeIfAbsent(name, n -> Cell.parse(read(n + ".cell"), n + ".cell"));
  }

  private static String read(String file) {
    try (InputStream in = Cell.class.getResourceAsStream("catalogue/" + file)) {
      if (in == null) {
        throw new IllegalStateException("The catalogue has no file " + file + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
