package dev.sluice.peers.match;

import static java.util.stream.Collectors.toSet;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether two systems did the same work. */
final class Comparison {
  /** Of an array's largest entry. */
  static final double LIMIT = 1e-4;

  private Comparison() {}

  /**
   * The first array in which they differ, in a sentence; nothing where they agree. A state after
   * the last step may be missing, as not every system shows it.
   */
  static Optional<String> difference(
      String one, Map<String, float[]> a, String other, Map<String, float[]> b) {
    if (!required(a).equals(required(b))) {
      return Optional.of(
          "%s answers with %s, %s with %s.".formatted(one, a.keySet(), other, b.keySet()));
    }
    return a.keySet().stream()
        .filter(b::containsKey)
        .flatMap(name -> difference(name, one, a.get(name), other, b.get(name)).stream())
        .findFirst();
  }

  private static Set<String> required(Map<String, float[]> arrays) {
    return arrays.keySet().stream().filter(name -> !name.endsWith("'")).collect(toSet());
  }

  private static Optional<String> difference(
      String name, String one, float[] a, String other, float[] b) {
    if (a.length != b.length) {
      return Optional.of(
          "%s has %,d numbers from %s and %,d from %s."
              .formatted(name, a.length, one, b.length, other));
    }
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.max(Math.abs(a[i]), Math.abs(b[i])));
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i] && !(Math.abs((double) a[i] - b[i]) <= LIMIT * largest)) {
        return Optional.of(
            "%s differs at %,d: %s from %s, %s from %s; the largest entry is %s."
                .formatted(name, i, a[i], one, b[i], other, (float) largest));
      }
    }
    return Optional.empty();
  }
}
