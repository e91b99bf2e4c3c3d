package dev.sluice.peers.match;

import dev.sluice.peers.report.Contestant;
import dev.sluice.peers.report.Entry;
import dev.sluice.peers.report.Measured;
import dev.sluice.peers.report.Result;
import dev.sluice.peers.talk.Answers;
import dev.sluice.peers.talk.Command;
import dev.sluice.peers.talk.Reply;
import dev.sluice.peers.work.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One task, put to all systems in turn. */
final class Match implements AutoCloseable {
  /** A system gets faster no longer when its best slice gained less than this share. */
  private static final double GAIN = 0.02;

  /** Nor while compilers take more than this share of the time. */
  private static final double COMPILING = 0.1;

  /** In so many slices. */
  private static final int SLICES = 4;

  private final Task task;
  private final Pace pace;
  private final Progress progress;
  private final Path temporary;
  private final Map<Entry, Player> players = new LinkedHashMap<>();
  private final Map<Entry, Reply.Ready> ready = new LinkedHashMap<>();
  private final Map<Entry, List<Reply.Slice>> slices = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private Match(Task task, Pace pace, Progress progress) throws IOException {
    this.task = task;
    this.pace = pace;
    this.progress = progress;
    temporary = Files.createTempDirectory("sluice-peers");
  }

  /**
   * Plays it.
   *
   * @param folder {@code sluice-peers}
   */
  static Result play(
      Task task,
      List<Contestant> contestants,
      int threads,
      Pace pace,
      Path folder,
      Progress progress)
      throws IOException, InterruptedException {
    try (Match match = new Match(task, pace, progress)) {
      for (Entry entry : Entry.of(task, contestants)) {
        Path log = match.temporary.resolve("log" + match.players.size());
        Setup setup = Setup.of(entry.contestant());
        match.players.put(entry, new Player(setup, entry.task(), folder, threads, log));
      }
      if (match.prepare(threads)) {
        match.warmUp();
        match.measure();
      }
      return match.result();
    }
  }

  /** Loads the numbers everywhere and compares the answers; false where they differ. */
  private boolean prepare(int threads) throws IOException, InterruptedException {
    @Nullable Map<String, float[]> first = null;
    String firstLabel = "";
    for (Map.Entry<Entry, Player> e : List.copyOf(players.entrySet())) {
      Entry entry = e.getKey();
      progress.at(entry.label(task), "loads");
      Path file = temporary.resolve("answers");
      Optional<Reply.Ready> reply =
          ask(
              Reply.Ready.class,
              entry,
              new Command.Prepare(entry.task().toString(), threads, file.toString()));
      if (reply.isEmpty()) {
        continue;
      }
      ready.put(entry, reply.get());
      slices.put(entry, new ArrayList<>());
      if (!entry.task().equals(task)) {
        continue;
      }
      Map<String, float[]> answers = Answers.read(file);
      if (first == null) {
        first = answers;
        firstLabel = entry.label(task);
        continue;
      }
      Optional<String> difference =
          Comparison.difference(firstLabel, first, entry.label(task), answers);
      if (difference.isPresent()) {
        notes.add(task + ": not timed, as the work is not the same: " + difference.get());
        ready.clear();
        return false;
      }
    }
    return true;
  }

  private void warmUp() throws InterruptedException {
    for (Entry entry : List.copyOf(ready.keySet())) {
      progress.at(entry.label(task), "warms up");
      List<Double> best = new ArrayList<>();
      double spent = 0;
      boolean faster = true;
      while (spent < pace.mostWarmUp() && (faster || spent < pace.leastWarmUp())) {
        Optional<Reply.Slice> slice = slice(entry);
        if (slice.isEmpty()) {
          break;
        }
        spent += slice.get().seconds();
        best.add(Math.min(slice.get().time(), best.isEmpty() ? Double.MAX_VALUE : best.getLast()));
        int before = best.size() - 1 - SLICES;
        // What is still being compiled will be faster, on a busy machine only much later; and where
        // ours makes objects, a loop over vectors waits for its compiler.
        faster =
            before < 0
                || best.getLast() < (1 - GAIN) * best.get(before)
                || slice.get().compiling() > COMPILING * slice.get().seconds()
                || entry.contestant().isOurs() && slice.get().bytes() > slice.get().runs();
      }
    }
  }

  private void measure() throws InterruptedException {
    for (int round = 0; round < pace.rounds(); round++) {
      // Who begins changes, so that nobody always comes after the same one.
      List<Entry> order = new ArrayList<>(ready.keySet());
      Collections.rotate(order, -round);
      for (Entry entry : order) {
        progress.at(entry.label(task), "round %d of %d".formatted(round + 1, pace.rounds()));
        Thread.sleep((long) (1e3 * pace.pause()));
        slice(entry).ifPresent(slices.get(entry)::add);
      }
    }
  }

  private Optional<Reply.Slice> slice(Entry entry) throws InterruptedException {
    return ready.containsKey(entry)
        ? ask(Reply.Slice.class, entry, new Command.Measure(pace.slice()))
        : Optional.empty();
  }

  /** What a system says; if it fails, it takes no further part. */
  private <R extends Reply> Optional<R> ask(Class<R> expected, Entry entry, Command command)
      throws InterruptedException {
    Reply reply = players.get(entry).ask(command);
    if (reply instanceof Reply.Failed(String reason, String trace)) {
      notes.add("%s: %s was not measured: %s".formatted(task, entry.label(task), reason));
      progress.trace(trace);
      ready.remove(entry);
      return Optional.empty();
    }
    return Optional.of(expected.cast(reply));
  }

  private Result result() throws InterruptedException {
    List<Measured> measured = new ArrayList<>();
    for (Map.Entry<Entry, Reply.Ready> e : List.copyOf(ready.entrySet())) {
      long resident =
          ask(Reply.Ended.class, e.getKey(), new Command.End())
              .map(Reply.Ended::residentBytes)
              .orElse(0L);
      Reply.Ready prepared = e.getValue();
      measured.add(
          new Measured(
              e.getKey(), prepared.version(), prepared.gflop(), slices.get(e.getKey()), resident));
    }
    return new Result(task, List.copyOf(measured), List.copyOf(notes));
  }

  @Override
  public void close() throws IOException {
    players.values().forEach(Player::close);
    try (var files = Files.list(temporary)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(temporary);
  }
}
