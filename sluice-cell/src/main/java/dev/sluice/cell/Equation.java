package dev.sluice.cell;

import org.jspecify.annotations.Nullable;

/**
 * One equation of a cell: {@code v = …} defines a value, {@code s' = …} the next value of a state.
 *
 * @param name the value or state on the left side, without the prime
 * @param next whether the left side is the next value of a state
 * @param size the size written on the left side, as in {@code v[r] = …}, or null
 * @param value the right side
 * @param line the line of the text on which it begins, from 1
 */
public record Equation(String name, boolean next, @Nullable String size, Expr value, int line) {

  /** The left side as it is written, {@code v} or {@code s'}. */
  public String target() {
    return next ? name + "'" : name;
  }

  /** The equation as the text has it, without its comment. */
  @Override
  public String toString() {
    return Printer.left(this) + " = " + Printer.print(value);
  }
}
