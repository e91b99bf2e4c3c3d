package dev.sluice.cell;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A size before it is a number: {@code hidden}, {@code input}, a name given in the text, or a sum
 * of these such as {@code input + hidden}.
 *
 * @param terms how often each named size occurs in the sum; every count is positive
 */
public record Size(SortedMap<String, Integer> terms) implements Comparable<Size> {

  /** The size of the layer's input. */
  public static final Size INPUT = of("input");

  /** The size that a state has unless it names another. */
  public static final Size HIDDEN = of("hidden");

  /** No units at all: the offset of a first part. */
  public static final Size ZERO = new Size(new TreeMap<>());

  public Size {
    terms = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(terms));
  }

  /** The size called {@code name}. */
  public static Size of(String name) {
    return new Size(new TreeMap<>(Map.of(name, 1)));
  }

  /** Both sizes side by side. */
  public Size plus(Size other) {
    TreeMap<String, Integer> sum = new TreeMap<>(terms);
    other.terms.forEach((name, count) -> sum.merge(name, count, Math::addExact));
    return new Size(sum);
  }

  @Override
  public int compareTo(Size other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return terms.isEmpty()
        ? "0"
        : terms.entrySet().stream()
            .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(" + "));
  }
}
