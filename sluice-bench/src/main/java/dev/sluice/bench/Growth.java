package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code sluice bench growth}: how the time of an LSTM's training step grows with each size, beside
 * its operations, while the other sizes stay as they are.
 *
 * <p>All in one JVM, after a warm-up of it and of each point: every size runs the same generated
 * class and the same products, so the first point compiles what all need, and neighbours, whose
 * times are compared, are measured within seconds. The fastest of some rounds counts, as whatever
 * else the machine does only adds.
 */
final class Growth {
  /** From where on time is said to grow faster than the operations. */
  private static final double FASTER = 1.1;

  /** How long is measured, in seconds. */
  private record Pace(double jvm, double warmUp, int rounds, double round) {}

  private static final Pace FULL = new Pace(10, 2, 7, 0.5);
  private static final Pace QUICK = new Pace(4, 0.7, 5, 0.2);

  /**
   * A point that was measured.
   *
   * @param exponent to which power of the operations time grew since the point before; NaN for the
   *     first of a size
   */
  record Measured(GrowthPoint point, double seconds, double gflop, long bytes, double exponent) {
    String verdict() {
      return exponent > FASTER ? "faster" : "";
    }
  }

  private Growth() {}

  /** Measures and prints a table. */
  static void run(Options options) throws IOException {
    Pace pace = options.quick() ? QUICK : FULL;
    try (GrowthStep step = GrowthPoint.USUAL.step(options.threads())) {
      fastest(step, new Pace(0, pace.jvm, 1, 0));
    }
    List<Measured> all = new ArrayList<>();
    for (List<GrowthPoint> axis : GrowthPoint.axes(options.quick())) {
      int first = all.size();
      for (GrowthPoint point : axis) {
        System.out.printf("%s %,d …%n", point.axis(), point.value());
        try (GrowthStep step = point.step(options.threads())) {
          double seconds = fastest(step, pace);
          double exponent = Double.NaN;
          if (all.size() > first) {
            Measured before = all.getLast();
            exponent = Math.log(seconds / before.seconds) / Math.log(step.gflop() / before.gflop);
          }
          all.add(new Measured(point, seconds, step.gflop(), step.bytes(), exponent));
        }
      }
    }
    System.out.printf("%n%s%n%s%n", table(all), summary(all));
    if (options.json() != null) {
      Files.writeString(Path.of(options.json()), json(all));
    }
  }

  /** Seconds of one step, in the fastest round. */
  private static double fastest(GrowthStep step, Pace pace) {
    round(step, pace.warmUp);
    double fastest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < pace.rounds; i++) {
      fastest = Math.min(fastest, round(step, pace.round));
    }
    return fastest;
  }

  /** Seconds of one step, the mean over as many as fit, three at least. */
  private static double round(GrowthStep step, double seconds) {
    long start = System.nanoTime();
    int steps = 0;
    double spent;
    do {
      step.run();
      steps++;
      spent = (System.nanoTime() - start) * 1e-9;
    } while (spent < seconds || steps < 3);
    return spent / steps;
  }

  static String table(List<Measured> all) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "size", "value", "beside", "time", "Gflop", "Gflop/s", "held", "exponent", "grows"));
    for (Measured m : all) {
      rows.add(
          List.of(
              m.point.axis(),
              "%,d".formatted(m.point.value()),
              m.point.others(),
              Table.time(m.seconds),
              "%.4f".formatted(m.gflop),
              Table.number(m.gflop / m.seconds),
              "%,.1f MB".formatted(m.bytes / 1e6),
              Double.isNaN(m.exponent) ? "" : "%.2f".formatted(m.exponent),
              m.verdict()));
    }
    return Table.print(rows);
  }

  /** One sentence for the whole table. */
  static String summary(List<Measured> all) {
    String faster =
        all.stream()
            .filter(m -> !m.verdict().isEmpty())
            .map(m -> "%s %,d (%.2f)".formatted(m.point.axis(), m.point.value(), m.exponent))
            .collect(Collectors.joining(", "));
    return faster.isEmpty()
        ? "Nowhere does time grow faster than operations to the power of %s.".formatted(FASTER)
        : "Time grows faster than operations to the power of %s towards %s."
            .formatted(FASTER, faster);
  }

  private static String json(List<Measured> all) {
    return all.stream()
        .map(
            m ->
                ("{\"axis\": \"%s\", \"steps\": %d, \"batch\": %d, \"hidden\": %d,"
                        + " \"layers\": %d, \"seconds\": %s, \"gflop\": %s, \"bytes\": %d,"
                        + " \"exponent\": %s}")
                    .formatted(
                        m.point.axis(),
                        m.point.steps(),
                        m.point.batch(),
                        m.point.hidden(),
                        m.point.layers(),
                        m.seconds,
                        m.gflop,
                        m.bytes,
                        Double.isNaN(m.exponent) ? "null" : m.exponent))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }
}
