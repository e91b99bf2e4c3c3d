package dev.sluice.cli.train;

import dev.sluice.cli.console.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How good a model is on some data, the figure that matters first, beside what trivial guesses
 * reach.
 *
 * @param data what it was judged on: {@code Test, 1,234 sequences}
 * @param figures at least one
 * @param more what only a script wants to know
 */
public record Score(String data, List<Figure> figures, Map<String, Object> more) {
  public Score {
    figures = List.copyOf(figures);
    more = new LinkedHashMap<>(more);
  }

  /**
   * What it was judged on.
   *
   * @param tested whether these data were kept for the end
   */
  public static String data(boolean tested, long count, String unit) {
    return String.format(Locale.ROOT, "%s, %,d %s", tested ? "Test" : "Validation", count, unit);
  }

  /** A table for a reader, and a sentence where the model does not beat what is trivial. */
  public String text() {
    SortedSet<String> others = new TreeSet<>();
    figures.forEach(figure -> others.addAll(figure.trivial().keySet()));
    List<String> head = new ArrayList<>(List.of(data, "model"));
    head.addAll(others);
    Table table = new Table().row(head);
    for (Figure figure : figures) {
      List<String> row = new ArrayList<>();
      row.add("  " + figure.name() + figure.measure().unit());
      row.add(figure.measure().text(figure.value()));
      for (String other : others) {
        Double value = figure.trivial().get(other);
        row.add(value == null ? "–" : figure.measure().text(value));
      }
      table.row(row);
    }
    Figure first = figures.getFirst();
    return table.text("")
        + (first.unbeaten().isEmpty()
            ? ""
            : "In %s the model does not beat %s.\n"
                .formatted(first.name(), String.join(" and ", first.unbeaten())));
  }

  /** The same for a script. */
  public void put(Map<String, @Nullable Object> object) {
    object.put("data", data);
    Map<String, Object> model = new LinkedHashMap<>();
    Map<String, Map<String, Object>> trivial = new LinkedHashMap<>();
    for (Figure figure : figures) {
      model.put(figure.key(), figure.value());
      figure
          .trivial()
          .forEach(
              (name, value) ->
                  trivial
                      .computeIfAbsent(Figure.key(name), _ -> new LinkedHashMap<>())
                      .put(figure.key(), value));
    }
    object.put("figures", model);
    object.put("trivial", trivial);
    object.putAll(more);
  }
}
