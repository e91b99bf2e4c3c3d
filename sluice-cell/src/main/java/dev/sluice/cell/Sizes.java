package dev.sluice.cell;

import java.util.Map;

/**
 * Numbers for every size of a cell: {@code input}, {@code hidden}, and those that the text names.
 * Made by {@link Shapes#at}, which checks them.
 *
 * @param values the number for each name, all positive
 */
public record Sizes(Map<String, Integer> values) {
  public Sizes {
    values = Map.copyOf(values);
  }

  /**
   * The number for a size.
   *
   * @throws ArithmeticException if a sum of sizes exceeds 2³¹−1
   */
  public int of(Size size) {
    long sum = 0;
    for (Map.Entry<String, Integer> term : size.terms().entrySet()) {
      Integer value = values.get(term.getKey());
      if (value == null) {
        throw new IllegalArgumentException("size " + term.getKey() + " was not given");
      }
      sum = Math.addExact(sum, Math.multiplyExact((long) value, term.getValue()));
    }
    return Math.toIntExact(sum);
  }

  /** The size of the layer's input. */
  public int input() {
    return of(Size.INPUT);
  }

  /** The hidden size. */
  public int hidden() {
    return of(Size.HIDDEN);
  }
}
