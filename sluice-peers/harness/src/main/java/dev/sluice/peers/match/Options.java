package dev.sluice.peers.match;

import dev.sluice.bench.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks for.
 *
 * @param only tasks whose name it is found in, or null for all that the pace has time for
 * @param rounds or null for those of the pace
 * @param json the file that takes the report, or null for none
 * @param resume whether what that file holds is not measured again
 * @param from the file with a report that is shown instead of measuring, or null
 * @param markdown the file that takes the report as Markdown, or null for none
 * @param svg the file that takes the plot, or null for none
 */
record Options(
    boolean help,
    boolean quick,
    boolean stacktrace,
    @Nullable Pattern only,
    @Nullable Integer rounds,
    int threads,
    @Nullable Path json,
    boolean resume,
    @Nullable Path from,
    @Nullable Path markdown,
    @Nullable Path svg) {

  static final String HELP =
      """
      Usage: sluice bench peers [OPTIONS]

      Measures Sluice beside libtorch and Deeplearning4j: the same work, compared before it is
      timed, each system in a JVM of its own, in turn.

        --quick          a few tasks in few rounds, in at most five minutes
        --only PATTERN   tasks whose name matches: lstm training 64x32x128, gru forward, live
        --rounds N       how often all are measured in turn (default: 7, quick 3)
        --threads N      on how many threads each may compute (default: 2)
        --json FILE      writes the report as JSON as well, anew after each task
        --resume         keeps the tasks that this file holds and measures the others
        --from FILE      measures nothing: shows the report in a file that --json wrote
        --markdown FILE  writes the goals and a table for each kind of task as Markdown
        --svg FILE       plots the share of the machine's limit that LSTMs reach
        --stacktrace     shows where something went wrong
        --help           shows this
      """;

  /** What goes together with {@code --from}. */
  private static final Set<String> SHOWING =
      Set.of("--from", "--markdown", "--svg", "--stacktrace", "--help", "-h");

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if there is no such option, a value is missing or wrong, or
   *     two options exclude each other
   */
  static Options parse(List<String> arguments) {
    boolean help = false;
    boolean quick = false;
    boolean stacktrace = false;
    boolean resume = false;
    Pattern only = null;
    Integer rounds = null;
    int threads = 2;
    Path json = null;
    Path from = null;
    Path markdown = null;
    Path svg = null;
    Set<String> given = new LinkedHashSet<>();
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String option = rest.remove();
      given.add(option);
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--quick" -> quick = true;
        case "--stacktrace" -> stacktrace = true;
        case "--resume" -> resume = true;
        case "--only" -> only = pattern(Arguments.value(option, rest));
        case "--rounds" -> rounds = Arguments.positive(option, rest);
        case "--threads" -> threads = Arguments.positive(option, rest);
        case "--json" -> json = output(option, rest);
        case "--from" -> from = Path.of(Arguments.value(option, rest));
        case "--markdown" -> markdown = output(option, rest);
        case "--svg" -> svg = output(option, rest);
        default ->
            throw new IllegalArgumentException(
                "There is no option %s; sluice bench peers --help lists them.".formatted(option));
      }
    }
    if (resume && json == null) {
      throw new IllegalArgumentException("--resume needs --json FILE, with which it goes on.");
    }
    given.removeAll(SHOWING);
    if (from != null && !given.isEmpty()) {
      throw new IllegalArgumentException(
          "--from measures nothing, so %s can do nothing beside it."
              .formatted(String.join(", ", given)));
    }
    return new Options(
        help, quick, stacktrace, only, rounds, threads, json, resume, from, markdown, svg);
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

  /** A file to be written: an hour later is too late to say that there is no such folder. */
  private static Path output(String option, Deque<String> rest) {
    Path file = Path.of(Arguments.value(option, rest));
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s cannot write %s: there is no folder %s.".formatted(option, file, file.getParent()));
    }
    return file;
  }

  Pace pace() {
    Pace pace = quick ? Pace.quick() : Pace.careful();
    return rounds == null ? pace : pace.withRounds(rounds);
  }
}
