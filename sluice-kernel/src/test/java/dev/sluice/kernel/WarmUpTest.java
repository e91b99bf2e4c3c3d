package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {

  private static final long SLOW = 100; // nanoseconds per operation

  @Test
  void endsWhenRehearsalsAreFast() {
    WarmUp warmUp = new WarmUp();
    for (int i = 0; i < 100; i++) {
      warmUp.rehearsed(1000, 1000 * SLOW);
    }
    assertThat(warmUp.isOver()).isFalse();
    warmUp.rehearsed(1000, 1000);
    assertThat(warmUp.isOver()).isTrue();
  }

  /** A few operations take no longer than the call: they are judged together. */
  @Test
  void judgesShortRehearsalsTogether() {
    WarmUp warmUp = new WarmUp();
    warmUp.rehearsed(3, 60);
    assertThat(warmUp.isOver()).isFalse();
    for (int i = 0; i < 40; i++) {
      warmUp.rehearsed(3, 60);
    }
    assertThat(warmUp.isOver()).isTrue();
  }

  /** A thread without rows of its own is fast, and tells nothing of what is compiled. */
  @Test
  void nothingRehearsedProvesNothing() {
    WarmUp warmUp = new WarmUp();
    for (int i = 0; i < 1000; i++) {
      warmUp.rehearsed(0, 1);
    }
    warmUp.rehearsed(1000, 1000 * SLOW);
    assertThat(warmUp.isOver()).isFalse();
  }

  @Test
  void rehearsesNoLongerThanThereIsWork() {
    WarmUp warmUp = new WarmUp();
    long rehearsed = 0;
    for (int i = 0; i < 1000; i++) {
      if (warmUp.worked(1000)) {
        warmUp.rehearsed(50, 5000);
        rehearsed += 5000;
      }
    }
    assertThat(rehearsed).isBetween(900_000L, 1_100_000L);
  }

  /** What packs has few calls: one of them is followed by many rehearsals, until they are fast. */
  @Test
  void goesOnWhileThereIsTimeForIt() {
    WarmUp warmUp = new WarmUp(WarmUp.PACKING);
    int rehearsals = 0;
    assertThat(warmUp.worked(100_000)).isTrue();
    do {
      warmUp.rehearsed(1000, 1000 * SLOW);
      rehearsals++;
    } while (warmUp.goesOn());
    assertThat(rehearsals).isEqualTo(WarmUp.PACKING + 1);

    assertThat(warmUp.worked(100_000)).isTrue();
    warmUp.rehearsed(1000, 1000);
    assertThat(warmUp.goesOn()).isFalse();
  }

  @Test
  void rehearsesUntilItIsFast() {
    WarmUp warmUp = new WarmUp(WarmUp.PACKING);
    int[] rehearsals = new int[1];
    warmUp.worked(Long.MAX_VALUE / 16, Long.MAX_VALUE / 16, () -> rehearsals[0]++);
    assertThat(rehearsals[0]).isEqualTo(1);
    assertThat(warmUp.isOver()).isTrue();
  }

  /** Of no operations, so that nothing proves to be fast; each takes as long as the work. */
  @Test
  void rehearsesUntilTheTimeForItHasPassed() {
    WarmUp warmUp = new WarmUp(WarmUp.PACKING);
    int[] rehearsals = new int[1];
    warmUp.worked(
        1_000_000,
        0,
        () -> {
          rehearsals[0]++;
          for (long begin = System.nanoTime(); System.nanoTime() - begin <= 1_000_000; ) {
            Thread.onSpinWait();
          }
        });
    assertThat(rehearsals[0]).isBetween(1, WarmUp.PACKING);
    assertThat(warmUp.isOver()).isFalse();
  }

  /** Where no compiler comes, rehearsals become rare. */
  @Test
  void rehearsalsOfTwoSecondsBecomeRare() {
    WarmUp warmUp = new WarmUp();
    assertThat(warmUp.worked(1_000_000)).isTrue();
    warmUp.rehearsed(10_000_000, 3_000_000_000L);
    assertThat(warmUp.worked(3_000_000_000L)).isFalse();
    assertThat(warmUp.worked(45_000_000_000L)).isTrue();
  }
}
