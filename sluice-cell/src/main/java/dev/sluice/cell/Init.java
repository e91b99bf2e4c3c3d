package dev.sluice.cell;

/**
 * What an {@code init} line says about one parameter or state.
 *
 * @param target the parameter or state
 * @param value what it starts with; for a state always a {@link Value.Number}
 * @param line the line of the text, from 1
 */
public record Init(String target, Value value, int line) {

  /** A starting value. */
  public sealed interface Value {

    /** Every entry is {@code value}. */
    record Number(double value) implements Value {}

    /** Every entry is 0. */
    record Zeros() implements Value {}

    /** Every entry is 1. */
    record Ones() implements Value {}

    /** The identity; only for square matrices. */
    record Identity() implements Value {}

    /** A random matrix with orthonormal rows or columns, whichever are fewer. */
    record Orthogonal() implements Value {}

    /** Independent draws between {@code a} and {@code b}. */
    record Uniform(double a, double b) implements Value {}

    /** Independent normal draws with this mean and standard deviation. */
    record Normal(double mean, double sd) implements Value {}
  }
}
