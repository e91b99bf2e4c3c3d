package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int[] SIZES = {1, 2, 3, 7, 16, 50};
  private static final int[] LENGTHS = {2, 3, 4, 5, 8, 17, 51, 100, 101, 257, 1000, 2501};

  /** A text whose symbol at position i is i, so that a symbol tells where it came from. */
  private static Corpus ascending(int length, String split) {
    String text =
        IntStream.range(0x4E00, 0x4E00 + length)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return Corpus.of("the text", text, Split.parse(split), Tokens.CHARACTERS);
  }

  /** The inputs of each row over a whole pass, checked to be followed by their targets. */
  private static List<List<Integer>> rows(Batches batches) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int row = 0; row < batches.batchSize(); row++) {
      rows.add(new ArrayList<>());
    }
    Batch batch = new Batch();
    long symbols = 0;
    for (int index = 0; index < batches.count(); index++) {
      batches.read(index, batch);
      assertThat(batch.batchSize()).isEqualTo(batches.batchSize());
      assertThat(batch.steps()).isBetween(1, batches.steps());
      int[] lengths = batch.lengths();
      for (int row = 0; row < batch.batchSize(); row++) {
        for (int step = 0; step < batch.steps(); step++) {
          int input = batch.inputs()[step * batch.batchSize() + row];
          int target = batch.targets()[step * batch.batchSize() + row];
          if (lengths == null || step < lengths[row]) {
            assertThat(target).isEqualTo(input + 1);
            rows.get(row).add(input);
          } else {
            assertThat(input).isZero();
            assertThat(target).isEqualTo(-1);
          }
        }
      }
      symbols += batch.symbols();
    }
    assertThat(symbols).isEqualTo(batches.symbols());
    return rows;
  }

  @Test
  void trainingBatchesAreEqualAndTheirRowsContinue() {
    for (int length : LENGTHS) {
      for (int batchSize : SIZES) {
        for (int steps : SIZES) {
          if (length - 1 < batchSize * steps) {
            continue;
          }
          Batches batches = ascending(length, "100/0/0").train().batches(batchSize, steps);
          assertThat(batches.count()).isEqualTo((length - 1) / (batchSize * steps));
          assertThat(batches.batchSize()).isEqualTo(batchSize);
          assertThat(batches.steps()).isEqualTo(steps);
          int rowLength = batches.count() * steps;
          List<List<Integer>> rows = rows(batches);
          for (int row = 0; row < batchSize; row++) {
            assertThat(rows.get(row))
                .isEqualTo(
                    IntStream.range(row * rowLength, (row + 1) * rowLength).boxed().toList());
          }
          Batch batch = new Batch();
          batches.read(batches.count() - 1, batch);
          assertThat(batch.steps()).isEqualTo(steps);
          assertThat(batch.lengths()).isNull();
        }
      }
    }
  }

  @Test
  void otherPartsAreCoveredOnce() {
    for (int length : LENGTHS) {
      for (int batchSize : SIZES) {
        for (int steps : SIZES) {
          Batches batches = ascending(length, "0/100/0").validation().batches(batchSize, steps);
          List<List<Integer>> rows = rows(batches);
          assertThat(rows.stream().flatMap(List::stream))
              .containsExactlyElementsOf(IntStream.range(0, length - 1).boxed().toList());
          assertThat(batches.batchSize()).isLessThanOrEqualTo(batchSize);
          assertThat(batches.batchSize() == 1 || rows.getLast().size() >= steps).isTrue();
          assertThat(rows.getFirst().size() - rows.getLast().size()).isBetween(0, 1);
        }
      }
    }
  }

  @Test
  void aPartBeginsWhereTheOneBeforeEnds() {
    Corpus corpus = ascending(100, "50/25/25");
    assertThat(rows(corpus.validation().batches(2, 5)).getFirst()).startsWith(50, 51);
    assertThat(rows(corpus.test().batches(1, 5)).getFirst()).startsWith(75).endsWith(98);
    assertThat(rows(corpus.train().batches(7, 7)).getLast()).endsWith(48);
  }

  @Test
  void layoutIsStepByBatch() {
    Batch batch = new Batch();
    ascending(13, "100/0/0").train().batches(3, 2).read(1, batch);
    assertThat(batch.inputs()).containsExactly(2, 6, 10, 3, 7, 11);
    assertThat(batch.targets()).containsExactly(3, 7, 11, 4, 8, 12);
  }

  @Test
  void aRaggedBatchSaysItsLengths() {
    Batches batches = ascending(12, "0/0/100").test().batches(3, 2);
    Batch batch = new Batch();
    batches.read(batches.count() - 1, batch);
    // 11 targets in rows of 4, 4 and 3: the last batch has 2, 2 and 1.
    assertThat(batch.lengths()).startsWith(2, 2, 1);
    assertThat(batch.inputs()).containsExactly(2, 6, 10, 3, 7, 0);
    assertThat(batch.targets()).containsExactly(3, 7, 11, 4, 8, -1);
    assertThat(batch.symbols()).isEqualTo(5);
    batches.read(0, batch);
    assertThat(batch.lengths()).isNull();
  }

  @Test
  void wordsItsRefusals() {
    Corpus corpus = ascending(1000, "90/5/5");
    assertThatThrownBy(() -> corpus.train().batches(32, 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The training part of the text has 900 symbols; one batch of 32 × 128 needs 4,097. Use"
                + " a smaller batch size (--batch), fewer steps (--steps) or a longer text.");
    assertThatThrownBy(() -> corpus.train().batches(1_000_000, 1_000_000))
        .hasMessageContaining("one batch of 1,000,000 × 1,000,000 needs 1,000,000,000,001.");
    assertThatThrownBy(() -> corpus.train().batches(0, 128))
        .hasMessage("The batch size must be at least 1; it is 0.");
    assertThatThrownBy(() -> corpus.validation().batches(32, -1))
        .hasMessage("The number of steps must be at least 1; it is -1.");
    assertThatThrownBy(() -> ascending(10, "90/5/5").validation().batches(1, 1))
        .hasMessage(
            "The validation part of the text has 0 symbols; it needs at least 2. Give it a larger"
                + " share (--split) or use a longer text.");
    assertThatThrownBy(() -> corpus.train().batches(1, 1).read(899, new Batch()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void readingAllocatesNothing() {
    Batches batches = ascending(2000, "0/100/0").validation().batches(7, 13);
    Batch batch = new Batch();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    // The first passes fill the arrays, and the JIT compiler away what escape analysis removes.
    for (int pass = 0; pass < 2000; pass++) {
      if (pass == 1000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      for (int index = 0; index < batches.count(); index++) {
        batches.read(index, batch);
      }
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes / 1000.0 / batches.count()).isLessThan(1);
    assertThat(Arrays.stream(batch.inputs()).max()).isPresent();
  }
}
