package dev.sluice.source;

import dev.sluice.source.Tagged.Sentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sentences of a file with a word on each line, its columns behind it, and a blank line at the end.
 */
final class TaggedColumns {

  /** CoNLL-U has ten columns: its number, the word, and then these. */
  private static final List<String> COLUMNS_OF_CONLLU =
      List.of("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc");

  private final Path file;
  private final String column;

  /** Whether a word was seen, and whether it is of CoNLL-U: then all are. */
  private boolean begun;

  private boolean universal;

  private final List<String> words = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private String place = "";

  /**
   * Nothing read yet.
   *
   * @param column which one is the tag, as {@link Tagged#read} takes it
   */
  TaggedColumns(Path file, String column) {
    this.file = file;
    this.column = column;
  }

  /**
   * Goes on with a line.
   *
   * @return the sentence that ends with it
   */
  Optional<Sentence> take(String line, int number) {
    if (line.isBlank()) {
      return end();
    }
    word(line, DiskLines.place(file, number));
    return Optional.empty();
  }

  /** The sentence that ends here, if one has begun. */
  Optional<Sentence> end() {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Sentence sentence = new Sentence(words, tags, place);
    words.clear();
    tags.clear();
    return Optional.of(sentence);
  }

  /** Whether a sentence has begun and not ended. */
  private boolean isWithin() {
    return !words.isEmpty();
  }

  /** Finds all sentences of the file, for a list that reads them with {@link #sentence}. */
  void find(DiskList<Sentence> sentences) throws IOException {
    long[] begin = new long[1];
    long[] end = new long[1];
    int[] first = new int[1];
    DiskLines.forEach(
        file,
        (line, from, length, number) -> {
          boolean within = isWithin();
          boolean ended = take(line, number).isPresent();
          if (ended) {
            sentences.add(begin[0], Math.toIntExact(end[0] - begin[0]), first[0]);
          } else if (!within) {
            begin[0] = from;
            first[0] = number;
          }
          end[0] = from + length;
        });
    if (end().isPresent()) {
      sentences.add(begin[0], Math.toIntExact(end[0] - begin[0]), first[0]);
    }
  }

  /** The sentence of some lines that {@link #find} found. */
  Sentence sentence(String lines, String place) {
    TaggedColumns columns = new TaggedColumns(file, column);
    columns.begun = true;
    columns.universal = universal;
    lines.lines().forEach(line -> columns.word(line, place));
    return columns.end().orElseThrow();
  }

  /** Goes on with a line that is not blank. */
  private void word(String line, String here) {
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
}
