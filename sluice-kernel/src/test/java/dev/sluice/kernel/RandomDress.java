package dev.sluice.kernel;

import java.util.List;
import java.util.SplittableRandom;

/** The same cell as another might type it: comments, other signs, line ends, lines in two. */
final class RandomDress {

  private static final List<String> COMMENTS =
      List.of("#", "# note", "## é σ · ′ 漢", "#\ttab # again", "# (", "#= x", "# \ud83d\ude00");

  private final SplittableRandom random;
  private final boolean unicode;
  private final boolean comments;
  private final boolean loose;

  RandomDress(SplittableRandom random) {
    this.random = random;
    unicode = chance(30);
    comments = chance(40);
    loose = chance(30);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String comment() {
    return COMMENTS.get(random.nextInt(COMMENTS.size()));
  }

  String dress(List<String> lines) {
    String end = chance(20) ? "\r\n" : chance(5) ? "\r" : "\n";
    StringBuilder text = new StringBuilder(chance(5) ? "\uFEFF" : "");
    for (String line : lines) {
      if (comments && chance(20)) {
        text.append(chance(50) ? "   " : "").append(comment()).append(end);
      }
      text.append(line(line, end));
      text.append(comments && chance(20) ? (chance(50) ? "  " : "") + comment() : "");
      text.append(chance(10) ? end + end : end);
    }
    return comments && chance(20) ? text + comment() : text.toString();
  }

  private String line(String line, String end) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (c == ' ' && loose) {
        boolean within = depth > 0 && chance(10);
        text.append(
            within ? (comments ? " " + comment() : "") + end + "\t" : " ".repeat(between(line, i)));
      } else {
        text.append(unicode && chance(50) ? other(line, i) : c);
      }
    }
    return unicode
        ? text.toString().replaceAll("\\bsigmoid\\b", chance(50) ? "σ" : "sigmoid")
        : text.toString();
  }

  /** How many spaces can stand here: none where the words beside do not run together. */
  private int between(String line, int at) {
    boolean apart =
        at > 0
            && at + 1 < line.length()
            && Character.isLetterOrDigit(line.charAt(at - 1))
            && Character.isLetterOrDigit(line.charAt(at + 1));
    return random.nextInt(apart ? 1 : 0, 3);
  }

  private String other(String line, int at) {
    return switch (line.charAt(at)) {
      case '*' -> List.of("⊙", "∘", "×").get(random.nextInt(3));
      case '@' -> chance(50) ? "·" : "⋅";
      // Between digits a minus sign belongs to the exponent.
      case '-' -> at > 0 && line.charAt(at - 1) == ' ' ? "−" : "-";
      case '\'' -> "′";
      default -> line.substring(at, at + 1);
    };
  }
}
