package dev.sluice.peers.match;

import java.util.List;

/**
 * All that a run found.
 *
 * @param versions of the systems
 * @param threads on which everybody computed
 * @param rounds in which they did in turn
 * @param limit billions of operations in a second that the machine can do on these threads
 * @param notes what was not measured, and why
 */
record Report(
    String machine,
    List<String> versions,
    int threads,
    int rounds,
    double limit,
    List<Row> rows,
    List<Goals.Mean> means,
    List<String> notes) {

  static Report of(
      int threads, int rounds, double limit, List<Result> results, List<String> notes) {
    String machine =
        "%s %s, %d processors, JDK %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
    return new Report(
        machine,
        results.stream()
            .flatMap(result -> result.measured().stream())
            .map(Measured::version)
            .distinct()
            .sorted()
            .toList(),
        threads,
        rounds,
        limit,
        results.stream().flatMap(result -> Rows.of(result, limit).stream()).toList(),
        Goals.means(results),
        notes);
  }
}
