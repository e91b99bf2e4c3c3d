package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results of several rounds: a line for each benchmark and choice of parameters, with medians. */
final class Table {
  /** What stands to the left of a line. */
  private record Case(String benchmark, SortedMap<String, String> parameters) {
    Case with(String parameter, String value) {
      SortedMap<String, String> changed = new TreeMap<>(parameters);
      changed.replace(parameter, value);
      return new Case(benchmark, changed);
    }
  }

  /** What one round found: operations and counters per second, bytes per operation. */
  private record Measured(
      int round, double perSecond, Map<String, Double> counters, OptionalDouble bytes) {
    /** What ratios are taken of: products where they are counted, as cells differ in size. */
    double speed() {
      return counters.getOrDefault("gflop", perSecond);
    }
  }

  private final Map<Case, List<Measured>> lines = new LinkedHashMap<>();
  private final String versusParameter;
  private final String versusValue;
  private int rounds;

  /**
   * @param versus {@code PARAMETER=VALUE}, or empty for no ratios
   */
  Table(String versus) {
    String[] parts = versus.split("=", 2);
    versusParameter = parts[0];
    versusValue = parts.length == 2 ? parts[1] : "";
  }

  /** Adds the results of one round. Only throughput is shown; JMH prints the other modes itself. */
  void add(Collection<RunResult> results) {
    rounds++;
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      if (!result.getPrimaryResult().getScoreUnit().equals("ops/s")) {
        continue;
      }
      SortedMap<String, String> parameters = new TreeMap<>();
      params.getParamsKeys().forEach(key -> parameters.put(key, params.getParam(key)));
      Map<String, Double> counters = new TreeMap<>();
      OptionalDouble bytes = OptionalDouble.empty();
      for (Map.Entry<String, Result> e : result.getSecondaryResults().entrySet()) {
        if (e.getValue().getScoreUnit().equals("ops/s")) {
          counters.put(e.getKey(), e.getValue().getScore());
        } else if (e.getKey().endsWith("gc.alloc.rate.norm")) {
          bytes = OptionalDouble.of(e.getValue().getScore());
        } else if (e.getKey().endsWith("gc.alloc.rate") && e.getValue().getScore() == 0) {
          bytes = OptionalDouble.of(0); // where nothing was allocated, JMH leaves "norm" out
        }
      }
      String name = params.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
      double perSecond = result.getPrimaryResult().getScore() / params.getThreads();
      lines
          .computeIfAbsent(new Case(name, parameters), _ -> new ArrayList<>())
          .add(new Measured(rounds, perSecond, counters, bytes));
    }
  }

  @Override
  public String toString() {
    Set<String> parameters = new LinkedHashSet<>();
    Set<String> counters = new TreeSet<>();
    lines.keySet().forEach(line -> parameters.addAll(line.parameters.keySet()));
    lines.values().forEach(all -> all.forEach(m -> counters.addAll(m.counters.keySet())));
    boolean bytes = lines.values().stream().anyMatch(all -> all.getFirst().bytes.isPresent());
    boolean limit = lines.keySet().stream().anyMatch(Table::isLimit);

    List<String> header = new ArrayList<>(List.of("benchmark"));
    header.addAll(parameters);
    header.add("time");
    counters.forEach(c -> header.add(c.equals("gflop") ? "Gflop/s" : c + "/s"));
    if (limit) {
      header.add("of limit");
    }
    if (bytes) {
      header.add("B/op");
      header.add("≤ 1");
    }
    if (!versusParameter.isEmpty()) {
      header.add("× " + versusValue);
    }
    List<List<String>> cells = new ArrayList<>(List.of(header));
    lines.forEach(
        (line, all) -> {
          List<String> row = new ArrayList<>(List.of(line.benchmark));
          parameters.forEach(p -> row.add(line.parameters.getOrDefault(p, "")));
          row.add(time(1 / median(all, Measured::perSecond)));
          counters.forEach(
              c -> {
                double perSecond = median(all, m -> m.counters.getOrDefault(c, Double.NaN));
                row.add(Double.isNaN(perSecond) ? "" : number(perSecond));
              });
          if (limit) {
            row.add(share(line, all));
          }
          if (bytes) {
            double allocated = median(all, m -> m.bytes.orElse(Double.NaN));
            row.add("%.2f".formatted(allocated));
            row.add(allocated <= 1 ? "yes" : "NO");
          }
          if (!versusParameter.isEmpty()) {
            row.add(ratio(line, all));
          }
          cells.add(row);
        });
    return print(cells);
  }

  private static boolean isLimit(Case line) {
    return line.benchmark.startsWith(FmaPeak.class.getSimpleName() + ".");
  }

  /** The share of what {@link FmaPeak} reached with as many threads; a session has one. */
  private String share(Case line, List<Measured> all) {
    String threads = line.parameters.getOrDefault("threads", "1");
    return lines.entrySet().stream()
        .filter(e -> isLimit(e.getKey()) && threads.equals(e.getKey().parameters.get("threads")))
        .findFirst()
        .map(e -> median(all, Measured::speed) / median(e.getValue(), Measured::speed))
        .map(share -> "%.0f %%".formatted(100 * share))
        .orElse("");
  }

  private String ratio(Case line, List<Measured> all) {
    if (!line.parameters.containsKey(versusParameter)) {
      return "";
    }
    List<Measured> other = lines.getOrDefault(line.with(versusParameter, versusValue), List.of());
    double[] ratios =
        all.stream()
            .flatMapToDouble(
                m ->
                    other.stream()
                        .filter(o -> o.round == m.round)
                        .mapToDouble(o -> m.speed() / o.speed()))
            .toArray();
    return ratios.length == 0 ? "" : "%.3f".formatted(median(ratios));
  }

  private static double median(List<Measured> all, ToDoubleFunction<Measured> value) {
    return median(all.stream().mapToDouble(value).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static String time(double seconds) {
    return seconds < 1e-3
        ? "%,.2f µs".formatted(seconds * 1e6)
        : "%,.3f ms".formatted(seconds * 1e3);
  }

  static String number(double value) {
    return value < 1000 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
  }

  /** Columns as wide as their widest cell, the first to the left. */
  static String print(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    rows.forEach(r -> Arrays.setAll(widths, i -> Math.max(widths[i], r.get(i).length())));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        String format = i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s";
        text.append(format.formatted(row.get(i)));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
