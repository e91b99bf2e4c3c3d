package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Size;
import dev.sluice.cell.Sizes;
import dev.sluice.server.http.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cell that somebody typed, with numbers for its sizes: small enough to be computed.
 *
 * @param text the cell's text, to which its line numbers refer
 */
public record TypedCell(Cell cell, String text, Sizes sizes) {
  private static final int MOST_CHARACTERS = 20_000;
  private static final int MOST_CHANGES = 20;
  private static final int MOST_UNITS = 64;
  private static final long MOST_NUMBERS = 1_000_000;

  /**
   * Reads a cell.
   *
   * @param with other lines, each a change of what came before
   * @param input the input size; 3 where null
   * @param hidden the hidden size; 4 where null
   * @throws dev.sluice.cell.CellSyntaxException if the text is no cell
   * @throws Refusal if it is larger than what is computed here
   */
  public static TypedCell of(
      @Nullable String text,
      @Nullable List<String> with,
      @Nullable Integer input,
      @Nullable Integer hidden) {
    Cell cell = read(text, with);
    int units = size("hidden", hidden == null ? 4 : hidden);
    int entering = size("input", input == null ? 3 : input);
    Sizes sizes =
        cell.shapes().at(cell.shapes().inputIsHidden() ? units : entering, units, Map.of());
    requireSmall(cell, sizes);
    boolean asTyped = with == null || with.isEmpty();
    return new TypedCell(cell, asTyped && text != null ? text : cell.text(), sizes);
  }

  /**
   * Reads a cell without numbers.
   *
   * @throws dev.sluice.cell.CellSyntaxException if the text is no cell
   * @throws Refusal if the text is too long
   */
  public static Cell read(@Nullable String text, @Nullable List<String> with) {
    if (text == null || text.isBlank()) {
      throw Refusal.wrong("There is no text; write a cell, or choose one of the catalogue.");
    }
    List<String> changes = new ArrayList<>(with == null ? List.of() : with);
    changes.removeIf(String::isBlank);
    int length = text.length() + changes.stream().mapToInt(String::length).sum();
    if (length > MOST_CHARACTERS || changes.size() > MOST_CHANGES) {
      throw Refusal.impossible(
          "The text has %,d characters and %,d changes; at most %,d and %d are read.",
          length, changes.size(), MOST_CHARACTERS, MOST_CHANGES);
    }
    Cell cell = Cell.parse(text);
    for (String lines : changes) {
      cell = cell.with(lines);
    }
    return changes.isEmpty() ? cell : Cell.parse(cell.text());
  }

  private static int size(String name, int size) {
    if (size < 1 || size > MOST_UNITS) {
      throw Refusal.impossible(
          "The %s size must be between 1 and %d; it is %,d.", name, MOST_UNITS, size);
    }
    return size;
  }

  /** The parameters of a cell and the values of one step; below 0 where they cannot be counted. */
  public static long numbers(Cell cell, Sizes sizes) {
    long numbers = cell.shapes().parameterCount(sizes);
    for (Equation equation : cell.equations()) {
      boolean number = !equation.next() && cell.shapes().isNumber(equation.name());
      numbers += number ? 1 : sizes.of(cell.shapes().size(equation.name()));
    }
    return numbers;
  }

  private static void requireSmall(Cell cell, Sizes sizes) {
    long numbers = numbers(cell, sizes);
    if (numbers < 0 || numbers > MOST_NUMBERS) {
      throw Refusal.impossible(
          "The cell has %s numbers at these sizes; at most %,d are computed: choose smaller sizes.",
          numbers < 0 ? "too many" : String.format(Locale.ROOT, "%,d", numbers), MOST_NUMBERS);
    }
  }

  /** The number of each size, in the order of the text. */
  Map<String, Integer> sizesByName() {
    Map<String, Integer> ordered = new LinkedHashMap<>();
    cell.shapes().names().forEach(name -> ordered.put(name, sizes.of(Size.of(name))));
    return ordered;
  }
}
