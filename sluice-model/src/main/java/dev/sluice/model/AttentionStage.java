package dev.sluice.model;

import java.util.Arrays;

/**
 * A weighted mean over the valid steps of each row. A cell gives each step a score; the weights are
 * the softmax of the scores over steps.
 */
final class AttentionStage implements Stage {
  private final CellStage scorer;
  private final int size;
  private final Signal output = new Signal();
  private float[] weights = {};
  private float[] scoreGradient = {};
  private float[] inputGradient = {};
  private Signal in = new Signal();

  AttentionStage(Place place, CellStage scorer) {
    this.scorer = scorer;
    size = place.outputSize();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    in = x;
    float[] scores = scorer.run(pass, x).values;
    weights = x.room(weights, 1);
    output.shape(1, x.batchSize, null, size);
    for (int row = 0; row < x.batchSize; row++) {
      softmax(scores, row);
      int to = row * size;
      Arrays.fill(output.values, to, to + size, 0);
      for (int step = 0; step < x.length(row); step++) {
        int at = step * x.batchSize + row;
        for (int i = 0; i < size; i++) {
          output.values[to + i] += weights[at] * x.values[at * size + i];
        }
      }
    }
    return output;
  }

  private void softmax(float[] scores, int row) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int step = 0; step < in.length(row); step++) {
      largest = Math.max(largest, scores[step * in.batchSize + row]);
    }
    double sum = 0;
    for (int step = 0; step < in.length(row); step++) {
      int at = step * in.batchSize + row;
      weights[at] = (float) StrictMath.exp(scores[at] - largest);
      sum += weights[at];
    }
    for (int step = 0; step < in.length(row); step++) {
      weights[step * in.batchSize + row] /= (float) sum;
    }
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    scoreGradient = in.room(scoreGradient, 1);
    for (int row = 0; row < in.batchSize; row++) {
      float mean = 0;
      for (int step = 0; step < in.length(row); step++) {
        int at = step * in.batchSize + row;
        float dot = 0;
        for (int i = 0; i < size; i++) {
          dot += gradient[row * size + i] * in.values[at * size + i];
        }
        scoreGradient[at] = dot;
        mean += weights[at] * dot;
      }
      for (int step = 0; step < in.length(row); step++) {
        int at = step * in.batchSize + row;
        scoreGradient[at] = weights[at] * (scoreGradient[at] - mean);
      }
      for (int step = in.length(row); step < in.steps; step++) {
        scoreGradient[step * in.batchSize + row] = 0;
      }
    }
    float[] byScores = scorer.backward(pass, scoreGradient, gradients);
    inputGradient = in.room(inputGradient, size);
    for (int row = 0; row < in.batchSize; row++) {
      for (int step = 0; step < in.steps; step++) {
        int at = step * in.batchSize + row;
        float weight = step < in.length(row) ? weights[at] : 0;
        for (int i = 0; i < size; i++) {
          inputGradient[at * size + i] =
              byScores[at * size + i] + weight * gradient[row * size + i];
        }
      }
    }
    return inputGradient;
  }
}
