package dev.sluice.peers.match;

import dev.sluice.peers.report.Contestant;
import dev.sluice.peers.report.Measured;
import dev.sluice.peers.report.Report;
import dev.sluice.peers.report.ReportFile;
import dev.sluice.peers.report.Result;
import dev.sluice.peers.work.Task;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One match after the other; after each, the user's file holds all that is known. */
final class Tournament {
  /** Processes that wait for each processor, of which others cannot but take notice. */
  private static final double BUSY = 0.3;

  private final Options options;
  private final Path folder;
  private final Progress progress;

  /**
   * Prepares it.
   *
   * @param folder {@code sluice-peers}
   */
  Tournament(Options options, Path folder, Progress progress) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Measures what the file does not hold yet.
   *
   * @throws IllegalArgumentException if the file holds anything that this run cannot go on with
   */
  Report play(List<Task> tasks) throws IOException, InterruptedException {
    Pace pace = options.pace();
    Report report = before(Report.empty(options.threads(), pace.rounds()));
    List<Task> left = new ArrayList<>(tasks);
    left.removeIf(report::has);
    if (left.size() < tasks.size()) {
      progress.say(
          "%d of %d tasks are kept from %s."
              .formatted(tasks.size() - left.size(), tasks.size(), options.json()));
    }
    List<Contestant> built = Arrays.stream(Contestant.values()).filter(this::isBuilt).toList();
    if (!left.isEmpty()) {
      report = report.withNotes(notes(built));
      report = Double.isNaN(report.limit()) ? withLimit(report, built, left.size()) : report;
    }
    save(report);
    long start = System.nanoTime();
    while (!left.isEmpty() && 1e-9 * (System.nanoTime() - start) < pace.deadline()) {
      Task task = left.removeFirst();
      progress.match(task.toString(), tasks.indexOf(task) + 1, tasks.size());
      Result result = play(task, Selection.contestants(task, built));
      result.notes().forEach(progress::say);
      report = report.with(result);
      save(report);
    }
    progress.clear();
    // Not for the file: another run may go on with it.
    return left.isEmpty()
        ? report
        : report.withNotes(
            List.of(
                "%d of %d tasks were not begun: the time of --quick was over."
                    .formatted(left.size(), tasks.size())));
  }

  /** What the file holds, if the user wants to go on with it, or else nothing. */
  private Report before(Report empty) throws IOException {
    Path file = options.json();
    if (!options.resume() || file == null || !Files.exists(file)) {
      return empty;
    }
    Report report = ReportFile.read(file);
    if (!report.conditions().equals(empty.conditions())) {
      throw new IllegalArgumentException(
          "%s was measured otherwise (%s) than this run would (%s): choose another file."
              .formatted(file, report.conditions(), empty.conditions()));
    }
    return report;
  }

  private void save(Report report) throws IOException {
    if (options.json() != null) {
      ReportFile.write(report, options.json());
    }
  }

  private Result play(Task task, List<Contestant> contestants)
      throws IOException, InterruptedException {
    return Match.play(task, contestants, options.threads(), options.pace(), folder, progress);
  }

  private Report withLimit(Report report, List<Contestant> built, int tasks)
      throws IOException, InterruptedException {
    progress.match("the machine's limit", 0, tasks);
    Result limit =
        play(
            new Task.Limit(),
            built.contains(Contestant.SLUICE) ? List.of(Contestant.SLUICE) : List.of());
    return report
        .withLimit(limit.ours().map(Measured::gflops).orElse(Double.NaN))
        .withNotes(limit.notes());
  }

  private boolean isBuilt(Contestant contestant) {
    return Player.isBuilt(Setup.of(contestant), folder);
  }

  /** What is wrong with all that follows. */
  private List<String> notes(List<Contestant> built) {
    List<String> notes = new ArrayList<>();
    for (Contestant contestant : Contestant.values()) {
      if (!built.contains(contestant)) {
        notes.add(
            "%s was not measured: sluice-peers/%s could not be built; its jars may be missing."
                .formatted(contestant.label(), Setup.of(contestant).module()));
      }
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > BUSY * Runtime.getRuntime().availableProcessors()) {
      notes.add(
          ("The machine was busy (load %.1f): these figures say little, least of all libtorch's,"
                  + " whose threads wait for each other by spinning.")
              .formatted(load));
      progress.say(notes.getLast());
    }
    return notes;
  }
}
