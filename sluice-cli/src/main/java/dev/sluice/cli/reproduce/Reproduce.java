package dev.sluice.cli.reproduce;

import dev.sluice.checkpoint.AtomicFile;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.reproduce.Ledger.Entry;
import dev.sluice.cli.train.ThreadsOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains on the data sets that everybody knows, and writes a table of what came of it. */
@Command(
    name = "reproduce",
    description = {
      "Train on the data sets that everybody knows, and write a table: the figures on test data"
          + " beside what is trivial and what others report. What is finished is kept: another call"
          + " goes on from there.",
      "",
      "Rows: those of docs/results.md, by the names above their commands.",
      "",
      "  sluice reproduce data --quick",
      "  sluice reproduce data --only jsb-lstm,mnist",
      ""
    })
public record Reproduce(
    @Parameters(paramLabel = "DATAFOLDER", description = "The folder of all data sets.") Path data,
    @Option(
            names = "--quick",
            description = "One seed and short trainings: whether all works, not what it reaches.")
        boolean quick,
    @Option(
            names = "--only",
            paramLabel = "ROW,…",
            split = ",",
            description = "These rows only (default: all whose data are there).")
        List<String> only,
    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Seeds of each row (default 3; with --quick 1).")
        @Nullable Integer seeds,
    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "sluice-results",
            description = "Where results and models are kept (default sluice-results).")
        Path out,
    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "The table (default results.md in the folder of results).")
        @Nullable Path table,
    ThreadsOption threads)
    implements Task {

  private static final int SEEDS = 3;

  /** Checks each value. */
  public Reproduce {
    if (seeds != null && seeds < 1) {
      throw Failure.wrong("--seeds must be at least 1; it is %,d.", seeds);
    }
  }

  @Override
  public int run(Console console) throws IOException {
    console.interrupt().listen();
    List<Row> rows = rows(console);
    Path models = out.resolve("models");
    Files.createDirectories(models);
    Ledger ledger = Ledger.open(out.resolve(quick ? "quick.jsonl" : "runs.jsonl"));
    console.advise();
    List<Run> small = new ArrayList<>();
    List<Run> large = new ArrayList<>();
    int count = seeds != null ? seeds : quick ? 1 : SEEDS;
    for (Row row : rows) {
      for (int seed = 1; seed <= count; seed++) {
        int used = row.alone() ? threads.workers() : 1;
        Commands commands = new Commands(data, models, console.interrupt(), used, row.name());
        (row.alone() ? large : small).add(new Run(row, seed, commands, ledger, console));
      }
    }
    try {
      try {
        all(small, threads.workers());
      } finally {
        if (!console.interrupt().requested()) {
          all(large, 1);
        }
      }
    } finally {
      write(console, Rows.all(), ledger, count);
    }
    return DONE;
  }

  private List<Row> rows(Console console) {
    if (!Files.isDirectory(data)) {
      throw Failure.wrong("There is no folder %s with data sets.", data);
    }
    List<Row> all = Rows.all();
    for (String name : only) {
      if (all.stream().noneMatch(row -> row.name().equals(name))) {
        throw Failure.wrong(
            "There is no row '%s'. There are: %s.",
            name, all.stream().map(Row::name).collect(Collectors.joining(", ")));
      }
    }
    List<Row> chosen = new ArrayList<>();
    for (Row row : all) {
      boolean there = row.data().startsWith("(") || Files.isDirectory(data.resolve(row.data()));
      if (!only.isEmpty() && !only.contains(row.name())) {
        continue;
      }
      if (there) {
        chosen.add(row);
      } else {
        console.note(
            "%s is left out: there is no folder %s.", row.name(), data.resolve(row.data()));
      }
    }
    return chosen;
  }

  /** Runs several at once, each on a thread of its own. */
  private static void all(List<Run> runs, int workers) throws IOException {
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> futures = new ArrayList<>();
      for (Run run : runs) {
        futures.add(
            executor.submit(
                () -> {
                  run.run();
                  return null;
                }));
      }
      Throwable first = null;
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          executor.shutdownNow();
          return;
        } catch (ExecutionException e) {
          first = first == null ? e.getCause() : first;
        }
      }
      switch (first) {
        case null -> {}
        case IOException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        default -> throw new IllegalStateException(first);
      }
    }
  }

  private void write(Console console, List<Row> rows, Ledger ledger, int count) throws IOException {
    Map<Row, List<Entry>> finished = new LinkedHashMap<>();
    for (Row row : rows) {
      List<Entry> runs = new ArrayList<>();
      for (int seed = 1; seed <= count; seed++) {
        Entry entry = ledger.find(row.name(), seed, String.join(" ", row.words(quick)));
        if (entry != null) {
          runs.add(entry);
        }
      }
      if (!runs.isEmpty()) {
        finished.put(row, runs);
      }
    }
    if (finished.isEmpty()) {
      return;
    }
    Path page = table == null ? out.resolve("results.md") : table;
    String text = ResultsPage.of(finished, quick, threads.workers());
    AtomicFile.write(page, text.getBytes(StandardCharsets.UTF_8));
    console.line("The table is in %s.", page);
  }

  /** One training of one row. */
  private final class Run {
    private final Row row;
    private final long seed;
    private final Commands commands;
    private final Ledger ledger;
    private final Console console;

    Run(Row row, long seed, Commands commands, Ledger ledger, Console console) {
      this.row = row;
      this.seed = seed;
      this.commands = commands;
      this.ledger = ledger;
      this.console = console;
    }

    void run() throws IOException {
      if (console.interrupt().requested()) {
        throw Failure.interrupted("Interrupted; what was finished is kept.");
      }
      List<String> words = row.words(quick);
      String command = String.join(" ", words);
      Entry before = ledger.find(row.name(), seed, command);
      if (before != null) {
        tell(before, " (before)");
        return;
      }
      long start = System.nanoTime();
      Outcome outcome;
      try {
        outcome = row.experiment().of(words).run(commands, seed);
      } catch (IOException | RuntimeException e) {
        console.note("%s with seed %d has failed: %s", row.name(), seed, e.getMessage());
        throw e;
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      Entry entry = new Entry(row.name(), seed, command, seconds, outcome);
      ledger.add(entry);
      tell(entry, "");
    }

    private void tell(Entry entry, String when) {
      Goal goal = row.goal();
      double value = entry.outcome().figures().getOrDefault(goal.figure(), Double.NaN);
      synchronized (console) {
        console.line(
            "%-22s seed %d  %6.0f s  %s %s%s",
            row.name(), seed, entry.seconds(), goal.figure(), goal.measure().text(value), when);
      }
    }
  }
}
