package dev.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs JMH, then prints one table of times, rates, shares of the machine's limit and ratios.
 *
 * <p>Takes JMH's options and two more. {@code -rounds N} runs everything N times in turn, because a
 * machine's speed drifts; the table shows medians. {@code -versus PARAMETER=VALUE} adds the ratio
 * to the same benchmark with that value, the median of the ratios within each round.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments)
      throws CommandLineOptionException, RunnerException, IOException {
    List<String> rest = new ArrayList<>(List.of(arguments));
    int rounds = Integer.parseInt(take(rest, "-rounds", "1"));
    String versus = take(rest, "-versus", "");
    String[] jmh = rest.toArray(String[]::new);
    CommandLineOptions options = new CommandLineOptions(jmh);
    if (options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(jmh);
      return;
    }
    Table table = new Table(versus);
    for (int round = 0; round < rounds; round++) {
      table.add(new Runner(options).run());
      System.out.printf("%nAfter round %d of %d:%n%n%s", round + 1, rounds, table);
    }
  }

  /** Removes an option and its value, and returns the value. */
  private static String take(List<String> arguments, String option, String otherwise) {
    int at = arguments.indexOf(option);
    if (at < 0 || at + 1 == arguments.size()) {
      return otherwise;
    }
    arguments.remove(at);
    return arguments.remove(at);
  }
}
