package dev.sluice.model;

import dev.sluice.kernel.Workers;

/**
 * A cell in both directions: the backward one reads each row from its own last valid step to its
 * first, so that padding is never between a sequence and where it begins.
 */
final class BidirectionalStage implements Stage {
  private final CellStage forward;
  private final CellStage backward;
  private final boolean add;
  private final int inputSize;

  /** Values of one direction. */
  private final int half;

  private final Signal reversed = new Signal();
  private final Signal output = new Signal();
  private float[] forwardGradient = {};
  private float[] backwardGradient = {};
  private float[] inputGradient = {};

  private final Workers.Task reverse = this::reverse;
  private final Workers.Task join = this::join;
  private final Workers.Task part = this::part;
  private final Workers.Task sum = this::sum;

  // What the threads work on, set before they start.
  private Signal in = new Signal();
  private float[] ahead = {};
  private float[] back = {};
  private float[] gradient = {};

  BidirectionalStage(Place place, Layer.Join join, CellStage forward, CellStage backward) {
    this.forward = forward;
    this.backward = backward;
    add = join == Layer.Join.ADD;
    inputSize = place.inputSize();
    half = place.inner().getFirst().outputSize();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    in = x;
    reversed.like(x, inputSize);
    pass.workers().run(reverse);
    ahead = forward.run(pass, x).values;
    back = backward.run(pass, reversed).values;
    output.like(x, add ? half : 2 * half);
    pass.workers().run(join);
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    this.gradient = gradient;
    forwardGradient = in.room(forwardGradient, half);
    backwardGradient = in.room(backwardGradient, half);
    pass.workers().run(part);
    ahead = forward.backward(pass, forwardGradient, gradients);
    back = backward.backward(pass, backwardGradient, gradients);
    inputGradient = in.room(inputGradient, inputSize);
    pass.workers().run(sum);
    return inputGradient;
  }

  private void reverse(int share, int shares) {
    // What is past the end is not read.
    turn(in, reversed.values, inputSize, row(share, shares), row(share + 1, shares));
  }

  /** The steps of rows {@code [fromRow, toRow)}, the last one first. */
  private static void turn(Signal from, float[] to, int size, int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      int length = from.length(row);
      for (int step = 0; step < length; step++) {
        int here = (step * from.batchSize + row) * size;
        int there = ((length - 1 - step) * from.batchSize + row) * size;
        System.arraycopy(from.values, here, to, there, size);
      }
    }
  }

  private void join(int share, int shares) {
    int width = add ? half : 2 * half;
    int end = row(share + 1, shares);
    for (int row = row(share, shares); row < end; row++) {
      int length = in.length(row);
      for (int step = 0; step < in.steps; step++) {
        // Both are zero past the end.
        int a = at(step, row) * half;
        int b = at(step < length ? length - 1 - step : step, row) * half;
        int to = at(step, row) * width;
        if (add) {
          for (int i = 0; i < half; i++) {
            output.values[to + i] = ahead[a + i] + back[b + i];
          }
        } else {
          System.arraycopy(ahead, a, output.values, to, half);
          System.arraycopy(back, b, output.values, to + half, half);
        }
      }
    }
  }

  private void part(int share, int shares) {
    int width = add ? half : 2 * half;
    int end = row(share + 1, shares);
    for (int row = row(share, shares); row < end; row++) {
      int length = in.length(row);
      for (int step = 0; step < length; step++) {
        int from = at(step, row) * width;
        System.arraycopy(gradient, from, forwardGradient, at(step, row) * half, half);
        System.arraycopy(
            gradient,
            add ? from : from + half,
            backwardGradient,
            at(length - 1 - step, row) * half,
            half);
      }
    }
  }

  private void sum(int share, int shares) {
    int end = row(share + 1, shares);
    for (int row = row(share, shares); row < end; row++) {
      int length = in.length(row);
      for (int step = 0; step < in.steps; step++) {
        int a = at(step, row) * inputSize;
        int b = at(step < length ? length - 1 - step : step, row) * inputSize;
        for (int i = 0; i < inputSize; i++) {
          inputGradient[a + i] = ahead[a + i] + back[b + i];
        }
      }
    }
  }

  /** What the backward direction has at each step, in the order in which it read: in time's own. */
  static Signal inTime(Signal read, int size) {
    Signal turned = new Signal().like(read, size);
    turn(read, turned.values, size, 0, read.batchSize);
    return turned;
  }

  private int at(int step, int row) {
    return step * in.batchSize + row;
  }

  private int row(int share, int shares) {
    return (int) ((long) in.batchSize * share / shares);
  }
}
