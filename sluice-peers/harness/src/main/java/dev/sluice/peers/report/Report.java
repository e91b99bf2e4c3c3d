package dev.sluice.peers.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import dev.sluice.peers.work.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a run found. What is shown is computed from it; its file holds that too, for other
 * programs, but it is not read again.
 *
 * @param threads on which everybody computed
 * @param rounds in which they did in turn
 * @param limit billions of operations in a second that the machine can do on these threads; NaN
 *     where nobody knows
 * @param results in the order of all tasks
 * @param notes what concerns no single task, a sentence each
 */
public record Report(
    String machine,
    int threads,
    int rounds,
    double limit,
    List<Result> results,
    List<String> notes) {

  /** A report of this machine, with nothing measured. */
  public static Report empty(int threads, int rounds) {
    String machine =
        "%s %s, %d processors, JDK %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
    return new Report(machine, threads, rounds, Double.NaN, List.of(), List.of());
  }

  /** The same with the machine's limit. */
  public Report withLimit(double limit) {
    return new Report(machine, threads, rounds, limit, results, notes);
  }

  /** The same with one more result. */
  public Report with(Result result) {
    List<Task> order = Task.all();
    List<Result> more =
        Stream.concat(
                results.stream().filter(r -> !r.task().equals(result.task())), Stream.of(result))
            .sorted(Comparator.comparingInt(r -> order.indexOf(r.task())))
            .toList();
    return new Report(machine, threads, rounds, limit, more, notes);
  }

  /** The same with more notes, each of them once. */
  public Report withNotes(Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(notes);
    all.addAll(more);
    return new Report(machine, threads, rounds, limit, results, List.copyOf(all));
  }

  /** Whether we were measured at this task. */
  public boolean has(Task task) {
    return results.stream().anyMatch(r -> r.task().equals(task) && r.ours().isPresent());
  }

  /** What must be equal if two reports shall become one. */
  public String conditions() {
    return "%s; %d threads, %d rounds".formatted(machine, threads, rounds);
  }

  /** The systems, with their versions. */
  @JsonProperty(access = Access.READ_ONLY)
  public List<String> versions() {
    return results.stream()
        .flatMap(result -> result.measured().stream())
        .map(Measured::version)
        .distinct()
        .sorted()
        .toList();
  }

  /** A row for each system at each task. */
  @JsonProperty(access = Access.READ_ONLY)
  public List<Row> rows() {
    return results.stream().flatMap(result -> result.rows(limit).stream()).toList();
  }

  /** All goals. */
  @JsonProperty(access = Access.READ_ONLY)
  public List<Standing> goals() {
    return Goals.standings(rows());
  }

  /** Its own notes and those of all results. */
  List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    results.forEach(result -> all.addAll(result.notes()));
    return all;
  }
}
