package dev.sluice.bench;

import dev.sluice.cell.Cell;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** {@code sluice bench kernels} and {@code sluice bench cells}: the usual questions to JMH. */
public final class Bench {
  private static final String HELP =
      """
      Usage: sluice bench kernels [OPTIONS]
             sluice bench cells [OPTIONS]

      kernels measures LSTM, GRU and RNN at the peers' sizes; cells a training step of every cell
      of the catalogue at 64 steps, 32 rows, hidden size 128, and its speed per operation beside
      an LSTM's.

        --quick          less of it, in at most five minutes
        --threads N      on how many threads (default: 2)
        --json FILE      writes JMH's results as well
        --stacktrace     shows where something went wrong
        --help           shows this
      """;

  private Bench() {}

  /** Ends with 0, or with 2 where the arguments are wrong, or with 1 where anything else is. */
  public static void main(String[] arguments) {
    try {
      List<String> jmh = jmh(List.of(arguments));
      if (jmh.isEmpty()) {
        System.out.print(HELP);
      } else {
        Main.main(jmh.toArray(String[]::new));
      }
    } catch (IllegalArgumentException
        | CommandLineOptionException
        | RunnerException
        | IOException e) {
      if (Arrays.asList(arguments).contains("--stacktrace")) {
        e.printStackTrace();
      }
      System.err.println(e.getMessage());
      System.exit(e instanceof IllegalArgumentException ? 2 : 1);
    }
  }

  /**
   * JMH's options for ours; none where help is wanted.
   *
   * @param arguments {@code kernels} or {@code cells}, then options
   * @throws IllegalArgumentException if there is no such option, or a value is missing or wrong
   */
  static List<String> jmh(List<String> arguments) {
    boolean quick = false;
    int threads = 2;
    @Nullable String json = null;
    Deque<String> rest = new ArrayDeque<>(arguments.subList(1, arguments.size()));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--help", "-h" -> {
          return List.of();
        }
        case "--quick" -> quick = true;
        case "--stacktrace" -> {}
        case "--threads" -> threads = Arguments.positive(option, rest);
        case "--json" -> json = Arguments.value(option, rest);
        default ->
            throw new IllegalArgumentException(
                "There is no option %s; sluice bench %s --help lists them."
                    .formatted(option, arguments.getFirst()));
      }
    }
    List<String> jmh =
        new ArrayList<>(arguments.getFirst().equals("cells") ? cells() : kernels(quick));
    jmh.addAll(List.of("-p", "threads=" + threads));
    if (quick) {
      jmh.addAll(List.of("-wi", "3", "-w", "1", "-i", "3", "-r", "500ms"));
    }
    if (json != null) {
      jmh.addAll(List.of("-rf", "json", "-rff", json));
    }
    return jmh;
  }

  private static List<String> kernels(boolean quick) {
    List<String> jmh = new ArrayList<>(List.of("FmaPeak|KernelBenchmark", "-p"));
    jmh.add("cell=lstm,gru,elman");
    if (quick) {
      jmh.addAll(List.of("-p", "size=64x32x256,128x16x64,64x1x128"));
    }
    return jmh;
  }

  private static List<String> cells() {
    String names = String.join(",", Cell.catalogue());
    return List.of(
        "FmaPeak|KernelBenchmark.training",
        "-p",
        "cell=" + names,
        "-p",
        "size=64x32x128",
        "-versus",
        "cell=lstm");
  }
}
