package dev.sluice.model;

import java.util.Arrays;

/**
 * What stands at the last valid step of each row: of the first values; the others are those of a
 * backward direction, whose last step is the row's first.
 */
final class LastStage implements Stage {
  private final int size;
  private final int forward;
  private final Signal output = new Signal();
  private float[] inputGradient = {};
  private Signal in = new Signal();

  /**
   * @param forward how many of the values are of the forward direction
   */
  LastStage(int size, int forward) {
    this.size = size;
    this.forward = forward;
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    in = x;
    output.shape(1, x.batchSize, null, size);
    for (int row = 0; row < x.batchSize; row++) {
      if (x.length(row) == 0) {
        Arrays.fill(output.values, row * size, (row + 1) * size, 0);
        continue;
      }
      System.arraycopy(x.values, last(row), output.values, row * size, forward);
      System.arraycopy(
          x.values, row * size + forward, output.values, row * size + forward, size - forward);
    }
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    inputGradient = in.room(inputGradient, size);
    Arrays.fill(inputGradient, 0, in.rows() * size, 0);
    for (int row = 0; row < in.batchSize; row++) {
      if (in.length(row) > 0) {
        System.arraycopy(gradient, row * size, inputGradient, last(row), forward);
        System.arraycopy(
            gradient, row * size + forward, inputGradient, row * size + forward, size - forward);
      }
    }
    return inputGradient;
  }

  private int last(int row) {
    return ((in.length(row) - 1) * in.batchSize + row) * size;
  }
}
