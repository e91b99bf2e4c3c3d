package dev.sluice.server.model;

import dev.sluice.server.http.Refusal;
import org.jspecify.annotations.Nullable;

/** The model that the page shows now; a training on the page may bring another. */
public final class Shown {
  private final @Nullable Subject opened;
  private volatile @Nullable Subject subject;

  /** Shows the model that is opened, or none. */
  public Shown(@Nullable Subject opened) {
    this.opened = opened;
    subject = opened;
  }

  /** What was opened at first; null where nothing was. */
  public @Nullable Subject opened() {
    return opened;
  }

  /** Shows another. */
  public void show(Subject other) {
    subject = other;
  }

  /** What is shown; null where nothing is. */
  public @Nullable Subject now() {
    return subject;
  }

  /**
   * What is shown.
   *
   * @throws Refusal if nothing is
   */
  public Subject required() {
    Subject now = subject;
    if (now == null) {
      throw Refusal.impossible(
          "There is no model; train one on this page, or name one: ./sluice explore MODEL.");
    }
    return now;
  }
}
