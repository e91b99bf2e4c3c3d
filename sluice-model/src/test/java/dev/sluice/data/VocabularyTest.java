package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void charactersAreSortedCodePoints() {
    Vocabulary vocabulary = Vocabulary.ofCharacters("hello, 😀 wörld\n");
    assertThat(vocabulary.symbols())
        .containsExactly("\n", " ", ",", "d", "e", "h", "l", "o", "r", "w", "ö", "😀");
    assertThat(vocabulary.size()).isEqualTo(12);
    assertThat(vocabulary.encode("😀ö\n")).containsExactly(11, 10, 0);
    assertThat(vocabulary.decode(new int[] {11, 10, 0})).isEqualTo("😀ö\n");
    assertThat(vocabulary.decode(11)).isEqualTo("😀");
  }

  @Test
  void symbolsReadBackKeepTheirNumbers() {
    Vocabulary vocabulary = Vocabulary.ofCharacters(List.of("b", "a", "😀"));
    assertThat(vocabulary.encode("ab😀")).containsExactly(1, 0, 2);
    assertThat(Vocabulary.ofCharacters(vocabulary.symbols()))
        .isEqualTo(vocabulary)
        .hasSameHashCodeAs(vocabulary)
        .isNotEqualTo(Vocabulary.ofCharacters("ab😀"));
  }

  @Test
  void bytesAreTheirOwnNumbers() {
    Vocabulary vocabulary = Vocabulary.ofBytes();
    assertThat(vocabulary.size()).isEqualTo(256);
    assertThat(vocabulary.symbols()).isEmpty();
    assertThat(vocabulary.encode("é!")).containsExactly(0xC3, 0xA9, '!');
    assertThat(vocabulary.decode(new int[] {0xC3, 0xA9, '!'})).isEqualTo("é!");
    assertThat(vocabulary.decode(0xC3)).isEqualTo("\uFFFD");
    assertThat(vocabulary).isEqualTo(Vocabulary.ofBytes());
  }

  @Test
  void decoderHoldsBackIncompleteCharacters() {
    Decoder decoder = Vocabulary.ofBytes().decoder();
    StringBuilder text = new StringBuilder();
    int[] lengths = new int[6];
    int i = 0;
    for (int id : Vocabulary.ofBytes().encode("aé€")) {
      String next = decoder.next(id);
      lengths[i++] = next.length();
      text.append(next);
    }
    assertThat(text.append(decoder.end())).hasToString("aé€");
    assertThat(lengths).containsExactly(1, 0, 1, 0, 0, 1);
  }

  @Test
  void decoderReplacesWhatIsNoCharacter() {
    Decoder decoder = Vocabulary.ofBytes().decoder();
    assertThat(decoder.next(0xF0) + decoder.next('a')).isEqualTo("\uFFFDa");
    assertThat(decoder.next(0xE2) + decoder.next(0x82) + decoder.end()).isEqualTo("\uFFFD");
    assertThat(decoder.next('b')).isEqualTo("b");
    assertThat(decoder.end()).isEmpty();
    for (int id = 0; id < 256; id++) {
      decoder.next(id);
      decoder.next(255 - id);
    }
  }

  @Test
  void refusesUnknownSymbols() {
    Vocabulary vocabulary = Vocabulary.ofCharacters("abc");
    assertThatThrownBy(() -> vocabulary.encode("aé"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no symbol 'é' (U+00E9) in the vocabulary of 3 symbols.");
    assertThatThrownBy(() -> vocabulary.encode("\u200B"))
        .hasMessage("There is no symbol U+200B in the vocabulary of 3 symbols.");
    assertThatThrownBy(() -> vocabulary.encode("\n"))
        .hasMessage("There is no symbol '\\n' (U+000A) in the vocabulary of 3 symbols.");
    assertThatThrownBy(() -> vocabulary.decode(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Vocabulary.ofBytes().decoder().next(256))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesListsThatAreNoVocabulary() {
    assertThatThrownBy(() -> Vocabulary.ofCharacters(List.of()))
        .hasMessage("A vocabulary needs at least one symbol.");
    assertThatThrownBy(() -> Vocabulary.ofCharacters(""))
        .hasMessage("A vocabulary needs at least one symbol.");
    assertThatThrownBy(() -> Vocabulary.ofCharacters(List.of("a", "bc")))
        .hasMessage("Symbol 1 of the vocabulary has 2 characters; a symbol is exactly one.");
    assertThatThrownBy(() -> Vocabulary.ofCharacters(List.of("a", "")))
        .hasMessage("Symbol 1 of the vocabulary has 0 characters; a symbol is exactly one.");
    assertThatThrownBy(() -> Vocabulary.ofCharacters(List.of("a", "b", "a")))
        .hasMessage("Symbol 'a' (U+0061) occurs twice in the vocabulary.");
    assertThatThrownBy(() -> Vocabulary.ofCharacters(List.of("\uD83D")))
        .hasMessage("U+D83D is half of a surrogate pair, not a character.");
  }

  @Test
  void saysWhichSymbolsAreNew() {
    Vocabulary model = Vocabulary.ofCharacters("abc");
    model.requireCovers(Vocabulary.ofCharacters("ba"), "bard.safetensors");
    assertThatThrownBy(
            () -> model.requireCovers(Vocabulary.ofCharacters("abcéß\t"), "bard.safetensors"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bard.safetensors was trained with 3 symbols; this text has 6. New: '\\t' 'ß' 'é'. Take"
                + " them out, or train with a text that has them.");
    assertThatThrownBy(
            () -> model.requireCovers(Vocabulary.ofCharacters("0123456789xy"), "bard.safetensors"))
        .hasMessage(
            "bard.safetensors was trained with 3 symbols; this text has 12. New: '0' '1' '2' '3'"
                + " '4' '5' '6' '7' '8' '9' and 2 more. Take them out, or train with a text that"
                + " has them.");
    assertThatThrownBy(() -> model.requireCovers(Vocabulary.ofBytes(), "bard.safetensors"))
        .hasMessage(
            "bard.safetensors was trained with --tokens char; this text is read with --tokens"
                + " byte.");
  }
}
