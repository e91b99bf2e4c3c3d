package dev.sluice.source;

import dev.sluice.data.Split;
import dev.sluice.data.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sentences with a tag for each word.
 *
 * @param name what to call them in messages
 * @param sentences in the order of the file
 */
public record Tagged(String name, List<Sentence> sentences) implements Source {

  /** CoNLL-U has ten columns: its number, the word, and then these. */
  private static final List<String> COLUMNS_OF_CONLLU =
      List.of("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc");

  /**
   * @throws IllegalArgumentException if there is no sentence
   */
  public Tagged {
    sentences = List.copyOf(sentences);
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
    Reader reader = new Reader(file, column);
    TextFile.forEach(file, reader::take);
    reader.end();
    return new Tagged(file.toString(), reader.sentences);
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

  private static final class Reader {
    private final Path file;
    private final String column;
    private final List<Sentence> sentences = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private List<String> tags = new ArrayList<>();
    private String place = "";
    private boolean begun;
    private boolean universal;

    Reader(Path file, String column) {
      this.file = file;
      this.column = column;
    }

    void take(String line, int number) {
      if (line.isBlank()) {
        end();
        return;
      }
      if (line.startsWith("#") && (universal || !begun) || line.startsWith("-DOCSTART-")) {
        return;
      }
      String[] columns = line.split("\t", -1);
      if (!begun) {
        begun = true;
        universal = columns.length == COLUMNS_OF_CONLLU.size();
      }
      if (columns.length == 1 && !universal) {
        columns = line.strip().split(" +");
      }
      String here = String.format(Locale.ROOT, "%s, line %,d", file, number);
      if (universal && columns.length == COLUMNS_OF_CONLLU.size()) {
        if (!columns[0].matches("\\d+")) {
          return;
        }
      } else if (universal) {
        throw new IllegalArgumentException(
            "%s has %s columns between tabs; CoNLL-U has 10.".formatted(here, columns.length));
      }
      int wanted = wanted(columns.length, here);
      if (words.isEmpty()) {
        place = here;
      }
      words.add(columns[universal ? 1 : 0]);
      tags.add(columns[wanted]);
    }

    private int wanted(int count, String here) {
      int wanted;
      if (column.isEmpty()) {
        wanted = universal ? COLUMNS_OF_CONLLU.indexOf("upos") : count - 1;
      } else if (column.matches("\\d{1,6}")) {
        wanted = Integer.parseInt(column) - 1;
      } else {
        wanted = universal ? COLUMNS_OF_CONLLU.indexOf(column.toLowerCase(Locale.ROOT)) : -1;
        if (wanted < 0) {
          throw new IllegalArgumentException(
              "%s has no column '%s'; give its number, from 1%s."
                  .formatted(
                      file,
                      column,
                      universal ? ", or one of " + String.join(", ", COLUMNS_OF_CONLLU) : ""));
        }
      }
      int word = universal ? 1 : 0;
      if (wanted < 0 || wanted >= count || wanted == word) {
        throw new IllegalArgumentException(
            "%s has %s columns: a word and its tag are needed%s."
                .formatted(here, count, column.isEmpty() ? "" : ", the tag in column " + column));
      }
      return wanted;
    }

    void end() {
      if (!words.isEmpty()) {
        sentences.add(new Sentence(words, tags, place));
        words = new ArrayList<>();
        tags = new ArrayList<>();
      }
    }
  }
}
