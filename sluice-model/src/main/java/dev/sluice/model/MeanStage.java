package dev.sluice.model;

import java.util.Arrays;

/** The mean over the valid steps of each row. */
final class MeanStage implements Stage {
  private final int size;
  private final Signal output = new Signal();
  private float[] inputGradient = {};
  private Signal in = new Signal();

  MeanStage(Place place) {
    size = place.outputSize();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    in = x;
    output.shape(1, x.batchSize, null, size);
    Arrays.fill(output.values, 0, x.batchSize * size, 0);
    for (int row = 0; row < x.batchSize; row++) {
      int to = row * size;
      for (int step = 0; step < x.length(row); step++) {
        int from = (step * x.batchSize + row) * size;
        for (int i = 0; i < size; i++) {
          output.values[to + i] += x.values[from + i];
        }
      }
      float share = share(row);
      for (int i = to; i < to + size; i++) {
        output.values[i] *= share;
      }
    }
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    inputGradient = in.room(inputGradient, size);
    for (int row = 0; row < in.batchSize; row++) {
      float share = share(row);
      for (int step = 0; step < in.steps; step++) {
        int to = (step * in.batchSize + row) * size;
        float factor = step < in.length(row) ? share : 0;
        for (int i = 0; i < size; i++) {
          inputGradient[to + i] = factor * gradient[row * size + i];
        }
      }
    }
    return inputGradient;
  }

  private float share(int row) {
    return 1f / Math.max(1, in.length(row));
  }
}
