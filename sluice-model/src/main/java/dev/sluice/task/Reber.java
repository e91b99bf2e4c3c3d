package dev.sluice.task;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Reber's grammar of artificial strings (Reber 1967), and the embedded form in which the second
 * symbol comes again before the last (Smith &amp; Zipser 1989; Hochreiter &amp; Schmidhuber 1997,
 * experiment 1).
 */
final class Reber {
  /** What symbols are called, in the order of their numbers. */
  static final String SYMBOLS = "BTPSXVE";

  private static final int B = 0;
  private static final int T = 1;
  private static final int P = 2;
  private static final int E = 6;

  /** For each node of the graph the symbol and the next node of each way out. */
  private static final int[][][] WAYS = {
    {{B, 1}},
    {{T, 2}, {P, 3}},
    {{3, 2}, {4, 4}},
    {{T, 3}, {5, 5}},
    {{4, 3}, {3, 6}},
    {{P, 4}, {5, 6}},
    {{E, 7}},
  };

  private static final int END = 7;

  /** Symbols of a string at most: what is longer, one in more than a million, is drawn again. */
  static final int LONGEST = 100;

  private Reber() {}

  /** A string, each way with the same probability. */
  static int[] string(SplittableRandom random, boolean embedded) {
    while (true) {
      int[] string = draw(random, embedded);
      if (string.length <= LONGEST) {
        return string;
      }
    }
  }

  private static int[] draw(SplittableRandom random, boolean embedded) {
    List<Integer> symbols = new ArrayList<>();
    int outer = embedded ? (random.nextBoolean() ? T : P) : 0;
    if (embedded) {
      symbols.add(B);
      symbols.add(outer);
    }
    for (int node = 0; node != END; ) {
      int[][] ways = WAYS[node];
      int[] way = ways[random.nextInt(ways.length)];
      symbols.add(way[0]);
      node = way[1];
    }
    if (embedded) {
      symbols.add(outer);
      symbols.add(E);
    }
    return symbols.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Which symbols may come after each symbol of a string but its last: sets of bits. */
  static int[] legal(int[] string, boolean embedded) {
    int[] legal = new int[string.length - 1];
    int node = 0;
    for (int i = 0; i < legal.length; i++) {
      int inner = embedded ? i - 2 : i;
      boolean after = embedded && i >= string.length - 3;
      if (inner >= 0 && !after) {
        node = next(node, string[i]);
      }
      if (embedded && i == 0) {
        legal[i] = 1 << T | 1 << P;
      } else if (embedded && i == 1) {
        legal[i] = 1 << B;
      } else if (embedded && i == string.length - 3) {
        legal[i] = 1 << string[1];
      } else if (embedded && i == string.length - 2) {
        legal[i] = 1 << E;
      } else {
        for (int[] way : WAYS[node]) {
          legal[i] |= 1 << way[0];
        }
      }
    }
    return legal;
  }

  private static int next(int node, int symbol) {
    for (int[] way : WAYS[node]) {
      if (way[0] == symbol) {
        return way[1];
      }
    }
    throw new IllegalArgumentException("no string of Reber's grammar");
  }
}
