package dev.sluice.cell.picture;

import java.util.ArrayList;
import java.util.List;

/** Texts of a cell as a diagram shows them. */
final class DiagramText {
  private DiagramText() {}

  /** A name with a typographic prime. */
  static String prime(String name) {
    return name.replace("'", DiagramGraph.PRIME);
  }

  /** A text of at most so many characters. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /** The equations of a canonical text, one line each, without comments. */
  static List<String> equations(String text) {
    List<String> lines = new ArrayList<>();
    boolean header = true;
    for (String line : text.split("\n")) {
      int comment = line.indexOf('#');
      String code = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (code.isEmpty()) {
        continue;
      }
      if (!header && !code.startsWith("init ") && !code.startsWith("out ")) {
        lines.add(code.replaceAll(" +", " "));
      }
      header = false;
    }
    return lines;
  }
}
