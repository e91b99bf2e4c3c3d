package dev.sluice.server.model;

import dev.sluice.server.cells.Catalogue;
import dev.sluice.server.http.Api;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/start}: what there is to look at. */
public final class Start {

  /**
   * What there is.
   *
   * @param cells of the catalogue
   * @param first what follows from the cell that the page shows first
   */
  record What(
      String version, @Nullable ModelFacts model, List<? extends Record> cells, Record first) {}

  private final Shown shown;
  private final Supplier<Catalogue> catalogue;

  /** With the catalogue, which may still be being read. */
  public Start(Shown shown, Supplier<Catalogue> catalogue) {
    this.shown = shown;
    this.catalogue = catalogue;
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.get("/api/start", _ -> what());
  }

  private What what() {
    Subject subject = shown.now();
    Catalogue read = catalogue.get();
    return new What(
        version(), subject == null ? null : ModelFacts.of(subject), read.cells(), read.first());
  }

  private static String version() {
    var module = Start.class.getModule().getDescriptor();
    return module == null ? "unknown" : module.rawVersion().orElse("unknown");
  }
}
