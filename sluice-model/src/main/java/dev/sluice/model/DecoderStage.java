package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import java.util.Arrays;

/**
 * Reads the sequence that is to be written, and attends at each of its steps to all steps of the
 * layer below: the weights are the softmax of {@code h·W x} over these. What it gives is the cell's
 * output beside the weighted mean.
 */
final class DecoderStage implements Stage {
  private final EmbeddingStage symbols;
  private final CellStage cell;
  private final CellStage query;
  private final int hidden;
  private final int size;
  private final Signal output = new Signal();
  private final Workers.Task attend = this::attend;
  private final Workers.Task attendBack = this::attendBack;

  /** {@code [step, batch, step of the layer below]} */
  private float[] weights = {};

  private float[] hiddenGradient = {};
  private float[] queryGradient = {};
  private float[] inputGradient = {};

  // What the threads work on, set before they start.
  private Signal in = new Signal();
  private Signal written = new Signal();
  private Signal asked = new Signal();
  private float[] gradient = {};

  DecoderStage(Place place, EmbeddingStage symbols, CellStage cell, CellStage query) {
    this.symbols = symbols;
    this.cell = cell;
    this.query = query;
    size = place.inputSize();
    hidden = place.outputSize() - size;
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    Batch decoding = pass.batch().decoding();
    if (decoding == null) {
      throw new IllegalArgumentException(
          "The model writes sequences; this batch has none to be written.");
    }
    in = x;
    written = cell.run(pass, symbols.run(pass, x));
    asked = query.run(pass, written);
    output.like(written, hidden + size);
    long count = Math.multiplyExact((long) written.rows(), x.steps);
    if (count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s rows that attend to %s steps each are too many: use shorter sequences or a smaller"
                  .formatted(written.rows(), x.steps)
              + " batch.");
    }
    weights = weights.length < count ? new float[(int) count] : weights;
    pass.workers().run(attend);
    return output;
  }

  private void attend(int part, int parts) {
    int end = end(part, parts);
    for (int row = end(part - 1, parts); row < end; row++) {
      for (int step = 0; step < written.steps; step++) {
        int at = step * in.batchSize + row;
        int to = at * (hidden + size);
        if (step >= written.length(row)) {
          Arrays.fill(output.values, to, to + hidden + size, 0);
          continue;
        }
        System.arraycopy(written.values, at * hidden, output.values, to, hidden);
        attend(row, at, to + hidden);
      }
    }
  }

  private int end(int part, int parts) {
    return (int) ((long) in.batchSize * (part + 1) / parts);
  }

  /** The weights of one row at one of its steps, and the weighted mean. */
  private void attend(int row, int at, int to) {
    int first = at * in.steps;
    int length = in.length(row);
    float largest = Float.NEGATIVE_INFINITY;
    for (int below = 0; below < length; below++) {
      float score = dot(asked.values, at * size, in.values, below(below, row));
      weights[first + below] = score;
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int below = 0; below < length; below++) {
      weights[first + below] = (float) StrictMath.exp(weights[first + below] - largest);
      sum += weights[first + below];
    }
    Arrays.fill(output.values, to, to + size, 0);
    for (int below = 0; below < length; below++) {
      weights[first + below] /= (float) sum;
      add(weights[first + below], in.values, below(below, row), output.values, to);
    }
  }

  /** Where the values of a step of the layer below begin. */
  private int below(int step, int row) {
    return (step * in.batchSize + row) * size;
  }

  private float dot(float[] a, int from, float[] b, int at) {
    float sum = 0;
    for (int i = 0; i < size; i++) {
      sum += a[from + i] * b[at + i];
    }
    return sum;
  }

  private void add(float factor, float[] from, int at, float[] to, int place) {
    for (int i = 0; i < size; i++) {
      to[place + i] += factor * from[at + i];
    }
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    this.gradient = gradient;
    hiddenGradient = written.room(hiddenGradient, hidden);
    queryGradient = written.room(queryGradient, size);
    inputGradient = in.room(inputGradient, size);
    pass.workers().run(attendBack);
    float[] byQuery = query.backward(pass, queryGradient, gradients);
    for (int i = 0; i < written.rows() * hidden; i++) {
      hiddenGradient[i] += byQuery[i];
    }
    symbols.backward(pass, cell.backward(pass, hiddenGradient, gradients), gradients);
    return inputGradient;
  }

  /** Each row adds up for itself, so that a sum does not depend on the number of threads. */
  private void attendBack(int part, int parts) {
    int end = end(part, parts);
    for (int row = end(part - 1, parts); row < end; row++) {
      for (int below = 0; below < in.steps; below++) {
        Arrays.fill(inputGradient, below(below, row), below(below, row) + size, 0);
      }
      for (int step = 0; step < written.steps; step++) {
        int at = step * in.batchSize + row;
        Arrays.fill(queryGradient, at * size, (at + 1) * size, 0);
        if (step >= written.length(row)) {
          Arrays.fill(hiddenGradient, at * hidden, (at + 1) * hidden, 0);
          continue;
        }
        int from = at * (hidden + size);
        System.arraycopy(gradient, from, hiddenGradient, at * hidden, hidden);
        attendBack(row, at, from + hidden);
      }
    }
  }

  private void attendBack(int row, int at, int from) {
    int first = at * in.steps;
    int length = in.length(row);
    float mean = 0;
    for (int below = 0; below < length; below++) {
      mean += weights[first + below] * dot(gradient, from, in.values, below(below, row));
    }
    for (int below = 0; below < length; below++) {
      int place = below(below, row);
      float weight = weights[first + below];
      float byScore = weight * (dot(gradient, from, in.values, place) - mean);
      add(byScore, in.values, place, queryGradient, at * size);
      add(byScore, asked.values, at * size, inputGradient, place);
      add(weight, gradient, from, inputGradient, place);
    }
  }

  /** From now on the cell goes on where it was, until it is told to begin anew. */
  void goOn(boolean goesOn) {
    cell.goOn(goesOn);
  }

  /** Gives each row the states of another one. */
  void reorder(int[] from) {
    cell.reorder(from);
  }
}
