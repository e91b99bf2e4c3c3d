package dev.sluice.cell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The text of a cell, with the name shown in messages; it writes the messages that show a line. */
final class Source {

  /** The longest text, in bytes of UTF-8. */
  static final int LIMIT = 256 * 1024;

  /** How much of a line a message shows, and how much of a name. */
  private static final int WINDOW = 96;

  private static final int NAME = 40;

  private final String name;
  private final String text;
  private final List<String> lines = new ArrayList<>();

  Source(String name, String text) {
    this.name = name;
    checkLength(name, text);
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int start = 0;
    for (int i = 0; i < this.text.length(); i++) {
      char c = this.text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(this.text.substring(start, i));
        if (c == '\r' && i + 1 < this.text.length() && this.text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    lines.add(this.text.substring(start));
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
    return new CellSyntaxException(
        visible(name) + ", line " + line + ": " + message + shown, line, place + 1);
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
