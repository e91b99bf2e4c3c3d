package dev.sluice.cli.use;

import dev.sluice.cli.console.Answer;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.console.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lines that are answered as they come, as many together as are there.
 *
 * @param data their file; null for standard input
 * @param skipBad whether those that cannot be answered are told and left out
 */
record Lines(Console console, @Nullable Path data, boolean skipBad) {

  /** Lines that are answered together at most. */
  private static final int TOGETHER = 64;

  /**
   * A line that can be answered.
   *
   * @param number from 1
   */
  record Line<T>(T content, long number) {}

  /** Makes of a line what a model reads. */
  interface Parser<T> {
    /**
     * Reads a line.
     *
     * @param place what to call it in a message
     * @throws IllegalArgumentException if it cannot be answered; the message says where it is
     */
    T parse(String line, String place);
  }

  /** Answers lines, in their order. */
  interface Answering<T> {
    void answer(List<Line<T>> lines) throws IOException;
  }

  /**
   * Hands over all lines that are not empty.
   *
   * @return the status of the command
   * @throws Failure at the first line that cannot be answered, unless it is left out; those before
   *     it are answered
   */
  <T> int each(Parser<T> parser, Answering<T> answering) throws IOException {
    List<Line<T>> lines = new ArrayList<>();
    long number = 0;
    long answered = 0;
    long bad = 0;
    try (BufferedReader reader = Input.of(data, console)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        RuntimeException mistake = line.isBlank() ? null : parse(parser, line, number, lines);
        boolean full = lines.size() == TOGETHER || !reader.ready() || mistake != null;
        if (full && !lines.isEmpty()) {
          answering.answer(lines);
          answered += lines.size();
          lines.clear();
        }
        if (mistake != null) {
          bad++;
          tell(mistake, answered);
        }
        if (console.closed() || console.interrupt().requested()) {
          return Task.DONE;
        }
      }
      if (!lines.isEmpty()) {
        answering.answer(lines);
        answered += lines.size();
      }
    }
    if (bad == 0) {
      return Task.DONE;
    }
    console.note("%s answered, %,d not.", Words.counted(answered, "line"), bad);
    return Task.FAILED;
  }

  /** Adds a line to those that are to be answered; else returns what is wrong with it. */
  private <T> @Nullable RuntimeException parse(
      Parser<T> parser, String line, long number, List<Line<T>> lines) {
    String place =
        String.format(Locale.ROOT, "%s, line %,d", data == null ? "standard input" : data, number);
    try {
      lines.add(new Line<>(parser.parse(line, place), number));
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private void tell(RuntimeException mistake, long answered) {
    Answer answer = Answer.to(mistake);
    if (answer.status() != Task.WRONG) {
      throw mistake;
    }
    if (!skipBad) {
      throw Failure.wrong(
          "%s %s before it %s answered; --skip-bad goes on with those after it.",
          answer.sentence(),
          answered == 0 ? "No line" : Words.counted(answered, "line"),
          answered > 1 ? "were" : "was");
    }
    console.note("%s", answer.sentence());
  }
}
