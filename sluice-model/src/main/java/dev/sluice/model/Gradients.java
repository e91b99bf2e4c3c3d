package dev.sluice.model;

import java.util.Arrays;
import java.util.List;

/** The derivative of a loss by each parameter: the same names, shapes and order. */
public final class Gradients {
  private final List<Tensor> tensors;

  private Gradients(List<Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Zeros for every parameter. */
  public static Gradients of(Parameters parameters) {
    return new Gradients(
        parameters.tensors().stream().map(p -> Tensor.zeros(p.name(), p.shape())).toList());
  }

  /** All tensors, in the order of {@link Parameters#tensors}; their values may be written. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Multiplies every value. */
  public void scale(float factor) {
    for (int i = 0; i < tensors.size(); i++) {
      float[] values = tensors.get(i).values();
      for (int j = 0; j < values.length; j++) {
        values[j] *= factor;
      }
    }
  }

  /** Sets every value to zero. */
  public void clear() {
    for (int i = 0; i < tensors.size(); i++) {
      Arrays.fill(tensors.get(i).values(), 0);
    }
  }
}
