package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One step of one unit in words: the classic four for a cell that says them (Olah 2015,
 * Understanding LSTM networks), else what became of each state.
 */
public record Story(
    Cell cell, Map<String, Float> before, Map<String, Float> values, Map<String, Float> after) {

  /** A part of it. */
  public record Part(String name, String sentence) {}

  /** Its parts in the order in which they happen. */
  public List<Part> parts() {
    if (says("c", "f * c + i * g")
        && says("h", "o * tanh(c')")
        && has(List.of("i", "f", "g", "o"), List.of("c", "h"))) {
      return memory();
    }
    if (says("h", "z * h + (1 - z) * n") && has(List.of("z", "n"), List.of("h"))) {
      return update();
    }
    List<Part> parts = new ArrayList<>();
    after.forEach(
        (name, value) ->
            parts.add(
                part(
                    name,
                    "%s goes from %s to %s.",
                    name,
                    said(before.getOrDefault(name, 0f)),
                    said(value))));
    return parts;
  }

  /** Some cells begin with a number that stands for none, which has thirty digits. */
  private static String said(float value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1e6 ? "%.2f" : "%.1e", value);
  }

  /** Whether all was recorded of this unit: a gate may be a number, which has no units. */
  private boolean has(List<String> names, List<String> states) {
    return values.keySet().containsAll(names)
        && before.keySet().containsAll(states)
        && after.keySet().containsAll(states);
  }

  private boolean says(String state, String right) {
    return cell.equations().stream()
        .filter(Equation::next)
        .anyMatch(e -> e.name().equals(state) && e.toString().equals(state + "' = " + right));
  }

  private List<Part> memory() {
    float i = values.get("i");
    float f = values.get("f");
    float g = values.get("g");
    float o = values.get("o");
    float old = before.get("c");
    float c = after.get("c");
    return List.of(
        part(
            "forget",
            "The forget gate is %.2f: %.0f %% of the memory %.2f is kept: %.2f.",
            f,
            100 * f,
            old,
            f * old),
        part(
            "store", "The input gate is %.2f: of the candidate %.2f it lets %.2f in.", i, g, i * g),
        part("update", "Together the memory is %.2f + %.2f = %.2f.", f * old, i * g, c),
        part(
            "output",
            "The output gate is %.2f: of tanh(%.2f) = %.2f the cell shows %.2f.",
            o,
            c,
            Math.tanh(c),
            after.get("h")));
  }

  private List<Part> update() {
    float z = values.get("z");
    float old = before.get("h");
    float n = values.get("n");
    List<Part> parts = new ArrayList<>();
    if (values.containsKey("r")) {
      float r = values.get("r");
      parts.add(
          part(
              "reset",
              "The reset gate is %.2f: the new value is made with %.0f %% of what is known.",
              r,
              100 * r));
    }
    parts.add(part("keep", "The update gate is %.2f: of %.2f it keeps %.2f.", z, old, z * old));
    parts.add(
        part(
            "store",
            "Of the new value %.2f the rest, %.0f %%, comes in: %.2f.",
            n,
            100 * (1 - z),
            (1 - z) * n));
    parts.add(
        part(
            "output",
            "Together the cell shows %.2f + %.2f = %.2f.",
            z * old,
            (1 - z) * n,
            after.get("h")));
    return parts;
  }

  private static Part part(String name, String format, Object... numbers) {
    // A zero has no sign for a reader, and a minus is no hyphen.
    return new Part(
        name,
        String.format(Locale.ROOT, format, numbers)
            .replaceAll("-(0\\.00)(?!\\d)", "$1")
            .replaceAll("-(?=\\d)", "−"));
  }
}
