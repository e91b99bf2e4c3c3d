package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Size;
import dev.sluice.cell.Sizes;
import dev.sluice.cli.console.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/** Finds the cell that a user names: in the catalogue, in a file, or on standard input. */
public final class CellNames implements ITypeConverter<Cell> {
  /** What the help of a command says of a cell. */
  public static final String HELP = "a name from 'sluice cell list', or a .cell file";

  private static final int LIMIT = 1 << 20;

  @Override
  public Cell convert(String typed) throws IOException {
    String name = typed.strip();
    if (name.equals("-")) {
      byte[] text = System.in.readNBytes(LIMIT);
      return Cell.parse(new String(text, StandardCharsets.UTF_8), "standard input");
    }
    if (Cell.catalogue().contains(name)) {
      return Cell.named(name);
    }
    if (name.isBlank()) {
      throw Failure.wrong("The name of the cell is empty; './sluice cell list' shows all.");
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
  static String sizes(Cell cell, Sizes sizes) {
    return ordered(cell, sizes).entrySet().stream()
        .map(size -> size.getKey() + " " + size.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The number of each size, in the order of the text. */
  static Map<String, Integer> ordered(Cell cell, Sizes sizes) {
    Map<String, Integer> ordered = new LinkedHashMap<>();
    cell.shapes().names().forEach(name -> ordered.put(name, sizes.of(Size.of(name))));
    return ordered;
  }
}
