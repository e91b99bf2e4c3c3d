package dev.sluice.cell;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the comments above a header say, as the files of the catalogue write them. Sentences come
 * without their full stop; what a file does not say is empty.
 *
 * @param sentence what the cell is, the first line
 * @param source who published it, when and where
 * @param origin the cell from which it derives
 * @param conventions which of several forms it has
 */
public record CellNotes(String sentence, String source, String origin, List<String> conventions) {

  /** The years of publication end what a table has room for. */
  private static final Pattern AUTHORS = Pattern.compile(".*?\\b(?:19|20)\\d\\d\\b");

  private static final Pattern KEYED = Pattern.compile("(Source|Derives from|Convention): (.*)");

  /** What the comments of a cell say. */
  public static CellNotes of(Cell cell) {
    List<String> lines =
        cell.text()
            .lines()
            .takeWhile(CellNotes::isComment)
            .map(line -> line.substring(1).strip().replaceFirst("\\.$", ""))
            .toList();
    return new CellNotes(
        lines.stream().limit(1).filter(l -> !KEYED.matcher(l).matches()).findFirst().orElse(""),
        all(lines, "Source").stream().findFirst().orElse(""),
        all(lines, "Derives from").stream().findFirst().orElse(""),
        all(lines, "Convention"));
  }

  private static boolean isComment(String line) {
    return line.startsWith("#");
  }

  private static List<String> all(List<String> lines, String key) {
    return lines.stream()
        .map(KEYED::matcher)
        .filter(matcher -> matcher.matches() && matcher.group(1).equals(key))
        .map(matcher -> matcher.group(2))
        .toList();
  }

  /** The cell's text below these comments. */
  public static String below(Cell cell) {
    return cell.text()
        .lines()
        .dropWhile(CellNotes::isComment)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Who published it and when, without the title. */
  public String authors() {
    Matcher matcher = AUTHORS.matcher(source);
    return matcher.lookingAt() ? matcher.group() : source;
  }
}
