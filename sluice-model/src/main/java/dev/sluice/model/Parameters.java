package dev.sluice.model;

import java.util.List;

/**
 * What a model has learned: named tensors, in the order of the layers and of each cell's text.
 *
 * <p>Threads read them together; only a {@code Trainer} writes them, and nobody reads meanwhile.
 */
public final class Parameters {
  private final List<Tensor> tensors;
  private volatile long version;

  Parameters(List<Tensor> tensors) {
    this.tensors = List.copyOf(tensors);
  }

  /** All tensors. Their values are the model's own memory: do not write them. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /**
   * The tensor called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor tensor(String name) {
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw new IllegalArgumentException(
        "There is no parameter %s. There are: %s.".formatted(name, names()));
  }

  /** How many numbers there are, with the zeros of block-triangular matrices. */
  public long count() {
    return tensors.stream().mapToLong(tensor -> tensor.values().length).sum();
  }

  /** Grows by one with every {@link #changed}, so that copies in other layouts know their age. */
  public long version() {
    return version;
  }

  /** Says that values were written; whoever writes them calls this afterwards. */
  public void changed() {
    version = version + 1;
  }

  private String names() {
    return String.join(", ", tensors.stream().map(Tensor::name).toList());
  }

  /** Whether all tensors are equal, bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters that && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return tensors.toString();
  }
}
