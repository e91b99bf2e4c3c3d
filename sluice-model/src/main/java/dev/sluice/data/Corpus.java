package dev.sluice.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntConsumer;

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

  private Corpus(String name, byte[] utf8, Split split, Vocabulary vocabulary, Symbols symbols) {
    this.name = name;
    this.digest = sha256(utf8);
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

  private static Corpus of(String name, byte[] utf8, Split split, Tokens tokens) {
    if (tokens == Tokens.WORDS) {
      List<String> words = words(name, utf8);
      List<String> known = words.subList(0, Math.max(1, split.trainEnd(words.size())));
      return ofWords(name, utf8, split, Vocabulary.frequent(known, 2));
    }
    BitSet distinct = distinct(name, utf8, tokens);
    if (distinct.cardinality() == 1) {
      int symbol = distinct.nextSetBit(0);
      throw new IllegalArgumentException(
          Sentence.of(
              "%s has only one distinct symbol, %s: there is nothing to predict.",
              Sentence.capital(name),
              tokens == Tokens.BYTES
                  ? Sentence.of("byte 0x%02X", symbol)
                  : Sentence.quoteFully(symbol)));
    }
    Vocabulary vocabulary =
        tokens == Tokens.BYTES
            ? Vocabulary.ofBytes()
            : Vocabulary.ofCharacters(distinct.stream().toArray());
    return new Corpus(name, utf8, split, vocabulary, encode(name, utf8, vocabulary));
  }

  private static Corpus ofWords(String name, byte[] utf8, Split split, Vocabulary vocabulary) {
    List<String> words = words(name, utf8);
    Symbols symbols =
        Symbols.of(
            words.size(),
            vocabulary.size(),
            sink -> {
              for (int i = 0; i < words.size(); i++) {
                sink.put(i, vocabulary.id(words.get(i)));
              }
            });
    return new Corpus(name, utf8, split, vocabulary, symbols);
  }

  private static List<String> words(String name, byte[] utf8) {
    StringBuilder text = new StringBuilder(utf8.length);
    Utf8.forEach(utf8, name, text::appendCodePoint);
    List<String> words = Words.split(text.toString());
    if (words.isEmpty()) {
      throw new IllegalArgumentException(Sentence.of("%s is empty.", Sentence.capital(name)));
    }
    return words;
  }

  private static Corpus of(
      String name, byte[] utf8, Split split, Vocabulary vocabulary, String model) {
    if (vocabulary.tokens() == Tokens.WORDS) {
      return ofWords(name, utf8, split, vocabulary);
    }
    BitSet distinct = distinct(name, utf8, vocabulary.tokens());
    if (vocabulary.tokens() == Tokens.CHARACTERS) {
      vocabulary.requireCovers(Vocabulary.ofCharacters(distinct.stream().toArray()), model);
    }
    return new Corpus(name, utf8, split, vocabulary, encode(name, utf8, vocabulary));
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
  public int length() {
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

  private Text part(String name, int from, int to, boolean training) {
    return new Text(name, vocabulary, symbols, from, to, training);
  }

  private static BitSet distinct(String name, byte[] utf8, Tokens tokens) {
    if (utf8.length == 0) {
      throw new IllegalArgumentException(Sentence.of("%s is empty.", Sentence.capital(name)));
    }
    BitSet distinct = new BitSet();
    forEach(tokens, utf8, name, distinct::set);
    return distinct;
  }

  private static Symbols encode(String name, byte[] utf8, Vocabulary vocabulary) {
    if (vocabulary.tokens() == Tokens.BYTES) {
      return new Symbols.Bytes(utf8);
    }
    return Symbols.of(
        Utf8.count(utf8),
        vocabulary.size(),
        sink -> {
          int[] position = {0};
          Utf8.forEach(
              utf8, name, character -> sink.put(position[0]++, vocabulary.idOf(character)));
        });
  }

  private static void forEach(Tokens tokens, byte[] utf8, String name, IntConsumer symbol) {
    switch (tokens) {
      case CHARACTERS, WORDS -> Utf8.forEach(utf8, name, symbol);
      case BYTES -> {
        for (byte one : utf8) {
          symbol.accept(one & 0xFF);
        }
      }
    }
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
    byte[] bytes = TextFile.bytes(file, LARGEST + 1L);
    if (bytes.length > LARGEST) {
      throw new IOException(
          Sentence.of(
              "%s has more than %,d bytes; a text can have no more. Cut it into smaller files.",
              file, LARGEST));
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
