package dev.sluice.model;

import java.util.Arrays;

/** For each value the largest over the valid steps of a row; of equals the first. */
final class MaxStage implements Stage {
  private final int size;
  private final Signal output = new Signal();
  private float[] inputGradient = {};
  private Signal in = new Signal();

  /** Where each largest value stands in the input; −1 in a row without steps. */
  private int[] from = {};

  MaxStage(Place place) {
    size = place.outputSize();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    in = x;
    output.shape(1, x.batchSize, null, size);
    int count = x.batchSize * size;
    from = from.length < count ? new int[count] : from;
    for (int row = 0; row < x.batchSize; row++) {
      for (int i = 0; i < size; i++) {
        int largest = -1;
        for (int step = 0; step < x.length(row); step++) {
          int at = (step * x.batchSize + row) * size + i;
          largest = largest < 0 || isAbove(x.values[at], x.values[largest]) ? at : largest;
        }
        from[row * size + i] = largest;
        output.values[row * size + i] = largest < 0 ? 0 : x.values[largest];
      }
    }
    return output;
  }

  /** What is no number is above all: it shall be seen. */
  private static boolean isAbove(float a, float b) {
    return !Float.isNaN(b) && !(a <= b);
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    inputGradient = in.room(inputGradient, size);
    Arrays.fill(inputGradient, 0, in.rows() * size, 0);
    for (int i = 0; i < in.batchSize * size; i++) {
      if (from[i] >= 0) {
        inputGradient[from[i]] = gradient[i];
      }
    }
    return inputGradient;
  }
}
