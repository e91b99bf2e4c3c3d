package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import java.util.List;

/** How a cell differs from the one of its name in the catalogue. */
public final class OtherLines {
  private OtherLines() {}

  /** The lines that the catalogue's cell has not; none where the catalogue has no such name. */
  public static List<String> of(Cell cell) {
    if (!Cell.catalogue().contains(cell.name())) {
      return List.of();
    }
    List<String> known = lines(Cell.named(cell.name()));
    return lines(cell).stream().filter(line -> !known.contains(line)).toList();
  }

  /** Without comments and without what aligns them. */
  private static List<String> lines(Cell cell) {
    return cell.text()
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip().replaceAll(" +", " "))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
