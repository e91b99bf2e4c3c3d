package dev.sluice.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The symbols that a model knows, each with its number from 0: characters (Unicode code points),
 * words, or the 256 bytes. In an {@linkplain #isOpen open} one, symbol 0 stands for all that is not
 * in it. Immutable.
 */
public final class Vocabulary {
  /** The first symbol of an open vocabulary of words. */
  public static final String UNKNOWN = "<unknown>";

  private static final int UNKNOWN_CHARACTER = 0xFFFD;
  private static final int NEW_SHOWN = 10;

  private final Tokens tokens;
  private final boolean open;

  /** The words; empty where symbols are no words. */
  private final List<String> words;

  private final Map<String, Integer> wordIds;

  /** The code point (or byte) of each symbol; for words their numbers. */
  private final int[] symbols;

  /** The code points ascending, and the symbol that each belongs to. */
  private final int[] sorted;

  private final int[] sortedIds;

  /** The symbol of each ASCII character, or −1: of these most texts mostly are. */
  private final int[] ascii = new int[0x80];

  private Vocabulary(Tokens tokens, boolean open, List<String> words, int[] symbols) {
    this.tokens = tokens;
    this.open = open;
    this.words = List.copyOf(words);
    this.symbols = symbols;
    wordIds = new HashMap<>();
    for (int id = 0; id < words.size(); id++) {
      wordIds.put(words.get(id), id);
    }
    sortedIds =
        IntStream.range(0, symbols.length)
            .boxed()
            .sorted((a, b) -> Integer.compare(symbols[a], symbols[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    sorted = Arrays.stream(sortedIds).map(id -> symbols[id]).toArray();
    Arrays.setAll(ascii, this::search);
  }

  /**
   * The characters that occur in a text, in the order of their code points.
   *
   * @throws IllegalArgumentException if the text is empty or holds half of a surrogate pair
   */
  public static Vocabulary ofCharacters(CharSequence text) {
    int[] characters = text.codePoints().sorted().distinct().toArray();
    if (characters.length == 0) {
      throw new IllegalArgumentException("A vocabulary needs at least one symbol.");
    }
    return ofCharacters(characters);
  }

  /**
   * The characters given, in this order: what {@link #symbols()} returned, read back.
   *
   * @throws IllegalArgumentException if there is none, one occurs twice, or one is not exactly one
   *     character
   */
  public static Vocabulary ofCharacters(List<String> symbols) {
    if (symbols.isEmpty()) {
      throw new IllegalArgumentException("A vocabulary needs at least one symbol.");
    }
    int[] characters = new int[symbols.size()];
    for (int id = 0; id < characters.length; id++) {
      String symbol = symbols.get(id);
      if (symbol.isEmpty() || symbol.codePointCount(0, symbol.length()) != 1) {
        throw new IllegalArgumentException(
            Sentence.of(
                "Symbol %,d of the vocabulary has %s; a symbol is exactly one.",
                id, Sentence.count(symbol.codePointCount(0, symbol.length()), "character")));
      }
      characters[id] = symbol.codePointAt(0);
    }
    return ofCharacters(characters);
  }

  /**
   * The same, open: symbol 0 is U+FFFD, which stands for every other character.
   *
   * @throws IllegalStateException if symbols are not characters
   */
  public Vocabulary open() {
    if (open) {
      return this;
    }
    if (tokens != Tokens.CHARACTERS) {
      throw new IllegalStateException("Only a vocabulary of characters can be opened.");
    }
    int[] others = Arrays.stream(symbols).filter(s -> s != UNKNOWN_CHARACTER).toArray();
    int[] all = new int[others.length + 1];
    all[0] = UNKNOWN_CHARACTER;
    System.arraycopy(others, 0, all, 1, others.length);
    return new Vocabulary(Tokens.CHARACTERS, true, List.of(), all);
  }

  /** Whether every text can be read with it: symbol 0 then stands for what is not in it. */
  public boolean isOpen() {
    return open || tokens == Tokens.BYTES;
  }

  /**
   * The words given, in this order: what {@link #symbols()} returned, read back.
   *
   * @throws IllegalArgumentException if the first is not {@link #UNKNOWN}, or one occurs twice
   */
  public static Vocabulary ofWords(List<String> words) {
    if (words.isEmpty() || !words.getFirst().equals(UNKNOWN)) {
      throw new IllegalArgumentException(
          "The first word of a vocabulary must be %s, which stands for all others."
              .formatted(UNKNOWN));
    }
    Vocabulary vocabulary =
        new Vocabulary(Tokens.WORDS, true, words, IntStream.range(0, words.size()).toArray());
    if (vocabulary.wordIds.size() < words.size()) {
      throw new IllegalArgumentException("A word occurs twice in the vocabulary.");
    }
    return vocabulary;
  }

  /**
   * The words of texts that occur at least {@code minimum} times, the most frequent first; of those
   * as frequent the first in the order of characters.
   */
  public static Vocabulary ofWords(Iterable<String> texts, int minimum) {
    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      Words.split(text).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    return frequent(counts, minimum);
  }

  /** The same of words that were counted already. */
  public static Vocabulary frequent(Map<String, Integer> counts, int minimum) {
    List<String> known = new ArrayList<>();
    known.add(UNKNOWN);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= minimum && !entry.getKey().equals(UNKNOWN))
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> known.add(entry.getKey()));
    return ofWords(known);
  }

  /** Takes over {@code characters}. */
  static Vocabulary ofCharacters(int[] characters) {
    for (int character : characters) {
      if (Character.getType(character) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            Sentence.of("U+%04X is half of a surrogate pair, not a character.", character));
      }
    }
    Vocabulary vocabulary = new Vocabulary(Tokens.CHARACTERS, false, List.of(), characters);
    for (int i = 1; i < vocabulary.sorted.length; i++) {
      if (vocabulary.sorted[i] == vocabulary.sorted[i - 1]) {
        throw new IllegalArgumentException(
            Sentence.of(
                "Symbol %s occurs twice in the vocabulary.",
                Sentence.quoteFully(vocabulary.sorted[i])));
      }
    }
    return vocabulary;
  }

  /** All 256 bytes. */
  public static Vocabulary ofBytes() {
    return new Vocabulary(Tokens.BYTES, false, List.of(), IntStream.range(0, 256).toArray());
  }

  /** What one symbol is. */
  public Tokens tokens() {
    return tokens;
  }

  /** The number of symbols. */
  public int size() {
    return symbols.length;
  }

  /**
   * The characters or words by number; empty for bytes, where every number is its own byte and
   * there is nothing to list.
   */
  public List<String> symbols() {
    return switch (tokens) {
      case CHARACTERS -> Arrays.stream(symbols).mapToObj(Character::toString).toList();
      case WORDS -> words;
      case BYTES -> List.of();
    };
  }

  /**
   * The numbers of the symbols of a text (of its UTF-8 form where symbols are bytes).
   *
   * @throws IllegalArgumentException if the text holds a symbol that is not in the vocabulary, and
   *     this is not open
   */
  public int[] encode(String text) {
    if (tokens == Tokens.BYTES) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
    }
    if (tokens == Tokens.WORDS) {
      return Words.split(text).stream().mapToInt(this::id).toArray();
    }
    return text.codePoints().map(this::encode).toArray();
  }

  /** The number of a word; 0 where it is unknown. */
  public int id(String word) {
    return wordIds.getOrDefault(word, 0);
  }

  private int encode(int character) {
    int id = idOf(character);
    if (id < 0 && open) {
      return 0;
    }
    if (id < 0) {
      throw new IllegalArgumentException(
          Sentence.of(
              "There is no symbol %s in the vocabulary of %s.",
              Sentence.quoteFully(character), Sentence.count(size(), "symbol")));
    }
    return id;
  }

  /** The number of a character (or byte), or −1. */
  int idOf(int character) {
    return character >= 0 && character < ascii.length ? ascii[character] : search(character);
  }

  private int search(int character) {
    int place = Arrays.binarySearch(sorted, character);
    return place < 0 ? -1 : sortedIds[place];
  }

  /**
   * The text of one symbol. A byte that is only a part of a character reads as U+FFFD; {@link
   * #decoder()} puts such bytes together.
   *
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public String decode(int id) {
    int symbol = symbols[id];
    if (tokens == Tokens.WORDS) {
      return words.get(id);
    }
    return tokens == Tokens.BYTES && symbol >= 0x80 ? "\uFFFD" : Character.toString(symbol);
  }

  /**
   * The text of a sequence of symbols.
   *
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public String decode(int[] ids) {
    Decoder decoder = decoder();
    StringBuilder text = new StringBuilder(ids.length);
    for (int id : ids) {
      text.append(decoder.next(id));
    }
    return text.append(decoder.end()).toString();
  }

  /** A decoder for symbols that arrive one at a time. */
  public Decoder decoder() {
    return new Decoder(this);
  }

  /**
   * Checks that a model with this vocabulary can read a text with another.
   *
   * @param model what to call the model in the message, such as {@code bard.safetensors}
   * @throws IllegalArgumentException if the text has symbols that this vocabulary lacks: "{@code
   *     bard.safetensors was trained with 65 symbols; this text has 67. New: 'é' 'ß'. Take them
   *     out, or train with a text that has them.}"
   */
  public void requireCovers(Vocabulary text, String model) {
    if (tokens != text.tokens) {
      throw new IllegalArgumentException(
          Sentence.of(
              "%s was trained with --tokens %s; this text is read with --tokens %s.",
              model, tokens, text.tokens));
    }
    List<String> added = new ArrayList<>();
    for (int character : isOpen() ? new int[0] : text.sorted) {
      if (idOf(character) < 0) {
        added.add(Sentence.quote(character));
      }
    }
    if (!added.isEmpty()) {
      String more =
          added.size() > NEW_SHOWN ? Sentence.of(" and %,d more", added.size() - NEW_SHOWN) : "";
      throw new IllegalArgumentException(
          Sentence.of(
              "%s was trained with %s; this text has %,d. New: %s%s. Take them out, or train with a"
                  + " text that has them.",
              model,
              Sentence.count(size(), "symbol"),
              text.size(),
              added.stream().limit(NEW_SHOWN).collect(Collectors.joining(" ")),
              more));
    }
  }

  /** Vocabularies are equal if they give the same symbols the same numbers. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that
        && tokens == that.tokens
        && open == that.open
        && words.equals(that.words)
        && Arrays.equals(symbols, that.symbols);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(symbols) + words.hashCode();
  }

  @Override
  public String toString() {
    return switch (tokens) {
      case CHARACTERS -> Sentence.count(size(), "character");
      case WORDS -> Sentence.count(size(), "word");
      case BYTES -> "256 bytes";
    };
  }
}
