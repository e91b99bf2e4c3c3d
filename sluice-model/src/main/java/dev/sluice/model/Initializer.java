package dev.sluice.model;

import dev.sluice.cell.Init;

/** How a matrix or vector begins. */
public sealed interface Initializer {

  /** Every entry is {@code value}. */
  record Constant(double value) implements Initializer {}

  /** Independent draws between {@code from} and {@code to}. */
  record Uniform(double from, double to) implements Initializer {}

  /** Independent normal draws with this mean and standard deviation. */
  record Normal(double mean, double deviation) implements Initializer {}

  /**
   * Independent draws between ±√(6 / (rows + columns)), so that a signal keeps its variance both
   * ways (Glorot &amp; Bengio 2010, equation 16).
   */
  record Glorot() implements Initializer {}

  /**
   * A random matrix with orthonormal rows or columns, whichever are fewer, all such equally likely
   * (Saxe, McClelland &amp; Ganguli 2014).
   */
  record Orthogonal() implements Initializer {}

  /** Ones where row and column are equal, else zeros (Le, Jaitly &amp; Hinton 2015). */
  record Identity() implements Initializer {}

  /** What an {@code init} line of a cell asks for. */
  static Initializer of(Init.Value value) {
    return switch (value) {
      case Init.Value.Number(double number) -> new Constant(number);
      case Init.Value.Zeros() -> new Constant(0);
      case Init.Value.Ones() -> new Constant(1);
      case Init.Value.Identity() -> new Identity();
      case Init.Value.Orthogonal() -> new Orthogonal();
      case Init.Value.Uniform(double a, double b) -> new Uniform(a, b);
      case Init.Value.Normal(double mean, double sd) -> new Normal(mean, sd);
    };
  }
}
