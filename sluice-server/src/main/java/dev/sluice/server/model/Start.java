package dev.sluice.server.model;

import dev.sluice.server.http.Api;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/start}: what there is to look at. */
public final class Start {

  /** The catalogue may be any records. */
  record What(String version, @Nullable ModelFacts model, List<? extends Record> cells) {}

  private final Shown shown;
  private final Supplier<? extends List<? extends Record>> cells;

  /** With the cells of the catalogue, which are read when the page asks. */
  public Start(Shown shown, Supplier<? extends List<? extends Record>> cells) {
    this.shown = shown;
    this.cells = cells;
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.get("/api/start", _ -> what());
  }

  private What what() {
    Subject subject = shown.now();
    return new What(version(), subject == null ? null : ModelFacts.of(subject), cells.get());
  }

  private static String version() {
    var module = Start.class.getModule().getDescriptor();
    return module == null ? "unknown" : module.rawVersion().orElse("unknown");
  }
}
