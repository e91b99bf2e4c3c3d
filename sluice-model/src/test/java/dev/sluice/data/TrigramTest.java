package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrigramTest {
  private static Text train(String text) {
    return Corpus.of("t", text, Split.parse("100/0/0"), Tokens.CHARACTERS).train();
  }

  @Test
  void isThatComputedByHand() {
    // aabab: a 3, b 2; after a: a 1, b 2; after b: a 1; aa b 1; ab a 1; ba b 1. All weights ½.
    Trigram trigram = Trigram.ofHalves(train("aabab"));
    double a = 0.5 * 3 / 5 + 0.5 / 2;
    double b = 0.5 * 2 / 5 + 0.5 / 2;
    double aAfterA = 0.5 / 3 + 0.5 * a;
    double bAfterA = 0.5 * 2 / 3 + 0.5 * b;
    double aAfterB = 0.5 + 0.5 * a;
    double bAfterB = 0.5 * b;
    assertThat(trigram.probability(0, 0)).isCloseTo(aAfterA, within(1e-15));
    assertThat(trigram.probability(0, 1)).isCloseTo(bAfterA, within(1e-15));
    assertThat(trigram.probability(1, 1)).isCloseTo(bAfterB, within(1e-15));
    assertThat(trigram.probability(0, 0, 1)).isCloseTo(0.5 + 0.5 * bAfterA, within(1e-15));
    assertThat(trigram.probability(0, 0, 0)).isCloseTo(0.5 * aAfterA, within(1e-15));
    assertThat(trigram.probability(1, 0, 1)).isCloseTo(0.5 + 0.5 * bAfterA, within(1e-15));
    // bb was never seen: all is left to b alone.
    assertThat(trigram.probability(1, 1, 0)).isCloseTo(aAfterB, within(1e-15));
    Text text = Corpus.of("t", "bba", Split.parse("0/0/100"), Tokens.CHARACTERS).test();
    assertThat(trigram.nats(text))
        .isCloseTo(-(Math.log(bAfterB) + Math.log(aAfterB)) / 2, within(1e-15));
  }

  @Test
  void probabilitiesAddUpToOneAndNoneIsZero() {
    SplittableRandom random = new SplittableRandom(7);
    String text =
        random
            .ints(5000, 0, 30)
            .mapToObj(i -> Character.toString('a' + i * random.nextInt(2)))
            .collect(Collectors.joining());
    Trigram trigram = Trigram.of(train(text));
    int size = Vocabulary.ofCharacters(text).size();
    for (int before = 0; before < size; before++) {
      for (int last = 0; last < size; last++) {
        double three = 0;
        double two = 0;
        for (int next = 0; next < size; next++) {
          assertThat(trigram.probability(before, last, next)).isPositive();
          three += trigram.probability(before, last, next);
          two += trigram.probability(last, next);
        }
        assertThat(three).isCloseTo(1, within(1e-12));
        assertThat(two).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void weightsAreBetterThanHalves() {
    SplittableRandom random = new SplittableRandom(3);
    // Each symbol depends on the one before alone: the weight of pairs has nothing to add.
    StringBuilder text = new StringBuilder("a");
    for (int i = 0; i < 50_000; i++) {
      int last = text.charAt(text.length() - 1) - 'a';
      text.append((char) ('a' + (last * 7 + random.nextInt(3)) % 26));
    }
    Corpus corpus = Corpus.of("t", text.toString(), Split.parse("90/0/10"), Tokens.CHARACTERS);
    double weighed = Trigram.of(corpus.train()).nats(corpus.test());
    assertThat(weighed).isLessThan(Trigram.ofHalves(corpus.train()).nats(corpus.test()));
    assertThat(weighed).isCloseTo(Math.log(3), within(0.01));
  }

  @Test
  void aTinyTextIsEnough() {
    assertThat(Trigram.of(train("ab")).nats(train("ab"))).isFinite();
    Corpus short1 = Corpus.of("the text", "abab", Split.parse("75/25/0"), Tokens.CHARACTERS);
    Trigram trigram = Trigram.of(short1.train());
    assertThatThrownBy(() -> trigram.nats(short1.validation()))
        .hasMessage("The validation part of the text has 1 symbol; a loss needs at least 2.");
    assertThatThrownBy(() -> trigram.nats(train("abc")))
        .hasMessage(
            "The training part of t has a vocabulary of 3 symbols; the trigram was trained with"
                + " 2.");
  }

  @Test
  void handlesALargeVocabulary() {
    SplittableRandom random = new SplittableRandom(5);
    String text =
        random
            .ints(200_000, 0, 90_000)
            .map(i -> i + 0x20 < 0xD800 ? i + 0x20 : i + 0x820)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    Corpus corpus = Corpus.of("t", text, Split.parse("90/5/5"), Tokens.CHARACTERS);
    int size = corpus.vocabulary().size();
    assertThat(size).isGreaterThan(65_536);
    assertThat(Trigram.of(corpus.train()).nats(corpus.test()))
        .isCloseTo(Math.log(size), within(0.1));
  }

  @Test
  void beatsTheCountedYardstickOnTinyShakespeare() throws IOException {
    Corpus corpus =
        Corpus.of(
            SharedData.require("tinyshakespeare/input.txt"),
            Split.parse("90/10"),
            Tokens.CHARACTERS);
    assertThat(corpus.length()).isEqualTo(1_115_394);
    assertThat(corpus.vocabulary().size()).isEqualTo(65);
    assertThat(corpus.digest())
        .isEqualTo("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");
    // An add-0.05 trigram has 2.050 (shared/data/tinyshakespeare/README.md).
    assertThat(Trigram.of(corpus.train()).nats(corpus.validation()))
        .isCloseTo(2.031, within(0.001));
  }
}
