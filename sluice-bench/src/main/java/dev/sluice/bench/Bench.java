package dev.sluice.bench;

import dev.sluice.cell.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** {@code sluice bench} without peers: the usual questions, each one command. */
public final class Bench {
  private static final String HELP =
      """
      Usage: sluice bench kernels [OPTIONS]
             sluice bench cells [OPTIONS]
             sluice bench growth [OPTIONS]
             sluice bench allocation [OPTIONS]

      kernels     LSTM, GRU and RNN at the peers' sizes
      cells       a training step of every cell of the catalogue at 64 steps, 32 rows, hidden size
                  128, and its speed per operation beside an LSTM's
      growth      how the time of an LSTM's training step grows with steps, batch size, hidden size
                  and layers, beside its operations, and how much memory it holds
      allocation  what a training step and a step of a live session allocate, for every cell of the
                  catalogue

        --quick          less of it, in at most five minutes (growth: two)
        --threads N      on how many threads (default: 2)
        --json FILE      writes the results as well
        --stacktrace     shows where something went wrong
        --help           shows this
      """;

  private Bench() {}

  /** Ends with 0, or with 2 where the arguments are wrong, or with 1 where anything else is. */
  public static void main(String[] arguments) {
    try {
      Options options = Options.parse(List.of(arguments));
      if (options.help()) {
        System.out.print(HELP);
      } else if (options.what().equals("growth")) {
        Growth.run(options);
      } else {
        Main.main(jmh(options).toArray(String[]::new));
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

  /** JMH's options for ours. */
  static List<String> jmh(Options options) {
    List<String> jmh =
        new ArrayList<>(
            switch (options.what()) {
              case "kernels" -> kernels(options.quick());
              case "cells" -> cells(options.quick());
              case "allocation" -> allocation(options.quick());
              default ->
                  throw new IllegalArgumentException("There is no bench " + options.what() + ".");
            });
    jmh.addAll(List.of("-p", "threads=" + options.threads()));
    if (options.json() != null) {
      jmh.addAll(List.of("-rf", "json", "-rff", options.json()));
    }
    return jmh;
  }

  private static List<String> kernels(boolean quick) {
    List<String> jmh = new ArrayList<>(List.of("FmaPeak|KernelBenchmark", "-p"));
    jmh.add("cell=lstm,gru,elman");
    if (quick) {
      jmh.addAll(List.of("-p", "size=64x32x256,128x16x64,64x1x128"));
      jmh.addAll(SHORT);
    }
    return jmh;
  }

  private static final List<String> SHORT =
      List.of("-wi", "3", "-w", "1", "-i", "3", "-r", "500ms");

  private static List<String> cells(boolean quick) {
    List<String> jmh = new ArrayList<>(List.of("FmaPeak|KernelBenchmark.training", "-p"));
    jmh.addAll(List.of(catalogue(), "-p", "size=64x32x128", "-versus", "cell=lstm"));
    jmh.addAll(quick ? SHORT : List.of());
    return jmh;
  }

  /**
   * One iteration of operations of some ten microseconds: the 7 kB that JMH allocates in each then
   * come to less than a tenth of a byte. The session's hidden size is that of the embedding, which
   * some cells demand. Less warming up would show the objects that loops of vectors make until they
   * are compiled; so less is fewer cells.
   */
  private static List<String> allocation(boolean quick) {
    List<String> jmh = new ArrayList<>(List.of("KernelBenchmark.training|SessionBenchmark", "-p"));
    jmh.addAll(List.of(quick ? FEW : catalogue(), "-p", "size=8x4x16", "-p", "hidden=64"));
    jmh.addAll(List.of("-prof", "gc", "-f", "1", "-wi", "2", "-w", "5", "-i", "1"));
    jmh.addAll(List.of("-r", quick ? "3" : "10"));
    return jmh;
  }

  /** Products, sums over units, masks, a clock, several states, none that recurs. */
  private static final String FEW =
      "cell=lstm,gru,lstm-layernorm,lstm-projected,clockwork,mingru,slstm";

  private static String catalogue() {
    return "cell=" + String.join(",", Cell.catalogue());
  }
}
