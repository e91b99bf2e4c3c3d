package dev.sluice.source;

import dev.sluice.data.Split;
import dev.sluice.data.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sentences with a tag for each word.
 *
 * @param name what to call them in messages
 * @param sentences in the order of the file
 */
public record Tagged(String name, List<Sentence> sentences) implements Source {

  /**
   * @throws IllegalArgumentException if there is no sentence
   */
  public Tagged {
    sentences = sentences instanceof OnDisk ? sentences : List.copyOf(sentences);
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException(name + " has no sentences.");
    }
  }

  /**
   * A sentence; as many tags as words.
   *
   * @param place where it begins, for messages
   */
  public record Sentence(List<String> words, List<String> tags, String place) {
    public Sentence {
      words = List.copyOf(words);
      tags = List.copyOf(tags);
    }
  }

  /**
   * Reads {@link JsonLines}, by the name of the file, or a file with a word on each line, its
   * columns between tabs or spaces, and an empty line after each sentence. Lines that begin with
   * {@code #} are passed over. Where the first line of a word has ten columns between tabs, it is
   * CoNLL-U: words whose number is no whole one (ranges and empty nodes) are passed over.
   *
   * @param column which column is the tag: a number from 1, or for CoNLL-U one of its names; empty
   *     for the last one, and for CoNLL-U upos
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if a line has too few columns; the message says which
   */
  public static Tagged read(Path file, String column) throws IOException {
    if (JsonLines.isMeant(file)) {
      return JsonLines.tagged(file);
    }
    List<Sentence> sentences = new ArrayList<>();
    TaggedColumns columns = new TaggedColumns(file, column);
    TextFile.forEach(file, (line, number) -> columns.take(line, number).ifPresent(sentences::add));
    columns.end().ifPresent(sentences::add);
    return new Tagged(file.toString(), sentences);
  }

  /**
   * A file as {@link #read} takes it that stays on disk: for data larger than memory. Sentences are
   * read each time that they are needed, until {@link #close}, also by the parts into which they
   * are divided.
   *
   * @throws IOException if it cannot be read, or is packed
   * @throws IllegalArgumentException as for data in memory
   */
  public static Tagged onDisk(Path file, String column) throws IOException {
    boolean objects = JsonLines.isMeant(file);
    TaggedColumns columns = new TaggedColumns(file, column);
    DiskList<Sentence> sentences =
        new DiskList<>(
            file,
            (lines, place) ->
                objects
                    ? JsonLines.sentence(JsonLines.object(lines, place), place)
                    : columns.sentence(lines, place));
    try {
      if (objects) {
        JsonLines.find(file, sentences);
      } else {
        columns.find(sentences);
      }
      return new Tagged(file.toString(), sentences);
    } catch (IOException | RuntimeException e) {
      sentences.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (sentences instanceof OnDisk file) {
      file.close();
    }
  }

  /** Whether the sentences are not in memory. */
  public boolean isOnDisk() {
    return sentences instanceof OnDisk;
  }

  /**
   * The words of a sentence without tags, from a line: of a JSON object with {@code words}, or
   * those between spaces.
   *
   * @param place what to call it in a message
   * @throws IllegalArgumentException if it is none
   */
  public static List<String> words(String line, String place) {
    if (line.startsWith("{")) {
      return JsonLines.texts(JsonLines.object(line, place), "words", place);
    }
    if (line.indexOf('\t') >= 0) {
      throw new IllegalArgumentException(
          place + " has a tab; a sentence is one line here, its words between spaces.");
    }
    return List.of(line.strip().split("\\s+"));
  }

  /** How many words have each tag, in the order in which tags occur first. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    sentences.forEach(s -> s.tags().forEach(tag -> counts.merge(tag, 1, Integer::sum)));
    return counts;
  }

  /**
   * Divides the sentences at random.
   *
   * @param seed decides which goes where
   */
  public Parts<Tagged> split(Split split, long seed) {
    List<Integer> all = IntStream.range(0, sentences.size()).boxed().toList();
    return Parts.of(name, sentences, List.of(all), split, seed, Tagged::new);
  }

  @Override
  public int count() {
    return sentences.size();
  }

  @Override
  public String digest() {
    Digest digest = new Digest();
    for (Sentence sentence : sentences) {
      sentence.words().forEach(digest::add);
      digest.add("");
      sentence.tags().forEach(digest::add);
    }
    return digest.toString();
  }

  /** The number of words. */
  public int words() {
    return sentences.stream().mapToInt(s -> s.words().size()).sum();
  }
}
