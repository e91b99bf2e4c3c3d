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

  /** The comment above a header: what the cell is, then who published it. */
  private static final Pattern COMMENT = Pattern.compile("(.*?)(?:[.:] (.*?))?\\.?");

  /** What the comment above the header says. */
  record Entry(String meaning, String source) {
    static Entry of(Cell cell) {
      String comment =
          cell.text()
              .lines()
              .takeWhile(line -> line.startsWith("#"))
              .map(line -> line.substring(1).strip())
              .findFirst()
              .orElse("");
      Matcher matcher = COMMENT.matcher(comment);
      return matcher.matches() && matcher.group(2) != null
          ? new Entry(matcher.group(1), matcher.group(2))
          : new Entry(comment, "");
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
        table.row(name, String.join(" ", states), entry.meaning(), entry.source());
      }
    }
    if (!json) {
      console.text(table.text(""));
    }
    return DONE;
  }
}
