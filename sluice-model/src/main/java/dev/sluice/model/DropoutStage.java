package dev.sluice.model;

import dev.sluice.cell.Noise;
import dev.sluice.kernel.Workers;

/** Zeros values at random while training, and their gradients on the way back. */
final class DropoutStage implements Stage {
  private final int position;
  private final int size;
  private final int threshold;
  private final float scale;
  private final Workers.Task forward = this::forward;
  private final Workers.Task backward = this::backward;
  private float[] output = {};

  /** What each value was multiplied by: 0 or {@link #scale}. */
  private float[] factors = {};

  // What the threads work on, set before they start.
  private float[] values = {};
  private int rows;
  private int batchSize;
  private long draw;

  DropoutStage(Place place, Layer.Dropout dropout) {
    position = place.position();
    size = place.outputSize();
    threshold = Noise.threshold(dropout.probability());
    scale = (float) (1 / (1 - dropout.probability()));
  }

  @Override
  public float[] run(Pass pass, float[] x) {
    if (!pass.training() || threshold == 0) {
      return x;
    }
    output = Stage.room(output, pass, size);
    factors = Stage.room(factors, pass, size);
    values = x;
    rows = pass.rows();
    batchSize = pass.batch().batchSize();
    draw = Noise.draw(pass.seed(), pass.update(), position, 0, 0);
    pass.workers().run(forward);
    return output;
  }

  private void forward(int part, int parts) {
    int end = (int) ((long) rows * (part + 1) / parts);
    for (int i = (int) ((long) rows * part / parts); i < end; i++) {
      long at = Noise.at(draw, i % batchSize, i / batchSize);
      mask(at, i * size, size, values, factors, output, threshold, scale);
    }
  }

  /** One row; the compiler makes a vector loop of it. */
  private static void mask(
      long at,
      int start,
      int size,
      float[] x,
      float[] factors,
      float[] output,
      int threshold,
      float scale) {
    int low = (int) at;
    int high = (int) (at >>> 32);
    for (int i = 0; i < size; i++) {
      float factor = scale * Noise.notBelow(Noise.bits(low, high, i), threshold);
      factors[start + i] = factor;
      output[start + i] = x[start + i] * factor;
    }
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    if (threshold != 0) {
      values = gradient;
      pass.workers().run(backward);
    }
    return gradient;
  }

  private void backward(int part, int parts) {
    int end = (int) ((long) rows * (part + 1) / parts) * size;
    multiply(values, factors, (int) ((long) rows * part / parts) * size, end);
  }

  private static void multiply(float[] values, float[] factors, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] *= factors[i];
    }
  }
}
