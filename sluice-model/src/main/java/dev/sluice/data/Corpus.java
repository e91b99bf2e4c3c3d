package dev.sluice.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A text as symbols, cut by position into a training, a validation and a test part. Immutable.
 *
 * <p>The vocabulary of characters is that of the <em>whole</em> text: a rare character that stands
 * in the validation part alone is then one that the model can be asked for, instead of an error.
 * That of words has those which the training part has at least twice; all others are one symbol.
 * The text is taken as it is, line ends and a byte order mark included.
 */
public final class Corpus {
  private static final int LARGEST = Integer.MAX_VALUE - 16;

  private final String name;
  private final String digest;
  private final Split split;
  private final Vocabulary vocabulary;
  private final Symbols symbols;

  private Corpus(String name, String digest, Split split, Vocabulary vocabulary, Symbols symbols) {
    this.name = name;
    this.digest = digest;
    this.split = split;
    this.vocabulary = vocabulary;
    this.symbols = symbols;
  }

  /**
   * The characters of a UTF-8 file, split 90 / 5 / 5.
   *
   * @throws IOException if there is no such file or it cannot be read
   * @throws IllegalArgumentException if the file is empty, not UTF-8, or has one distinct symbol
   */
  public static Corpus of(Path file) throws IOException {
    return of(file, Split.DEFAULT, Tokens.CHARACTERS);
  }

  /**
   * A file (UTF-8 where symbols are characters, else any) with a vocabulary of its own.
   *
   * @throws IOException if there is no such file or it cannot be read
   * @throws IllegalArgumentException if the file is empty, not UTF-8, or has one distinct symbol
   */
  public static Corpus of(Path file, Split split, Tokens tokens) throws IOException {
    return of(file.toString(), read(file), split, tokens);
  }

  /**
   * The same of a text that may be larger than memory: its symbols are kept on disk, 1, 2 or 4
   * bytes for each, in a file that has no name and is gone when nobody reads it.
   *
   * @param folder where that file is
   * @throws IOException if the text cannot be read, or there is no room for its symbols
   * @throws IllegalArgumentException as for a text in memory
   */
  public static Corpus onDisk(Path file, Split split, Tokens tokens, Path folder)
      throws IOException {
    return of(
        RawText.of(file),
        split,
        tokens,
        (length, size, source) -> DiskSymbols.of(folder, length, size, source));
  }

  /**
   * A file read with the vocabulary of a model.
   *
   * @param model what to call the model in a message, such as {@code bard.safetensors}
   * @throws IOException if there is no such file or it cannot be read
   * @throws IllegalArgumentException if the file is empty, not UTF-8, or has symbols that the
   *     vocabulary lacks
   */
  public static Corpus of(Path file, Split split, Vocabulary vocabulary, String model)
      throws IOException {
    return of(file.toString(), read(file), split, vocabulary, model);
  }

  /**
   * The beginning of a file, read with the vocabulary of a model: of characters and bytes, what
   * comes after it is not looked at.
   *
   * @param most symbols
   * @param model what to call the model in a message
   * @throws IOException if there is no such file or it cannot be read
   * @throws IllegalArgumentException as for the whole file
   */
  public static Text beginning(Path file, int most, Vocabulary vocabulary, String model)
      throws IOException {
    String name = file.toString();
    Corpus corpus =
        switch (vocabulary.tokens()) {
          case CHARACTERS -> {
            byte[] enough = TextFile.bytes(file, (long) Utf8.LONGEST * most);
            yield of(name, Utf8.beginning(enough, most), Split.DEFAULT, vocabulary, model);
          }
          case BYTES -> of(name, TextFile.bytes(file, most), Split.DEFAULT, vocabulary, model);
          case WORDS -> of(file, Split.DEFAULT, vocabulary, model);
        };
    return corpus.part(name, 0, Math.min(most, corpus.length()), false);
  }

  /**
   * The characters of a text, split 90 / 5 / 5.
   *
   * @throws IllegalArgumentException if the text is empty, has one distinct symbol or half of a
   *     surrogate pair
   */
  public static Corpus of(String text) {
    return of("the text", text, Split.DEFAULT, Tokens.CHARACTERS);
  }

  /**
   * A text with a vocabulary of its own.
   *
   * @param name what to call the text in messages
   * @throws IllegalArgumentException if the text is empty, has one distinct symbol or half of a
   *     surrogate pair
   */
  public static Corpus of(String name, String text, Split split, Tokens tokens) {
    return of(name, utf8(text, name), split, tokens);
  }

  /**
   * A text read with the vocabulary of a model.
   *
   * @param name what to call the text in messages
   * @param model what to call the model
   * @throws IllegalArgumentException if the text is empty, has half of a surrogate pair, or symbols
   *     that the vocabulary lacks
   */
  public static Corpus of(
      String name, String text, Split split, Vocabulary vocabulary, String model) {
    return of(name, utf8(text, name), split, vocabulary, model);
  }

  private static Corpus of(String name, byte[] bytes, Split split, Tokens tokens) {
    return inMemory(() -> of(RawText.of(name, bytes), split, tokens, Symbols::inMemory));
  }

  private static Corpus of(
      String name, byte[] bytes, Split split, Vocabulary vocabulary, String model) {
    return inMemory(() -> of(RawText.of(name, bytes), split, vocabulary, model));
  }

  private interface Making {
    Corpus make() throws IOException;
  }

  private static Corpus inMemory(Making making) {
    try {
      return making.make();
    } catch (IOException e) {
      throw new AssertionError("what is in memory can be read", e);
    }
  }

  private static Corpus of(RawText text, Split split, Tokens tokens, Symbols.Storage storage)
      throws IOException {
    RawText.Survey survey = text.survey(tokens);
    BitSet distinct = survey.distinct();
    if (tokens != Tokens.WORDS && distinct.cardinality() == 1) {
      int symbol = distinct.nextSetBit(0);
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has only one distinct symbol, %s: there is nothing to predict.",
              Sentence.capital(text.name()),
              tokens == Tokens.BYTES
                  ? Sentence.of("byte 0x%02X", symbol)
                  : Sentence.quoteFully(symbol)));
    }
    Vocabulary vocabulary =
        switch (tokens) {
          case CHARACTERS -> Vocabulary.ofCharacters(distinct.stream().toArray());
          case WORDS -> frequentWords(text, Math.max(1, split.trainEnd(survey.symbols())));
          case BYTES -> Vocabulary.ofBytes();
        };
    return of(text, survey, split, vocabulary, storage);
  }

  private static Corpus of(RawText text, Split split, Vocabulary vocabulary, String model)
      throws IOException {
    RawText.Survey survey = text.survey(vocabulary.tokens());
    if (vocabulary.tokens() == Tokens.CHARACTERS) {
      Vocabulary own = Vocabulary.ofCharacters(survey.distinct().stream().toArray());
      vocabulary.requireCovers(own, model);
    }
    return of(text, survey, split, vocabulary, Symbols::inMemory);
  }

  private static Corpus of(
      RawText text,
      RawText.Survey survey,
      Split split,
      Vocabulary vocabulary,
      Symbols.Storage storage)
      throws IOException {
    Symbols symbols =
        storage.keep(
            survey.symbols(),
            vocabulary.size(),
            sink -> {
              switch (vocabulary.tokens()) {
                case CHARACTERS ->
                    text.forEach(Tokens.CHARACTERS, c -> sink.accept(vocabulary.idOf(c)));
                case WORDS -> text.forEachWord(word -> sink.accept(vocabulary.id(word)));
                case BYTES -> text.forEach(Tokens.BYTES, sink);
              }
            });
    return new Corpus(text.name(), survey.digest(), split, vocabulary, symbols);
  }

  /** Those that occur at least twice among so many at the beginning. */
  private static Vocabulary frequentWords(RawText text, long many) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    long[] left = {many};
    text.forEachWord(
        word -> {
          if (left[0]-- > 0) {
            counts.merge(word, 1, Integer::sum);
          }
        });
    return Vocabulary.frequent(counts, 2);
  }

  /** What to call the text in a message. */
  public String name() {
    return name;
  }

  /** Where it is cut. */
  public Split split() {
    return split;
  }

  /** The symbols of the whole text, or those that it was read with. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The number of symbols in all parts. */
  public long length() {
    return symbols.length();
  }

  /** The SHA-256 of the file, or of the text in UTF-8, in 64 hexadecimal digits. */
  public String digest() {
    return digest;
  }

  /** The first part. */
  public Text train() {
    return part("the training part of " + name, 0, split.trainEnd(length()), true);
  }

  /** The second part. */
  public Text validation() {
    return part(
        "the validation part of " + name,
        split.trainEnd(length()),
        split.validationEnd(length()),
        false);
  }

  /** The last part. */
  public Text test() {
    return part("the test part of " + name, split.validationEnd(length()), length(), false);
  }

  /** All parts as one, for judging a model on a text that it was not trained with. */
  public Text whole() {
    return part(name, 0, length(), false);
  }

  private Text part(String name, long from, long to, boolean training) {
    return new Text(name, vocabulary, symbols, from, to, training);
  }

  private static byte[] utf8(String text, String name) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (text.codePointAt(i) <= Character.MAX_VALUE) {
          throw new IllegalArgumentException(
              Sentence.of(
                  "%s is not Unicode text: half of a surrogate pair stands alone at index %,d.",
                  Sentence.capital(name), i));
        }
        i++;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(Path file) throws IOException {
    boolean large = Files.isRegularFile(file) && Files.size(file) > LARGEST;
    byte[] bytes = large ? new byte[0] : TextFile.bytes(file, LARGEST + 1L);
    if (large || bytes.length > LARGEST) {
      throw new IOException(
          Sentence.of(
              "%s has more than %,d bytes, too many for memory. Learn it from disk (--on-disk), or"
                  + " cut it into smaller files.",
              file, LARGEST));
    }
    return bytes;
  }
}
