package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cli.console.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/** Finds the cell that a user names: in the catalogue, in a file, or on standard input. */
public final class CellNames implements ITypeConverter<Cell> {
  /** What the help of a command says of a cell. */
  public static final String HELP = "a name from 'sluice cell list', or a .cell file";

  private static final int LIMIT = 1 << 20;

  @Override
  public Cell convert(String name) throws IOException {
    if (name.equals("-")) {
      byte[] text = System.in.readNBytes(LIMIT);
      return Cell.parse(new String(text, StandardCharsets.UTF_8), "standard input");
    }
    if (Cell.catalogue().contains(name)) {
      return Cell.named(name);
    }
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      throw Failure.wrong("%s is a folder; name a .cell file or a cell of the catalogue.", name);
    }
    if (Files.exists(file) || name.endsWith(".cell") || file.getNameCount() > 1) {
      return Cell.load(file);
    }
    return Cell.named(name);
  }

  /** {@code input 2, hidden 3, p 4}. */
  static String sizes(Cell cell, Map<String, Integer> sizes) {
    List<String> names = cell.shapes().names();
    return names.stream()
        .map(name -> name + " " + sizes.get(name))
        .collect(Collectors.joining(", "));
  }
}
