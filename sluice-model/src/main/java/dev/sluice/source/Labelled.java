package dev.sluice.source;

import dev.sluice.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sequences with a label each, as files have them: nothing was learned from them yet.
 *
 * @param name what to call them in messages
 * @param rows in the order of the files
 */
public record Labelled(String name, List<Row> rows) implements Source {

  /**
   * @throws IllegalArgumentException if there is no row, some are texts and others numbers, or they
   *     have different numbers at each step
   */
  public Labelled {
    rows = rows instanceof OnDisk ? rows : List.copyOf(rows);
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
        default -> "%s numbers at each step".formatted(size());
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
   *   <li>a file that ends in {@code .jsonl}: {@link JsonLines}
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
    if (JsonLines.isMeant(path)) {
      return JsonLines.labelled(path);
    }
    return Idx.isImages(path) ? Idx.read(path) : TabSeparated.read(path);
  }

  /**
   * A file with a line for each sequence, as {@link #read} takes it, that stays on disk: for data
   * larger than memory. Sequences are read each time that they are needed, until {@link #close},
   * also by the parts into which they are divided.
   *
   * @throws IOException if it cannot be read, or is packed
   * @throws IllegalArgumentException if what it holds is not such data; the message says where
   */
  public static Labelled onDisk(Path file) throws IOException {
    if (Files.isDirectory(file) || Idx.isImages(file)) {
      throw new IOException(
          file + " has no line for each sequence; only such a file can stay on disk.");
    }
    DiskList.Maker<Row> maker =
        JsonLines.isMeant(file)
            ? (line, place) -> JsonLines.row(JsonLines.object(line, place), place)
            : TabSeparated.maker(file);
    DiskList<Row> rows = new DiskList<>(file, maker);
    try {
      DiskLines.forEach(
          file,
          (line, from, length, number) -> {
            if (!line.isEmpty()) {
              rows.add(from, length, number);
            }
          });
      return new Labelled(file.toString(), rows);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Closes the file of sequences that stay on disk: neither they nor parts of them can be read. */
  @Override
  public void close() {
    if (rows instanceof OnDisk file) {
      file.close();
    }
  }

  /** Whether the sequences are not in memory. */
  public boolean isOnDisk() {
    return rows instanceof OnDisk;
  }

  /**
   * A sequence alone, without its label, from a line: a JSON object, or what stands after the last
   * tab.
   *
   * @param numbers whether it shall be steps of numbers, not a text
   * @param place what to call it in a message
   * @throws IllegalArgumentException if it is none
   */
  public static Content content(String line, boolean numbers, String place) {
    if (line.startsWith("{")) {
      return JsonLines.content(JsonLines.object(line, place), place);
    }
    String last = line.substring(line.lastIndexOf('\t') + 1).strip();
    return numbers ? TabSeparated.steps(last, place) : new Writing(last);
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

  /**
   * Divides them at random, with the same shares of each label in each part, as far as there are
   * enough; the first of each label is for training.
   *
   * @param seed decides which goes where
   */
  public Parts<Labelled> split(Split split, long seed) {
    return Parts.of(name, rows, byLabel(), split, seed, Labelled::new);
  }

  /**
   * Divides them so that a fold is the test part, with the same share of each label; the rest is
   * divided between training and validation as the split says.
   *
   * @param seed decides which goes where; with the same one, the folds are apart
   */
  public Parts<Labelled> split(Fold fold, Split split, long seed) {
    return Parts.of(name, rows, byLabel(), fold, split, seed, Labelled::new);
  }

  private Collection<List<Integer>> byLabel() {
    Map<String, List<Integer>> byLabel = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      byLabel.computeIfAbsent(rows.get(i).label(), _ -> new ArrayList<>()).add(i);
    }
    return byLabel.values();
  }

  @Override
  public int count() {
    return rows.size();
  }

  @Override
  public String digest() {
    Digest digest = new Digest();
    for (Row row : rows) {
      digest.add(row.label());
      switch (row.content()) {
        case Writing(String text) -> digest.add(text);
        case Steps(int _, float[] values) -> digest.add(values);
      }
    }
    return digest.toString();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %,d sequences, %,d labels", name, rows.size(), counts().size());
  }
}
