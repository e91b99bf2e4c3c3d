package dev.sluice.model;

import dev.sluice.cell.Noise;

/**
 * How each kind of parameter begins where the cell's {@code init} lines say nothing.
 *
 * <p>Every value is a function of (seed, name of the parameter, place in it): adding a layer or a
 * parameter changes no other.
 *
 * @param input matrices on anything but a state, and those of linear layers
 * @param recurrent matrices on a state; each gate has its own
 * @param bias vectors that are added
 * @param peephole vectors that multiply
 * @param embedding the table of an embedding
 */
public record Initialization(
    Initializer input,
    Initializer recurrent,
    Initializer bias,
    Initializer peephole,
    Initializer embedding) {

  /**
   * Glorot for input matrices, orthogonal for recurrent ones, zero for biases and peepholes (a cell
   * with peepholes begins as the one without), standard normal for embeddings.
   */
  public static final Initialization STANDARD =
      new Initialization(
          new Initializer.Glorot(),
          new Initializer.Orthogonal(),
          new Initializer.Constant(0),
          new Initializer.Constant(0),
          new Initializer.Normal(0, 1));

  /** The same with other input matrices. */
  public Initialization withInput(Initializer input) {
    return new Initialization(input, recurrent, bias, peephole, embedding);
  }

  /** The same with other recurrent matrices. */
  public Initialization withRecurrent(Initializer recurrent) {
    return new Initialization(input, recurrent, bias, peephole, embedding);
  }

  /** The same with other biases. */
  public Initialization withBias(Initializer bias) {
    return new Initialization(input, recurrent, bias, peephole, embedding);
  }

  /** The same with other peepholes. */
  public Initialization withPeephole(Initializer peephole) {
    return new Initialization(input, recurrent, bias, peephole, embedding);
  }

  /** The same with another embedding. */
  public Initialization withEmbedding(Initializer embedding) {
    return new Initialization(input, recurrent, bias, peephole, embedding);
  }

  /** The key from which the values of one parameter are drawn. */
  static long key(long seed, String name) {
    long key = Noise.fold(0, seed);
    for (int i = 0; i < name.length(); i++) {
      key = Noise.fold(key, name.charAt(i));
    }
    return key;
  }
}
