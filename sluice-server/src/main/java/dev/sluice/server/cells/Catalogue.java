package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellNotes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The cells that come with Sluice, and all that follows from the one that the page shows first.
 *
 * @param first as {@code /api/cell} answers, so that the page need not ask before it draws
 */
public record Catalogue(List<Known> cells, CellFacts first) {
  private static final String FIRST = "lstm";

  /** A cell of the catalogue. */
  record Known(String name, String title, String text) {}

  /**
   * Reads it on a thread of its own, while the server starts; who asks earlier waits.
   *
   * @param then what the thread does afterwards, for which nobody waits
   */
  public static Supplier<Catalogue> reading(Runnable then) {
    CompletableFuture<Catalogue> read = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("catalogue")
        .start(
            () -> {
              read.completeAsync(Catalogue::read, Runnable::run);
              then.run();
            });
    return read::join;
  }

  private static Catalogue read() {
    return new Catalogue(
        Cell.catalogue().stream()
            .map(Cell::named)
            .map(cell -> new Known(cell.name(), CellNotes.of(cell).sentence(), cell.text()))
            .toList(),
        CellFacts.of(TypedCell.of(Cell.named(FIRST).text(), List.of(), null, null)));
  }
}
