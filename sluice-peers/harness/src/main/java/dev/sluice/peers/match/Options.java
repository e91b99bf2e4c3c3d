package dev.sluice.peers.match;

import dev.sluice.bench.Arguments;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks for.
 *
 * @param only tasks whose name it is found in, or null for all that the pace has time for
 * @param rounds or null for those of the pace
 * @param json the file that takes the report, or null for none
 */
record Options(
    boolean help,
    boolean quick,
    boolean stacktrace,
    @Nullable Pattern only,
    @Nullable Integer rounds,
    int threads,
    @Nullable Path json) {

  static final String HELP =
      """
      Usage: sluice bench peers [OPTIONS]

      Measures Sluice beside libtorch and Deeplearning4j: the same work, compared before it is
      timed, each system in a JVM of its own, in turn.

        --quick          a few tasks in few rounds, in at most five minutes
        --only PATTERN   tasks whose name matches: lstm training 64x32x128, gru forward, live
        --rounds N       how often all are measured in turn (default: 7, quick 3)
        --threads N      on how many threads each may compute (default: 2)
        --json FILE      writes the report as JSON as well
        --stacktrace     shows where something went wrong
        --help           shows this
      """;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if there is no such option, or a value is missing or wrong
   */
  static Options parse(List<String> arguments) {
    boolean help = false;
    boolean quick = false;
    boolean stacktrace = false;
    Pattern only = null;
    Integer rounds = null;
    int threads = 2;
    Path json = null;
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--quick" -> quick = true;
        case "--stacktrace" -> stacktrace = true;
        case "--only" -> only = pattern(Arguments.value(option, rest));
        case "--rounds" -> rounds = Arguments.positive(option, rest);
        case "--threads" -> threads = Arguments.positive(option, rest);
        case "--json" -> json = Path.of(Arguments.value(option, rest));
        default ->
            throw new IllegalArgumentException(
                "There is no option %s; sluice bench peers --help lists them.".formatted(option));
      }
    }
    return new Options(help, quick, stacktrace, only, rounds, threads, json);
  }

  private static Pattern pattern(String value) {
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--only needs a regular expression; \"%s\" is none: %s."
              .formatted(value, e.getDescription()),
          e);
    }
  }

  Pace pace() {
    Pace pace = quick ? Pace.quick() : Pace.careful();
    return rounds == null ? pace : pace.withRounds(rounds);
  }
}
