package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellNotes;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The catalogue. */
@Command(name = "list", description = "List the cells of the catalogue.")
public record CellList(
    @Option(names = "--json", description = "Print one JSON object per cell.") boolean json)
    implements Task {

  @Override
  public int run(Console console) {
    Table table = new Table().row("cell", "states", "what it is", "source");
    for (String name : Cell.catalogue()) {
      Cell cell = Cell.named(name);
      CellNotes notes = CellNotes.of(cell);
      List<String> states = cell.states().stream().map(Cell.State::name).toList();
      if (json) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("cell", name);
        object.put("states", states);
        object.put("meaning", notes.sentence());
        object.put("source", notes.source());
        console.json(object);
      } else {
        table.row(name, String.join(" ", states), notes.sentence(), notes.authors());
      }
    }
    if (!json) {
      console.text(table.text(""));
    }
    return DONE;
  }
}
