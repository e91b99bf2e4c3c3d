package dev.sluice.server.runs;

import dev.sluice.data.Vocabulary;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Query;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import dev.sluice.server.model.Shown;
import dev.sluice.server.model.Subject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/runs}: texts that the model has read; the last ones are kept. */
public final class Runs {
  /** How many are kept. */
  private static final int MOST = 4;

  private static final int MOST_STEPS = 200_000;
  private static final int SECONDS = 120;
  private static final int AT_ONCE = 2;

  /** Of all that are kept; half of what the JVM may use where that is less. */
  private static final long MOST_BYTES = 2_000_000_000;

  /** How many symbols the first answer has. */
  static final int SYMBOLS = 20_000;

  /** What is to be read. */
  record Read(@Nullable String text) {}

  /** What was read; the surprise at each symbol is in nats, NaN at the first. */
  record Begun(String id, int steps, List<String> symbols, double[] surprise) {}

  private final Shown shown;
  private final long mostBytes;
  private final Deque<Run> kept = new ArrayDeque<>();
  private final TimeLimit limit = new TimeLimit(SECONDS, AT_ONCE);
  private int begun;

  /** The bytes of the texts that are being read. */
  private long reading;

  /** Of the model that is shown. */
  public Runs(Shown shown) {
    this(shown, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 2));
  }

  Runs(Shown shown, long mostBytes) {
    this.shown = shown;
    this.mostBytes = mostBytes;
  }

  /** Adds its routes. */
  public void routes(Api api) {
    api.post("/api/runs", Read.class, this::read);
    new RunQuestions(this::find).routes(api);
  }

  private Begun read(Read asked) {
    Subject subject = shown.required();
    String text = asked.text == null ? "" : asked.text;
    return limit.within("Reading the text", () -> read(subject, text));
  }

  private Begun read(Subject subject, String text) {
    Vocabulary vocabulary = subject.vocabulary();
    int[] ids = vocabulary.encode(text);
    if (ids.length == 0) {
      throw Refusal.wrong("There is no text; write at least one symbol.");
    }
    long each = Run.bytesOfStep(Recording.sizes(subject.model()));
    long most = Math.min(MOST_STEPS, mostBytes / each);
    if (ids.length > most) {
      throw Refusal.impossible(
          "The text has %,d symbols; of this model the values of at most %,d are kept (%s of"
              + " memory): give a shorter text.",
          ids.length, most, bytes(most * each));
    }
    long wanted = ids.length * each;
    makeRoom(wanted);
    try {
      Expected expected = new Expected(vocabulary, ids);
      Recording recording = Recording.of(subject.model(), ids, expected::accept);
      Run run = keep(subject, ids, recording, expected);
      return new Begun(
          run.id(), ids.length, run.symbols(0, Math.min(SYMBOLS, ids.length)), expected.surprise());
    } finally {
      isRead(wanted);
    }
  }

  /** For a text that is to be read, while what is kept can still be asked about. */
  private synchronized void makeRoom(long wanted) {
    if (reading + wanted > mostBytes) {
      throw Refusal.conflict(
          "Another text is being read, which leaves no memory for this one; try again after it.");
    }
    while (!kept.isEmpty()
        && kept.stream().mapToLong(Run::bytes).sum() + reading + wanted > mostBytes) {
      kept.removeFirst();
    }
    reading += wanted;
  }

  private synchronized void isRead(long wanted) {
    reading -= wanted;
  }

  private synchronized Run keep(
      Subject subject, int[] ids, Recording recording, Expected expected) {
    TimeLimit.goOn();
    while (kept.size() >= MOST) {
      kept.removeFirst();
    }
    Run run = new Run(Integer.toString(++begun), subject, ids, recording, expected);
    kept.addLast(run);
    return run;
  }

  private static String bytes(long bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%,.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
  }

  private synchronized Run find(Query query) {
    String id = query.path("id");
    return kept.stream()
        .filter(run -> run.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.missing(
                    "This text is no longer kept, since %d others were read; read it again.",
                    MOST));
  }
}
