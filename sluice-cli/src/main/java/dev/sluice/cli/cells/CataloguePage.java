package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellNotes;
import dev.sluice.cell.Steps;
import dev.sluice.cell.picture.Diagram;
import dev.sluice.cell.picture.Latex;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The catalogue as a page of Markdown with a picture of each cell. */
final class CataloguePage {
  private static final Pattern ARXIV =
      Pattern.compile("arXiv (\\d{4}\\.\\d{5}|\\d{4}\\.\\d{4})(v\\d+)?");

  private CataloguePage() {}

  /** The name of the page; pictures lie in a folder beside it. */
  static final String NAME = "cells.md";

  /** The page and its pictures: what each file contains, by its name below the folder. */
  static Map<String, String> files() {
    List<Cell> cells = Cell.catalogue().stream().map(Cell::named).toList();
    Map<String, String> files = new TreeMap<>();
    files.put(NAME, page(cells));
    cells.forEach(cell -> files.put(picture(cell), Diagram.svg(cell)));
    return files;
  }

  private static String picture(Cell cell) {
    return "cells/" + cell.name() + ".svg";
  }

  private static String page(List<Cell> cells) {
    return """
    # The catalogue

    These %d cells come with Sluice; `Cell.named("lstm")` and `--cell lstm` name one. Each is a text: its equations, from which all that is said here follows. The language is explained in [language.md](language.md).

    In the formulas n is the input size and h the hidden size; other letters are sizes that a cell names, which are h where nothing else is said. Operations are those of one step of one row: two for each multiply-add of a product, one per unit for anything else.

    In the pictures time runs from left to right. A thick blue line is a state: its old value enters the frame on the left, its new one leaves on the right. An orange line is an input, a gray one any other value. A box holds products or weights, with the name of its equation, or of its matrices where it is a part of one, and below that the function around them: yellow is a gate, green any other function, gray a sum alone. What is round is an operation element by element; it is red where it multiplies a value by a gate. In it a dot `·` stands for the value that comes in, so `1 −` is one minus that value. Where the order matters, the label names one operand, as in `· ÷ n′`, where the value that comes in is divided by n′, or else the first enters from the left and the second from above or below. A dot on a line is a junction; lines that cross without one do not meet.

    | cell | what it is | parameters |
    | --- | --- | --- |
    %s
    %s\
    """
        .formatted(
            cells.size(),
            cells.stream().map(CataloguePage::row).collect(Collectors.joining()),
            cells.stream().map(CataloguePage::section).collect(Collectors.joining("\n")));
  }

  private static String row(Cell cell) {
    return "| %s | %s | %s |\n"
        .formatted(link(cell.name()), CellNotes.of(cell).sentence(), counts(cell).parameters());
  }

  private static String section(Cell cell) {
    CellNotes notes = CellNotes.of(cell);
    StringBuilder text = new StringBuilder("## %s\n\n".formatted(cell.name()));
    text.append(notes.sentence()).append(".\n\n");
    item(
        text,
        "Source",
        ARXIV.matcher(notes.source()).replaceAll("[$0](https://arxiv.org/abs/$1$2)"));
    item(text, "Derives from", notes.origin().isEmpty() ? "" : link(notes.origin()));
    notes.conventions().forEach(convention -> item(text, "Convention", convention));
    CellCounts counts = counts(cell);
    text.append("\n```text\n").append(CellNotes.below(cell)).append("```\n\n");
    text.append("$$\n").append(math(cell)).append("$$\n\n");
    text.append("![%1$s](%2$s)\n\n".formatted(cell.name(), picture(cell)));
    item(
        text,
        "Parameters",
        counts.parameters() + (counts.exactFor().isEmpty() ? "" : ", " + counts.exactFor()));
    item(text, "Operations", counts.flops());
    item(text, "Plan", PlanInWords.of(Steps.of(cell), "`%s`"::formatted).replaceFirst("\\.$", ""));
    return text.toString();
  }

  private static void item(StringBuilder text, String key, String value) {
    if (!value.isEmpty()) {
      text.append("- %s: %s.\n".formatted(key, value));
    }
  }

  private static CellCounts counts(Cell cell) {
    return CellCounts.of(cell).orElseThrow();
  }

  private static String link(String name) {
    return Cell.catalogue().contains(name) ? "[%1$s](#%1$s)".formatted(name) : name;
  }

  /** GitHub refuses the macro {@code \operatorname}. */
  private static String math(Cell cell) {
    return Latex.of(cell).replace("\\operatorname{", "\\mathrm{");
  }
}
