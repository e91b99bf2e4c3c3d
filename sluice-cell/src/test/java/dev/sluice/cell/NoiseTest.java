package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
  private static final int MANY = 1 << 20;

  /** Every coordinate of a draw in turn: consecutive values must look independent. */
  private static final IntToLongFunction[] COORDINATES = {
    i -> Noise.at(Noise.draw(i, 0, 0, 0, 0), 0, 0),
    i -> Noise.at(Noise.draw(0, i, 0, 0, 0), 0, 0),
    i -> Noise.at(Noise.draw(0, 0, i, 0, 0), 0, 0),
    i -> Noise.at(Noise.draw(0, 0, 0, i, 0), 0, 0),
    i -> Noise.at(Noise.draw(0, 0, 0, 0, i), 0, 0),
    i -> Noise.at(0, i, 0),
    i -> Noise.at(0, 0, i),
  };

  private static int bits(int coordinate, int i) {
    return coordinate == COORDINATES.length
        ? Noise.bits(12345, i)
        : Noise.bits(COORDINATES[coordinate].applyAsLong(i), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void eachBitIsSetHalfOfTheTime(int coordinate) {
    int[] set = new int[32];
    for (int i = 0; i < MANY; i++) {
      int bits = bits(coordinate, i);
      for (int b = 0; b < 32; b++) {
        set[b] += bits >>> b & 1;
      }
    }
    for (int count : set) {
      assertThat((double) count).isCloseTo(MANY / 2.0, within(5 * Math.sqrt(MANY) / 2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void neighborsDifferInHalfOfTheirBits(int coordinate) {
    long different = 0;
    for (int i = 0; i < MANY; i++) {
      different += Integer.bitCount(bits(coordinate, i) ^ bits(coordinate, i + 1));
    }
    assertThat((double) different).isCloseTo(16.0 * MANY, within(6 * Math.sqrt(32.0 * MANY) / 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void allValuesAreEquallyLikely(int coordinate) {
    int[] counts = new int[256];
    for (int i = 0; i < MANY; i++) {
      counts[bits(coordinate, i) >>> 24]++;
    }
    double chiSquared = 0;
    double expected = MANY / 256.0;
    for (int count : counts) {
      chiSquared += (count - expected) * (count - expected) / expected;
    }
    // 255 degrees of freedom: mean 255, standard deviation 22.6.
    assertThat(chiSquared).isBetween(255 - 5 * 22.6, 255 + 5 * 22.6);
  }

  @Test
  void oneMaskSaysNothingAboutAnother() {
    // Along elements at neighboring places, as dropout uses them.
    long[] first = {Noise.at(7, 0, 0), Noise.at(7, 1, 0), Noise.at(7, 0, 1)};
    for (int a = 0; a < first.length; a++) {
      for (int b = 0; b < a; b++) {
        int both = 0;
        for (int i = 0; i < MANY; i++) {
          if (Noise.below(Noise.bits(first[a], i), Noise.threshold(0.5))
              && Noise.below(Noise.bits(first[b], i), Noise.threshold(0.5))) {
            both++;
          }
        }
        assertThat((double) both).isCloseTo(MANY / 4.0, within(5 * Math.sqrt(MANY * 3 / 16.0)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.999})
  void anEventHasItsProbability(double probability) {
    int threshold = Noise.threshold(probability);
    int happened = 0;
    for (int i = 0; i < MANY; i++) {
      happened += Noise.below(Noise.bits(99, i), threshold) ? 1 : 0;
    }
    double deviation = Math.sqrt(MANY * probability * (1 - probability));
    assertThat((double) happened).isCloseTo(MANY * probability, within(5 * deviation));
  }

  @Test
  void whatIsTooCloseToNeverOrAlwaysIsThat() {
    assertThat(Noise.isNever(2.9e-8)).isTrue();
    assertThat(Noise.isNever(3e-8)).isFalse();
    assertThat(Noise.isAlways(0.9999999)).isFalse();
    assertThat(Noise.isAlways(0.99999998)).isTrue();
    assertThat(Noise.below(-1, Noise.threshold(0.9999999))).isFalse();
    assertThat(Noise.below(-1, Noise.threshold(0.99999998))).isTrue();
  }

  @Test
  void elementsAtOnePlaceAllDiffer() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.add(Noise.bits(3, i))).isTrue();
    }
  }

  @Test
  void placesAndSharedPlacesAllDiffer() {
    Set<Long> seen = new HashSet<>();
    for (int row = Noise.SHARED; row < 300; row++) {
      for (int step = Noise.SHARED; step < 300; step++) {
        assertThat(seen.add(Noise.at(5, row, step))).isTrue();
      }
    }
  }

  @Test
  void theBitsStayWhatTheyAre() {
    // A model is trained again to the same bits only as long as these do not change.
    long at = Noise.at(Noise.draw(1, 2, 3, 0, 5), 6, 7);
    assertThat(Long.toHexString(at)).isEqualTo("ba7404e285714c21");
    assertThat(Integer.toHexString(Noise.bits(at, 8))).isEqualTo("b7bc8be");
  }
}
