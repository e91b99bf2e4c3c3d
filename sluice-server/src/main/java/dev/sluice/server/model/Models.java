package dev.sluice.server.model;

import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** {@code /api/models}: the models of text that the page can show. */
public final class Models {
  /**
   * One of them.
   *
   * @param id {@code opened} of the one that the explorer was started with, else that of its
   *     training
   * @param name what the page calls it while it is shown
   * @param title more words
   */
  public record One(String id, String name, String title) {}

  /** All of them, the one that was opened first. */
  record All(List<One> models) {}

  private static final String OPENED = "opened";

  private final Shown shown;
  private final Supplier<List<One>> trained;

  /** Of what was opened and what was trained on the page. */
  public Models(Shown shown, Supplier<List<One>> trained) {
    this.shown = shown;
    this.trained = trained;
  }

  /** Adds its routes; a trained model is chosen under its training. */
  public void routes(Api api) {
    api.get("/api/models", _ -> new All(all())).act("/api/models/opened/use", _ -> back());
  }

  private List<One> all() {
    List<One> all = new ArrayList<>();
    Subject opened = shown.opened();
    if (opened != null) {
      all.add(new One(OPENED, opened.name(), "opened at the start"));
    }
    all.addAll(trained.get());
    return all;
  }

  private Object back() {
    Subject opened = shown.opened();
    if (opened == null) {
      throw Refusal.missing(
          "The explorer was started without a model; name one: ./sluice explore MODEL.");
    }
    shown.show(opened);
    return new Api.Done();
  }
}
