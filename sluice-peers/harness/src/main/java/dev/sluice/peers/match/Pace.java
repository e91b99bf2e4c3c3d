package dev.sluice.peers.match;

/**
 * How long things last, in seconds.
 *
 * @param rounds in each of which every system is measured once
 * @param slice of one system's work
 * @param pause between slices, in which the last one's threads stop spinning
 * @param leastWarmUp for which each system runs before anything counts
 * @param mostWarmUp after which it counts although it still gets faster
 * @param deadline after which no further task begins
 */
record Pace(
    int rounds,
    double slice,
    double pause,
    double leastWarmUp,
    double mostWarmUp,
    double deadline) {
  static Pace careful() {
    return new Pace(7, 0.4, 0.3, 3, 20, Double.POSITIVE_INFINITY);
  }

  static Pace quick() {
    return new Pace(3, 0.3, 0.2, 1.5, 5, 260);
  }

  Pace withRounds(int rounds) {
    return new Pace(rounds, slice, pause, leastWarmUp, mostWarmUp, deadline);
  }
}
