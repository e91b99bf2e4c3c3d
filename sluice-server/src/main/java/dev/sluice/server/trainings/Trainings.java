package dev.sluice.server.trainings;

import dev.sluice.server.http.Api;
import dev.sluice.server.http.Download;
import dev.sluice.server.http.Query;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import dev.sluice.server.model.Models;
import dev.sluice.server.model.Shown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /api/trainings}: one runs at a time, the last ones are kept. */
public final class Trainings implements AutoCloseable {
  private static final int MOST = 8;
  private static final int SECONDS = 20;
  private static final int AT_ONCE = 2;
  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final Duration TO_CLOSE = Duration.ofSeconds(5);

  /** What was begun. */
  record Begun(String id) {}

  /** All that are kept. */
  record All(List<One> trainings) {}

  /** One of them. */
  record One(String id, String title, String state, Map<String, Object> options) {}

  private final TimeLimit limit = new TimeLimit(SECONDS, AT_ONCE);
  private final Shown shown;
  private final List<LiveTraining> kept = new ArrayList<>();
  private int begun;

  /** A training of a text may become what is shown. */
  public Trainings(Shown shown) {
    this.shown = shown;
  }

  /** Adds its routes. */
  public void routes(Api api) {
    api.post("/api/trainings", Wanted.class, this::begin)
        .get("/api/trainings", _ -> all())
        .get("/api/trainings/{id}/events", query -> find(query).events())
        .act("/api/trainings/{id}/stop", this::stop)
        .act("/api/trainings/{id}/resume", this::resume)
        .act("/api/trainings/{id}/use", this::use)
        .get("/api/trainings/{id}/file", this::file);
  }

  private Begun begin(Wanted wanted) {
    requireNoneRuns();
    Plan plan = limit.within("The training", () -> Plan.of(wanted));
    synchronized (this) {
      requireNoneRuns();
      LiveTraining training = new LiveTraining(Integer.toString(++begun), plan);
      kept.add(training);
      if (kept.size() > MOST) {
        kept.removeFirst().forgotten();
      }
      training.start();
      return new Begun(training.id());
    }
  }

  private synchronized void requireNoneRuns() {
    for (LiveTraining one : kept) {
      if (one.state() == LiveTraining.State.RUNNING) {
        throw Refusal.conflict("Training %s is running; stop it first.", one.id());
      }
    }
  }

  private synchronized All all() {
    return new All(
        kept.stream()
            .map(
                one ->
                    new One(
                        one.id(), one.plan().title(), one.state().toString(), one.plan().options()))
            .toList());
  }

  private synchronized LiveTraining find(Query query) {
    String id = query.path("id");
    return kept.stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.missing(
                    "There is no training '%s'; the last %d are kept.",
                    id.replaceAll("\\W", "?"), MOST));
  }

  private Object stop(Query query) throws IOException {
    LiveTraining training = find(query);
    if (!stop(training, TO_STOP)) {
      throw Refusal.conflict(
          "Training %s stops after an update that takes long; look again in a moment.",
          training.id());
    }
    return new Api.Done();
  }

  private static boolean stop(LiveTraining training, Duration most) throws IOException {
    try {
      return training.stop(most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The server ends; start it again.");
    }
  }

  private synchronized Object resume(Query query) {
    requireNoneRuns();
    find(query).start();
    return new Api.Done();
  }

  private Object use(Query query) {
    shown.show(find(query).subject());
    return new Api.Done();
  }

  /** As {@code ./sluice train} writes it; where a browser puts it is for its user to say. */
  private Object file(Query query) {
    LiveTraining training = find(query);
    return limit.within(
        "The file",
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          training.checkpoint().write(bytes);
          return new Download(
              "training-%s.safetensors".formatted(training.id()), bytes.toByteArray());
        });
  }

  /** Those of text, which the page can show. */
  public synchronized List<Models.One> models() {
    return kept.stream()
        .filter(LiveTraining::canBeShown)
        .map(one -> new Models.One(one.id(), one.name(), one.plan().title()))
        .toList();
  }

  /** Stops what runs; what does not end soon ends with the program. */
  @Override
  public void close() {
    List<LiveTraining> all;
    synchronized (this) {
      all = List.copyOf(kept);
    }
    for (LiveTraining one : all) {
      try {
        stop(one, TO_CLOSE);
      } catch (IOException _) {
        return;
      }
    }
  }
}
