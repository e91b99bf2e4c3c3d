package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command of a page, with all that the page shows below it, where a line {@code …} stands for any
 * number of lines.
 */
record Shown(String command, String output) {
  private static final Pattern ONE =
      Pattern.compile("^\\$ (.*)\n((?:(?!\\$ ).*\n)*)", Pattern.MULTILINE);

  /** Those of all blocks of a page that are marked as {@code console}. */
  static List<Shown> in(String page) {
    List<Shown> all = new ArrayList<>();
    for (String block : blocks(page, "console")) {
      assertThat(block).startsWith("$ ");
      ONE.matcher(block)
          .results()
          .map(one -> new Shown(one.group(1), one.group(2)))
          .forEach(all::add);
    }
    return all;
  }

  /** The blocks of a page in a language. */
  static List<String> blocks(String page, String language) {
    return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(page)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Asserts that this is what the command printed. */
  void assertPrinted(String actual) {
    if (output.lines().noneMatch("…"::equals)) {
      assertThat(actual).as(command).isEqualTo(output);
      return;
    }
    String pattern =
        output
            .lines()
            .map(line -> line.equals("…") ? "(?:.*\n)*" : Pattern.quote(line + "\n"))
            .collect(Collectors.joining());
    assertThat(actual).as(command).matches(pattern);
  }

  /** The same with other output. */
  Shown withOutput(String other) {
    return new Shown(command, other);
  }
}
