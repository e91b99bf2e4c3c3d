package dev.sluice.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sluice bench} was asked for.
 *
 * @param what {@code kernels}, {@code cells}, {@code growth} or {@code allocation}
 * @param json the file for the results; null for none
 * @param help whether to explain, and nothing else
 */
record Options(String what, boolean quick, int threads, @Nullable String json, boolean help) {

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if there is no such option, or a value is missing or wrong
   */
  static Options parse(List<String> arguments) {
    String what = arguments.getFirst();
    boolean quick = false;
    int threads = 2;
    @Nullable String json = null;
    boolean help = false;
    Deque<String> rest = new ArrayDeque<>(arguments.subList(1, arguments.size()));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--quick" -> quick = true;
        case "--stacktrace" -> {}
        case "--threads" -> threads = Arguments.positive(option, rest);
        case "--json" -> json = Arguments.value(option, rest);
        default ->
            throw new IllegalArgumentException(
                "There is no option %s; sluice bench %s --help lists them."
                    .formatted(option, what));
      }
    }
    return new Options(what, quick, threads, json, help);
  }
}
