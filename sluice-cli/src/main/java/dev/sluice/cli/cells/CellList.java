package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The catalogue. */
@Command(name = "list", description = "List the cells of the catalogue.")
public record CellList(
    @Option(names = "--json", description = "Print one JSON object per cell.") boolean json)
    implements Task {

  /** The years of publication end what a table has room for. */
  private static final Pattern AUTHORS = Pattern.compile(".*?\\b(?:19|20)\\d\\d\\b");

  /** What the comments above the header say. */
  record Entry(String meaning, String source) {
    static Entry of(Cell cell) {
      List<String> comments =
          cell.text()
              .lines()
              .takeWhile(line -> line.startsWith("#"))
              .map(line -> line.substring(1).strip().replaceFirst("\\.$", ""))
              .toList();
      return new Entry(
          comments.isEmpty() ? "" : comments.getFirst(),
          comments.stream()
              .filter(line -> line.startsWith("Source: "))
              .map(line -> line.substring("Source: ".length()))
              .findFirst()
              .orElse(""));
    }

    /** Who published it and when, without the title. */
    String authors() {
      Matcher matcher = AUTHORS.matcher(source);
      return matcher.lookingAt() ? matcher.group() : source;
    }
  }

  @Override
  public int run(Console console) {
    Table table = new Table().row("cell", "states", "what it is", "source");
    for (String name : Cell.catalogue()) {
      Cell cell = Cell.named(name);
      Entry entry = Entry.of(cell);
      List<String> states = cell.states().stream().map(Cell.State::name).toList();
      if (json) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("cell", name);
        object.put("states", states);
        object.put("meaning", entry.meaning());
        object.put("source", entry.source());
        console.json(object);
      } else {
        table.row(name, String.join(" ", states), entry.meaning(), entry.authors());
      }
    }
    if (!json) {
      console.text(table.text(""));
    }
    return DONE;
  }
}
