package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleBatchesTest {

  /** Sequence i has a length of its own, and i in every place. */
  private static Examples numbered(int count) {
    List<Example> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = new int[1 + i * 7 % 12];
      Arrays.fill(ids, i);
      all.add(new Example(new Example.Symbols(ids), new Example.Label(i)));
    }
    return Examples.of(all);
  }

  private static List<Integer> read(Batches batches) {
    List<Integer> labels = new ArrayList<>();
    Batch batch = new Batch();
    for (int i = 0; i < batches.count(); i++) {
      batches.read(i, batch);
      assertThat(batch.batchSize()).isLessThanOrEqualTo(batches.batchSize());
      assertThat(batch.steps()).isLessThanOrEqualTo(batches.steps());
      assertThat(batch.targetSteps()).isOne();
      assertThat(batch.targetCount()).isEqualTo(batch.batchSize());
      for (int row = 0; row < batch.batchSize(); row++) {
        int label = batch.targets()[row];
        assertThat(batch.length(row)).isEqualTo(1 + label * 7 % 12);
        for (int step = 0; step < batch.steps(); step++) {
          int expected = step < batch.length(row) ? label : 0;
          assertThat(batch.inputs()[step * batch.batchSize() + row]).isEqualTo(expected);
        }
        labels.add(label);
      }
    }
    return labels;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10, 23, 50})
  void everySequenceComesOnceInEachEpoch(int batchSize) {
    Batches batches = numbered(23).batches(batchSize);
    assertThat(batches.isContinuous()).isFalse();
    Integer[] all = new Integer[23];
    Arrays.setAll(all, i -> i);
    assertThat(read(batches)).containsExactlyInAnyOrder(all);
    for (int epoch = 1; epoch < 4; epoch++) {
      Batches one = batches.inEpoch(5, epoch);
      assertThat(one.count()).isEqualTo(batches.count());
      assertThat(read(one)).containsExactlyInAnyOrder(all);
      assertThat(read(one)).isEqualTo(read(batches.inEpoch(5, epoch)));
    }
    assertThat(read(batches.inEpoch(5, 1))).isNotEqualTo(read(batches.inEpoch(5, 2)));
    assertThat(read(batches.inEpoch(5, 1))).isNotEqualTo(read(batches.inEpoch(6, 1)));
  }

  @Test
  void rowsOfABatchAreAboutAsLong() {
    Batches batches = numbered(240).batches(20).inEpoch(1, 1);
    Batch batch = new Batch();
    long places = 0;
    for (int i = 0; i < batches.count(); i++) {
      batches.read(i, batch);
      places += (long) batch.steps() * batch.batchSize();
    }
    assertThat(places).isLessThan(batches.symbols() * 12 / 10);
  }

  @Test
  void numbersAndValuesAreLaidOutByStep() {
    Example one =
        new Example(
            new Example.Numbers(2, new float[] {1, 2, 3, 4}),
            new Example.Values(1, new float[] {5, Float.NaN}));
    Example other =
        new Example(
            new Example.Numbers(2, new float[] {6, 7}), new Example.Values(1, new float[] {8}));
    Batch batch = new Batch();
    Examples.of(List.of(one, other)).read(new int[] {0, 1}, 0, 2, batch);
    assertThat(Arrays.copyOf(batch.features(), 8)).containsExactly(1, 2, 6, 7, 3, 4, 0, 0);
    assertThat(Arrays.copyOf(batch.values(), 4)).containsExactly(5, 8, Float.NaN, Float.NaN);
    assertThat(batch.targetCount()).isEqualTo(2);
    assertThat(batch.lengths()).startsWith(2, 1);
  }

  @Test
  void aWordIsSpelledOnceInABatch() {
    Spellings letters = new Spellings(Vocabulary.ofCharacters("abc").open());
    int ab = letters.add("ab");
    int c = letters.add("c");
    letters.add("never");
    assertThat(letters.add("ab")).isEqualTo(ab);
    assertThat(letters.count()).isEqualTo(3);
    Example one = spelled(letters, new int[] {4, 5, 4}, new int[] {c, ab, c});
    Example other = spelled(letters, new int[] {5}, new int[] {ab});
    Batch batch = new Batch();
    Examples.of(List.of(one, other)).read(new int[] {0, 1}, 0, 2, batch);
    Batch words = Objects.requireNonNull(batch.spelling());
    assertThat(words.batchSize()).isEqualTo(2);
    assertThat(words.lengths()).startsWith(1, 2); // in the order in which they come
    assertThat(Arrays.copyOf(words.inputs(), 4)).containsExactly(3, 1, 0, 2);
    assertThat(Arrays.copyOf(batch.spelled(), 6)).containsExactly(0, 1, 1, -1, 0, -1);
    batch.shape(1, 1);
    assertThat(batch.spelling()).isNull();
  }

  private static Example spelled(Spellings letters, int[] ids, int[] spellings) {
    return new Example(
        new Example.Spelled(ids, spellings, letters), new Example.Tags(new int[ids.length]));
  }

  @Test
  void ofALongWordItsEndsAreRead() {
    Spellings letters = new Spellings(Vocabulary.ofCharacters("abz").open());
    letters.add("a".repeat(30) + "b".repeat(40) + "z");
    int[] word = letters.letters(0);
    assertThat(word).hasSize(Spellings.LONGEST).startsWith(1, 1).endsWith(2, 3);
    assertThat(word[15]).isEqualTo(1);
    assertThat(word[16]).isEqualTo(2);
  }

  @Test
  void kindsAreNotMixed() {
    Example symbols = new Example(new Example.Symbols(new int[2]), new Example.Label(0));
    Example numbers =
        new Example(new Example.Numbers(1, new float[2]), new Example.Tags(new int[2]));
    assertThatThrownBy(() -> Examples.of(List.of(symbols, numbers)).batches(2).read(0, new Batch()))
        .hasMessage(
            "Sequences of different kinds cannot stand in one batch: Symbols with Label, and"
                + " Numbers with Tags.");
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertThatThrownBy(() -> numbered(3).batches(0))
        .hasMessage("The batch size must be at least 1; it is 0.");
    assertThatThrownBy(() -> numbered(0).batches(1))
        .hasMessage("There are no sequences to make batches of.");
    Example one = new Example(new Example.Numbers(2, new float[2]), new Example.Label(0));
    Example other = new Example(new Example.Numbers(1, new float[1]), new Example.Label(0));
    assertThatThrownBy(() -> Examples.of(List.of(one, other)).batches(2).read(0, new Batch()))
        .hasMessage("Sequences have 2 and 1 numbers at each step; all need the same number.");
    assertThatThrownBy(() -> new Example.Numbers(2, new float[3]))
        .hasMessage("3 numbers are no whole number of steps of 2.");
    assertThatThrownBy(
            () -> new Example(new Example.Symbols(new int[3]), new Example.Tags(new int[2])))
        .hasMessage("A sequence of 3 steps has targets for 2.");
  }
}
