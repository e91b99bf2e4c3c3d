package dev.sluice.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sequences with a label each, as files have them: nothing was learned from them yet.
 *
 * @param name what to call them in messages
 * @param rows in the order of the files
 */
public record Labelled(String name, List<Row> rows) {

  /**
   * @throws IllegalArgumentException if there is no row, some are texts and others numbers, or they
   *     have different numbers at each step
   */
  public Labelled {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(name + " has no sequences.");
    }
    Row first = rows.getFirst();
    for (Row row : rows) {
      if (row.size() != first.size()) {
        throw new IllegalArgumentException(
            "%s has %s, but %s has %s: all sequences need the same."
                .formatted(row.place(), row.kind(), first.place(), first.kind()));
      }
    }
  }

  /**
   * One sequence.
   *
   * @param place where it stands, for messages: {@code train.txt, line 17}
   */
  public record Row(String label, Content content, String place) {

    /** How many numbers it has at each step; 0 where it is a text. */
    int size() {
      return switch (content) {
        case Writing _ -> 0;
        case Steps(int size, float[] _) -> size;
      };
    }

    private String kind() {
      return switch (size()) {
        case 0 -> "text";
        case 1 -> "1 number at each step";
        default -> "%,d numbers at each step".formatted(size());
      };
    }
  }

  /** What a sequence is made of. */
  public sealed interface Content {}

  /** A text, which a vocabulary will cut into symbols. */
  public record Writing(String text) implements Content {}

  /**
   * Numbers.
   *
   * @param values {@code [step, size]}
   */
  public record Steps(int size, float[] values) implements Content {}

  /**
   * Reads a file or a folder; its form is found by what it is.
   *
   * <ul>
   *   <li>a folder: {@link FilePerClass}
   *   <li>images in IDX form, with their labels in a file beside: {@link Idx}
   *   <li>any other file: {@link TabSeparated}
   * </ul>
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if what it holds is not such data; the message says where
   */
  public static Labelled read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return FilePerClass.read(path);
    }
    return Idx.isImages(path) ? Idx.read(path) : TabSeparated.read(path);
  }

  /** How many numbers there are at each step; 0 where they are texts. */
  public int featureSize() {
    return rows.getFirst().size();
  }

  /** How many sequences there are of each label, in the order in which labels occur first. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    rows.forEach(row -> counts.merge(row.label(), 1, Integer::sum));
    return counts;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %,d sequences, %,d labels", name, rows.size(), counts().size());
  }
}
