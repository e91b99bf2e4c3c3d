package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
  @TempDir Path folder;

  private Path file(byte... content) throws IOException {
    return Files.write(folder.resolve("bard.txt"), content);
  }

  private static String failure(Path file, Split split, Tokens tokens) {
    try {
      Corpus.of(file, split, tokens);
    } catch (IOException | IllegalArgumentException e) {
      return e.getMessage().replace(file.toString(), "bard.txt");
    }
    throw new AssertionError("no exception");
  }

  private static String failure(Path file) {
    return failure(file, Split.DEFAULT, Tokens.CHARACTERS);
  }

  @Test
  void isCutByPosition() {
    String text = "abcdefghijklmnopqrst".repeat(5);
    Corpus corpus = Corpus.of(text);
    assertThat(corpus.train()).hasToString(text.substring(0, 90));
    assertThat(corpus.validation()).hasToString(text.substring(90, 95));
    assertThat(corpus.test()).hasToString(text.substring(95));
    assertThat(corpus.whole()).hasToString(text);
    assertThat(corpus.train().ids()).hasSize(90).startsWith(0, 1, 2);
    assertThat(corpus.validation().id(0)).isEqualTo(10);
    assertThatThrownBy(() -> corpus.validation().id(5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void ofTheBeginningTheRestIsNotLookedAt() throws IOException {
    String text = "a\u00e4\u20ac\uD83D\uDE00bcd";
    Vocabulary known = Vocabulary.ofCharacters("a\u00e4\u20ac\uD83D\uDE00b");
    Path file = file(text.getBytes(StandardCharsets.UTF_8));
    for (int most = 1; most <= 5; most++) {
      String beginning = text.substring(0, text.offsetByCodePoints(0, most));
      assertThat(Corpus.beginning(file, most, known, "bard")).hasToString(beginning);
    }
    assertThatThrownBy(() -> Corpus.beginning(file, 6, known, "bard"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'c'");
    Vocabulary all = Vocabulary.ofCharacters(text);
    assertThat(Corpus.beginning(file, Integer.MAX_VALUE, all, "bard")).hasToString(text);
    assertThat(Corpus.beginning(file, 4, Vocabulary.ofBytes(), "bard").ids())
        .containsExactly('a', 0xC3, 0xA4, 0xE2);
    Path words = Files.writeString(folder.resolve("words.txt"), "to be or not to be to be");
    Corpus corpus = Corpus.of(words, Split.DEFAULT, Tokens.WORDS);
    assertThat(Corpus.beginning(words, 2, corpus.vocabulary(), "bard").ids())
        .isEqualTo(Arrays.copyOf(corpus.whole().ids(), 2));
  }

  @Test
  void partsOfAnySplitJoinToTheWhole() {
    for (int length = 2; length < 130; length++) {
      String text = "ab" + "c".repeat(length - 2);
      for (String split : new String[] {"90/5/5", "90/10", "0/0/100", "100/0/0", "33/33/34"}) {
        Corpus corpus = Corpus.of("t", text, Split.parse(split), Tokens.CHARACTERS);
        assertThat("" + corpus.train() + corpus.validation() + corpus.test()).isEqualTo(text);
      }
    }
  }

  @Test
  void vocabularyIsThatOfTheWholeText() {
    Corpus corpus = Corpus.of("ab".repeat(50) + "z");
    assertThat(corpus.vocabulary().symbols()).containsExactly("a", "b", "z");
    assertThat(corpus.train().vocabulary()).isSameAs(corpus.vocabulary());
  }

  @Test
  void readsAFileAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("bard.txt"), "\uFEFFé\r\n😀 line\r\n");
    Corpus characters = Corpus.of(file);
    assertThat(characters.whole()).hasToString("\uFEFFé\r\n😀 line\r\n");
    assertThat(characters.length()).isEqualTo(12);
    Corpus bytes = Corpus.of(file, Split.DEFAULT, Tokens.BYTES);
    assertThat(bytes.whole()).hasToString("\uFEFFé\r\n😀 line\r\n");
    assertThat(bytes.length()).isEqualTo(18);
    assertThat(bytes.vocabulary()).isEqualTo(Vocabulary.ofBytes());
  }

  @Test
  void digestIsThatOfTheFile() throws IOException {
    // printf 'abc' | sha256sum
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Corpus.of("abc").digest()).isEqualTo(expected);
    assertThat(Corpus.of(file((byte) 'a', (byte) 'b', (byte) 'c')).digest()).isEqualTo(expected);
  }

  /** Around the borders of byte, char and int storage, and of a piece of decoding. */
  @ParameterizedTest
  @ValueSource(ints = {2, 255, 256, 257, 8191, 8192, 8193, 65_535, 65_536, 65_537, 70_000})
  void keepsEverySymbolOfAVocabularyOfAnySize(int size) throws IOException {
    String text =
        IntStream.range(0x20, 0x20 + size)
            .map(i -> i < 0xD800 ? i : i + 0x800)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve("large.txt"), text);
    Corpus corpus = Corpus.of(file);
    assertThat(corpus.vocabulary().size()).isEqualTo(size);
    assertThat(corpus.whole().ids()).isEqualTo(IntStream.range(0, size).toArray());
    assertThat(corpus.whole()).hasToString(text);
  }

  @Test
  void readsWithTheVocabularyOfAModel() throws IOException {
    Vocabulary model = Vocabulary.ofCharacters("abcd");
    Path file = file((byte) 'd', (byte) 'd', (byte) 'b');
    Corpus corpus = Corpus.of(file, Split.parse("0/0/100"), model, "bard.safetensors");
    assertThat(corpus.test().ids()).containsExactly(3, 3, 1);
    assertThat(Corpus.of("t", "aaa", Split.DEFAULT, model, "m").whole().ids())
        .containsExactly(0, 0, 0);
    assertThatThrownBy(() -> Corpus.of("t", "abxyz", Split.DEFAULT, model, "bard.safetensors"))
        .hasMessage(
            "bard.safetensors was trained with 4 symbols; this text has 5. New: 'x' 'y' 'z'. Take"
                + " them out, or train with a text that has them.");
    Vocabulary bytes = Vocabulary.ofBytes();
    assertThat(Corpus.of("t", "é", Split.DEFAULT, bytes, "m").length()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    assertThat(failure(file())).isEqualTo("bard.txt is empty.");
    assertThat(failure(file((byte) 'a', (byte) 'a')))
        .isEqualTo(
            "bard.txt has only one distinct symbol, 'a' (U+0061): there is nothing to predict.");
    assertThat(failure(file((byte) 7, (byte) 7), Split.DEFAULT, Tokens.BYTES))
        .isEqualTo(
            "bard.txt has only one distinct symbol, byte 0x07: there is nothing to predict.");
    assertThat(failure(file((byte) 'a', (byte) 0xE9, (byte) 'b')))
        .isEqualTo(
            "bard.txt is not UTF-8 text: byte 0xE9 at offset 1 belongs to no character. Convert it"
                + " to UTF-8, or learn its bytes (--tokens byte).");
    assertThat(failure(folder.resolve("none.txt"))).isEqualTo("There is no file bard.txt.");
    assertThat(failure(folder)).isEqualTo("bard.txt is a folder; name a file.");
    assertThat(failure(file().resolve("below.txt"))).contains("bard.txt").endsWith(".");
    assertThatThrownBy(() -> Corpus.of("")).hasMessage("The text is empty.");
    assertThatThrownBy(() -> Corpus.of("ab\uD83Dcd"))
        .hasMessage(
            "The text is not Unicode text: half of a surrogate pair stands alone at index 2.");
  }

  @Test
  void findsTheFirstBadByteAlsoFarInside() throws IOException {
    byte[] text = "é".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    text[15_000] = (byte) 0xFF;
    assertThat(failure(file(text)))
        .startsWith("bard.txt is not UTF-8 text: byte 0xFF at offset 15,000 belongs");
    // Cut in the middle of a character.
    assertThat(failure(file((byte) 'a', (byte) 0xC3)))
        .startsWith("bard.txt is not UTF-8 text: byte 0xC3 at offset 1 belongs");
  }

  @Test
  void splitsAreChecked() {
    assertThat(Split.parse("90/5/5")).isEqualTo(Split.DEFAULT).hasToString("90/5/5");
    assertThat(Split.parse("90/10")).isEqualTo(new Split(90, 10, 0));
    assertThatThrownBy(() -> Split.parse("90/5"))
        .hasMessage(
            "A split has parts from 0 that add up to 100, such as 90/5/5; 90/5/0 does not.");
    assertThatThrownBy(() -> Split.parse("a/b/c"))
        .hasMessage("A split is three whole numbers of percent, such as 90/5/5; 'a/b/c' is not.");
    assertThatThrownBy(() -> Split.parse("-5/100/5"))
        .hasMessage(
            "A split is three whole numbers of percent, such as 90/5/5; '-5/100/5' is not.");
    assertThatThrownBy(() -> new Split(-5, 100, 5))
        .hasMessage(
            "A split has parts from 0 that add up to 100, such as 90/5/5; -5/100/5 does not.");
  }

  @Test
  void tokensAreWords() {
    assertThat(Tokens.parse("char")).isEqualTo(Tokens.CHARACTERS);
    assertThat(Tokens.parse("byte")).isEqualTo(Tokens.BYTES);
    assertThat(Tokens.parse("word")).isEqualTo(Tokens.WORDS);
    assertThatThrownBy(() -> Tokens.parse("letter"))
        .hasMessage("Tokens are 'char', 'word' or 'byte', not 'letter'.");
  }

  @Test
  void wordsAreThoseThatTheTrainingPartHasTwice() {
    String text = "To be, or not to be:\nbe it or not. <unk> 'tis it it";
    Corpus corpus = Corpus.of("t", text, Split.parse("75/25"), Tokens.WORDS);
    assertThat(corpus.length()).isEqualTo(18);
    // "it" is in the training part once, and often behind it.
    assertThat(corpus.vocabulary().symbols()).containsExactly("<unknown>", "be", "not", "or");
    assertThat(corpus.whole())
        .hasToString(
            "<unknown> be <unknown> or not <unknown> be <unknown> <unknown> be <unknown>"
                + " or not <unknown> <unknown> <unknown> <unknown> <unknown>");
    Vocabulary words = Vocabulary.ofWords(List.of("a b, a b\n\na \n"), 2);
    assertThat(words.symbols()).containsExactly("<unknown>", "\n", "a", "b");
    assertThat(words.decode(words.encode("b a\nb x"))).isEqualTo("b a\nb <unknown>");
    assertThatThrownBy(() -> Corpus.of("t", " \t ", Split.DEFAULT, Tokens.WORDS))
        .hasMessage("t is empty.");
  }

  private Corpus onDisk(Path file, Tokens tokens) throws IOException {
    return Corpus.onDisk(file, Split.DEFAULT, tokens, folder);
  }

  /** Of one, two and four bytes for a symbol. */
  @ParameterizedTest
  @CsvSource({"CHARACTERS, 90", "CHARACTERS, 300", "CHARACTERS, 66000", "BYTES, 300", "WORDS, 400"})
  void onDiskItIsTheSame(Tokens tokens, int size) throws IOException {
    String text =
        IntStream.range(0, 3 * size)
            .map(i -> i % 7 == 6 ? ' ' : 0x21 + i * 31 % size)
            .map(i -> i < 0xD800 ? i : i + 0x800)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve("plain.txt"), text);
    Path packed = folder.resolve("packed.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(file, out);
    }
    Corpus inMemory = Corpus.of(file, Split.DEFAULT, tokens);
    for (Path from : List.of(file, packed)) {
      Corpus onDisk = onDisk(from, tokens);
      assertThat(onDisk.digest()).isEqualTo(inMemory.digest());
      assertThat(onDisk.vocabulary()).isEqualTo(inMemory.vocabulary());
      assertThat(onDisk.train().ids()).isEqualTo(inMemory.train().ids());
      assertThat(onDisk.validation().ids()).isEqualTo(inMemory.validation().ids());
      assertThat(onDisk.test().ids()).isEqualTo(inMemory.test().ids());
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(file, packed);
    }
  }

  @Test
  void onDiskItSaysTheSameOfWhatIsNoText() throws IOException {
    assertThatThrownBy(() -> onDisk(file(), Tokens.WORDS)).hasMessageEndingWith(" is empty.");
    assertThatThrownBy(() -> onDisk(file((byte) 'a', (byte) 'b', (byte) 0xE9), Tokens.CHARACTERS))
        .hasMessageContaining(" is not UTF-8 text: byte 0xE9 at offset 2 belongs to no character.");
    assertThatThrownBy(() -> onDisk(folder.resolve("none.txt"), Tokens.CHARACTERS))
        .hasMessage("There is no file %s.", folder.resolve("none.txt"));
    Path packed = folder.resolve("cut.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("abc".repeat(1000).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(packed, Arrays.copyOf(Files.readAllBytes(packed), 20));
    assertThatThrownBy(() -> onDisk(packed, Tokens.CHARACTERS))
        .hasMessage(packed + " is cut short: its gzip data end too early.");
    Path none = folder.resolve("none");
    Path file = file((byte) 'a', (byte) 'b');
    assertThatThrownBy(() -> Corpus.onDisk(file, Split.DEFAULT, Tokens.CHARACTERS, none))
        .hasMessage(
            "The symbols of the text, 2 bytes, cannot be kept in the folder %s: there is no such"
                + " folder. Make room there, or write the model to another folder (--out).",
            none);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void onDiskItNoticesATextThatChanges(int found) {
    assertThatThrownBy(
            () ->
                DiskSymbols.of(
                    folder, 2, 300, sink -> IntStream.range(0, found).forEach(sink::accept)))
        .hasMessage("The text has changed while it was read; read it when nobody writes it.");
    assertThatThrownBy(() -> DiskSymbols.of(folder, 1, 300, sink -> sink.accept(-1)))
        .hasMessageStartingWith("The text has changed");
  }

  /** Of three thousand million symbols only the last are there; the file is sparse. */
  @Test
  void readsBehindWhatAnArrayHolds() throws IOException {
    long length = 3_000_000_000L;
    Path file = folder.resolve("sparse");
    Symbols symbols;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), length - 4);
      symbols =
          new DiskSymbols(channel.map(FileChannel.MapMode.READ_ONLY, 0, length, Arena.ofAuto()), 1);
    }
    Vocabulary vocabulary = Vocabulary.ofCharacters("abcde");
    Text end = new Text("the end", vocabulary, symbols, length - 4, length, false);
    assertThat(end).hasToString("bcde");
    Text whole = new Text("the whole", vocabulary, symbols, 0, length, true);
    assertThat(whole.length()).isEqualTo(length);
    assertThatThrownBy(whole::ids)
        .hasMessage(
            "The whole has 3,000,000,000 symbols, too many for an array; read them in batches.");
    Batches batches = whole.batches(2, 1000);
    assertThat(batches.count()).isEqualTo(1_499_999);
    Batch batch = new Batch();
    batches.read(batches.count() - 1, batch);
    assertThat(batch.inputs()[0]).isZero();
    Batches covering = new Text("most", vocabulary, symbols, 1, length, false).batches(1, 1 << 20);
    covering.read(covering.count() - 1, batch);
    assertThat(batch.targets()[batch.steps() - 1]).isEqualTo(4);
    assertThat(batch.inputs()[batch.steps() - 1]).isEqualTo(3);
  }
}
