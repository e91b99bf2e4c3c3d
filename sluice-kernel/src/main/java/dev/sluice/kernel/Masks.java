package dev.sluice.kernel;

import dev.sluice.cell.Draws;
import dev.sluice.cell.Noise;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Fills in what depends on row and step, and on no value: noise and clocks. */
final class Masks {
  private Masks() {}

  /**
   * One row of a draw.
   *
   * @param draws null where nothing is drawn
   * @param row the row of the batch
   * @param step the step of the run
   * @param out receives the mask at {@code [at, at + draw.n())}
   */
  static void draw(Plan.Draw draw, @Nullable Draws draws, int row, int step, float[] out, int at) {
    if (draws == null) {
      Arrays.fill(out, at, at + draw.n(), draw.expected());
      return;
    }
    long key = Noise.at(draws.of(draw.occurrence()), row, draw.sequence() ? Noise.SHARED : step);
    fill(key, draw.threshold(), draw.event(), draw.otherwise(), out, at, draw.n());
  }

  /** The compiler makes a vector loop of it. */
  private static void fill(
      long key, int threshold, float event, float otherwise, float[] out, int at, int n) {
    int low = (int) key;
    int high = (int) (key >>> 32);
    // One of the two is 0, so that the sum is exactly one of them.
    for (int i = 0; i < n; i++) {
      int not = Noise.notBelow(Noise.bits(low, high, i), threshold);
      out[at + i] = otherwise * not + event * (1 - not);
    }
  }

  /**
   * One row of a clock.
   *
   * @param time the row's step counter
   */
  static void ticks(Plan.Ticks ticks, int time, float[] out, int at) {
    int groups = ticks.periods().length;
    int from = 0;
    for (int group = 0; group < groups; group++) {
      int to = Math.ceilDiv((group + 1) * ticks.n(), groups);
      boolean due = time % ticks.periods()[group] == 0;
      Arrays.fill(out, at + from, at + to, due ? 1 : 0);
      from = to;
    }
  }
}
