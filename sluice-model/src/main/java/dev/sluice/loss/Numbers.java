package dev.sluice.loss;

import dev.sluice.data.Batch;
import java.util.Arrays;

/** What losses of numbers have in common: a loss is the mean over the values that are there. */
final class Numbers {
  private Numbers() {}

  /** Checks that there are as many scores as a loss needs for the values of a batch. */
  static void require(int size, Batch batch, int scoresPerValue) {
    if (batch.valueSize() == 0) {
      throw new IllegalArgumentException(
          "The loss judges numbers; this batch has classes to predict.");
    }
    if (batch.valueSize() * scoresPerValue != size) {
      throw new IllegalArgumentException(
          "The model gives %s scores at each position; the loss needs %s for %s values to predict."
              .formatted(size, batch.valueSize() * scoresPerValue, batch.valueSize()));
    }
  }

  /** The loss of one value. */
  interface One {
    /**
     * Judges one value.
     *
     * @param at where its scores begin; overwritten by the derivative times {@code scale}
     */
    double judge(float[] scores, int at, float value, float scale);
  }

  /** The mean of the losses of the values that are there, at each position. */
  static void judge(
      One one,
      int scoresPerValue,
      float[] scores,
      int size,
      Batch batch,
      int from,
      int to,
      float scale,
      float[] losses) {
    require(size, batch, scoresPerValue);
    int count = batch.valueSize();
    float[] values = batch.values();
    for (int i = from; i < to; i++) {
      int there = 0;
      for (int j = 0; j < count; j++) {
        there += Float.isNaN(values[i * count + j]) ? 0 : 1;
      }
      double sum = 0;
      for (int j = 0; j < count; j++) {
        int at = i * size + j * scoresPerValue;
        float value = values[i * count + j];
        if (Float.isNaN(value)) {
          Arrays.fill(scores, at, at + scoresPerValue, 0);
        } else {
          sum += one.judge(scores, at, value, scale / there);
        }
      }
      losses[i] = there == 0 ? 0 : (float) (sum / there);
    }
  }
}
