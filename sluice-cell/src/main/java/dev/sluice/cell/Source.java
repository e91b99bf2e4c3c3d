package dev.sluice.cell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a cell, with the name shown in messages; it writes the messages that show a line. */
final class Source {

  /**
   * A line of a text that is put together from others.
   *
   * @param source the name of the text that it comes from
   * @param number where it stands there, from 1
   */
  record Line(String text, String source, int number) {}

  private static final Pattern LINE = Pattern.compile("\\bline (\\d+)");

  /** The longest text, in bytes of UTF-8. */
  static final int LIMIT = 256 * 1024;

  /** How much of a line a message shows, and how much of a name. */
  private static final int WINDOW = 96;

  private static final int NAME = 40;

  private final String name;
  private final List<String> lines = new ArrayList<>();

  /** Where each line comes from; empty if this is a text of its own. */
  private final List<Line> origins;

  Source(String name, String text) {
    this.name = name;
    this.origins = List.of();
    Objects.requireNonNull(text, () -> name + " is null; it must be a text.");
    checkLength(name, text);
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(text.substring(start, i));
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    lines.add(text.substring(start));
  }

  /** A text put together from lines of others, which is where its messages point. */
  Source(String name, List<Line> origins) {
    this.name = name;
    this.origins = List.copyOf(origins);
    origins.forEach(line -> lines.add(line.text()));
  }

  static boolean isTooLong(String text) {
    return text.length() > LIMIT
        || text.length() > LIMIT / 3 && text.getBytes(StandardCharsets.UTF_8).length > LIMIT;
  }

  static void checkLength(String name, String text) {
    if (isTooLong(text)) {
      throw tooLong(name);
    }
  }

  static CellSyntaxException tooLong(String name) {
    return new CellSyntaxException(
        visible(name)
            + " is too long: the text of a cell has at most 262,144 bytes (256 KiB)."
            + " A cell is a page of equations: is this the right file?",
        0,
        0);
  }

  String name() {
    return name;
  }

  /** The lines without their ends; at least one. */
  List<String> lines() {
    return lines;
  }

  /** The lines with their places, for a text to be put together from them. */
  List<Line> numbered() {
    if (!origins.isEmpty()) {
      return origins;
    }
    List<Line> numbered = new ArrayList<>();
    lines.forEach(line -> numbered.add(new Line(line, name, numbered.size() + 1)));
    return numbered;
  }

  CellSyntaxException mistake(Token at, String message) {
    return mistake(at.line(), at.column(), message);
  }

  /** The message with its place before it and the line of the text below it. */
  CellSyntaxException mistake(int line, int column, String message) {
    String written = lines.get(line - 1);
    int place = Math.clamp(column, 0, written.length());
    int from = place <= WINDOW * 3 / 4 ? 0 : place - WINDOW / 2;
    int to = Math.min(written.length(), from + WINDOW);
    if (from > 0 && Character.isLowSurrogate(written.charAt(from))) {
      from--;
    }
    String before = (from > 0 ? "…" : "") + visible(written.substring(from, place));
    String after = visible(written.substring(place, to)) + (to < written.length() ? "…" : "");
    String shown =
        written.isBlank()
            ? ""
            : "\n    "
                + before
                + after.stripTrailing()
                + "\n    "
                + " ".repeat(before.length())
                + "^";
    Line at = origins.isEmpty() ? new Line(written, name, line) : origins.get(line - 1);
    String said = origins.isEmpty() ? message : translated(message, at.source());
    return new CellSyntaxException(
        visible(at.source()) + ", line " + at.number() + ": " + said + shown,
        at.number(),
        place + 1);
  }

  /** Other lines that a message mentions, as seen from a line of {@code source}. */
  private String translated(String message, String source) {
    return LINE.matcher(message)
        .replaceAll(
            found -> {
              Line line = origins.get(Integer.parseInt(found.group(1)) - 1);
              String of = line.source().equals(source) ? "" : " of " + visible(line.source());
              return Matcher.quoteReplacement("line " + line.number() + of);
            });
  }

  /** A name or a piece of text as messages show it: short, on one line, nothing invisible. */
  static String shown(String text) {
    int end = text.length();
    if (end > NAME) {
      end = Character.isHighSurrogate(text.charAt(NAME - 1)) ? NAME - 1 : NAME;
    }
    return visible(text.substring(0, end)) + (end < text.length() ? "…" : "");
  }

  /** Control characters, lone surrogates and invisible marks as {@code \}{@code u001B}. */
  static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> {
                  if (c == '\t') {
                    out.append(' ');
                  } else {
                    out.append(String.format("\\u%04X", c));
                  }
                }
                default -> out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
