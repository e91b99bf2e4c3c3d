package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArenaTest {
  private final float[][] arrays = new float[2][0];
  private final int[] starts = new int[2];

  @Test
  void buffersStandSideBySideAndApart() {
    Arena arena = new Arena();
    arena.place(new long[] {20, 30}, arrays, starts);
    assertThat(arrays[1]).isSameAs(arrays[0]).hasSize((int) Arena.floats(new long[] {20, 30}));
    assertThat(starts[1] - starts[0]).isGreaterThanOrEqualTo(20).isEqualTo(48);
  }

  @Test
  void whatOneArrayCannotHoldHasSeveral() {
    Arena arena = new Arena(100);
    arena.place(new long[] {80, 90}, arrays, starts);
    assertThat(arrays[0]).hasSize(80);
    assertThat(arrays[1]).hasSize(90);
    assertThat(starts).containsOnly(0);
  }

  /** The array that they shared before is long enough for each, but not for both. */
  @Test
  void buffersThatWereTogetherAreTakenApart() {
    Arena arena = new Arena(200);
    arena.place(new long[] {60, 60}, arrays, starts);
    assertThat(arrays[1]).isSameAs(arrays[0]);
    arena.place(new long[] {99, 98}, arrays, starts);
    assertThat(arrays[1]).isNotSameAs(arrays[0]);
    float[] first = arrays[0];
    arena.place(new long[] {98, 99}, arrays, starts);
    assertThat(arrays[0]).isSameAs(first);
  }
}
