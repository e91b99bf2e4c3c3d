package dev.sluice.peers.match;

import dev.sluice.peers.work.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice bench peers}. */
public final class Main {
  /** Processes that wait for each processor, of which others cannot but take notice. */
  private static final double BUSY = 0.3;

  private Main() {}

  /** Ends with 0, or with 2 where the arguments are wrong, or with 1 where anything else is. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    try {
      Options options = Options.parse(List.of(arguments));
      if (options.help()) {
        out.print(Options.HELP);
      } else {
        Path folder = Path.of(System.getProperty("sluice.peers", "sluice-peers"));
        Report report = run(options, Selection.tasks(options), folder, err);
        out.print(Table.of(report));
        if (options.json() != null) {
          write(report, options.json());
        }
      }
    } catch (IllegalArgumentException | IOException e) {
      if (Arrays.asList(arguments).contains("--stacktrace")) {
        e.printStackTrace(err);
      }
      err.println(e instanceof IOException ? "Failed: " + e : e.getMessage());
      System.exit(e instanceof IOException ? 1 : 2);
    }
  }

  private static Report run(Options options, List<Task> tasks, Path folder, PrintStream err)
      throws IOException, InterruptedException {
    Progress progress = new Progress(err, System.console() != null, options.stacktrace());
    List<String> notes = new ArrayList<>();
    List<Contestant> built = new ArrayList<>();
    for (Contestant contestant : Contestant.values()) {
      if (Player.isBuilt(contestant, folder)) {
        built.add(contestant);
      } else {
        notes.add(
            "%s was not measured: sluice-peers/%s could not be built; its jars may be missing."
                .formatted(contestant.label, contestant.module));
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
    Pace pace = options.pace();
    int threads = options.threads();
    progress.match("the machine's limit", 0, tasks.size());
    Result limit =
        Match.play(new Task.Limit(), List.of(Contestant.SLUICE), threads, pace, folder, progress);
    notes.addAll(limit.notes());
    double gflops =
        limit.ours().map(measured -> measured.gflop() / measured.time()).orElse(Double.NaN);
    List<Result> results = new ArrayList<>();
    long start = System.nanoTime();
    for (Task task : tasks) {
      if (1e-9 * (System.nanoTime() - start) > pace.deadline()) {
        notes.add(
            "%d of %d tasks were not begun: the time of --quick was over."
                .formatted(tasks.size() - results.size(), tasks.size()));
        break;
      }
      progress.match(task.toString(), results.size() + 1, tasks.size());
      List<Contestant> contestants = Selection.contestants(task, built);
      Result result = Match.play(task, contestants, threads, pace, folder, progress);
      result.notes().forEach(progress::say);
      notes.addAll(result.notes());
      results.add(result);
    }
    progress.clear();
    return Report.of(threads, pace.rounds(), gflops, results, notes);
  }

  private static void write(Report report, Path file) throws IOException {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.write(file, mapper.writeValueAsBytes(report));
  }
}
