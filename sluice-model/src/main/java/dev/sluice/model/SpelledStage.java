package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import java.util.Arrays;
import java.util.Objects;

/**
 * Vectors of words, beside the last states of a cell that read their letters: each different word
 * of a batch is read once.
 */
final class SpelledStage implements Stage {
  private final int words;
  private final int size;
  private final int spelling;
  private final int position;
  private final int parameter;
  private final EmbeddingStage letters;
  private final BidirectionalStage reader;
  private final LastStage last;

  private final Signal output = new Signal();
  private float[] spelledGradient = {};
  private final Workers.Task scatter = this::scatter;

  // What the threads work on, set before they start.
  private Batch batch = new Batch();
  private float[] table = {};
  private float[] gradient = {};

  SpelledStage(Place place, EmbeddingStage letters, BidirectionalStage reader, LastStage last) {
    Layer.Spelled layer = (Layer.Spelled) place.layer();
    words = layer.words();
    size = layer.size();
    spelling = place.outputSize() - size;
    position = place.position();
    parameter = place.firstParameter();
    this.letters = letters;
    this.reader = reader;
    this.last = last;
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    batch = pass.batch();
    if (batch.spelling() == null) {
      throw new IllegalArgumentException(
          "The model reads words by their letters; this batch has none.");
    }
    int[] ids = batch.inputs();
    int width = size + spelling;
    output.shape(batch.steps(), batch.batchSize(), batch.lengths(), width);
    table = pass.packed().arrays(position)[0];
    float[] spelled = last.run(pass, reader.run(pass, letters.run(pass, x))).values;
    for (int i = 0; i < output.rows(); i++) {
      int row = batch.spelled()[i];
      if (row < 0) {
        Arrays.fill(output.values, i * width, (i + 1) * width, 0);
        continue;
      }
      if (ids[i] < 0 || ids[i] >= words) {
        throw new IllegalArgumentException(
            "Word %s is outside the model's vocabulary of %s.".formatted(ids[i], words));
      }
      System.arraycopy(table, ids[i] * size, output.values, i * width, size);
      System.arraycopy(spelled, row * spelling, output.values, i * width + size, spelling);
    }
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    int rows = Objects.requireNonNull(batch.spelling()).batchSize();
    if (spelledGradient.length < rows * spelling) {
      spelledGradient = new float[rows * spelling];
    }
    Arrays.fill(spelledGradient, 0, rows * spelling, 0);
    table = gradients.tensors().get(parameter).values();
    this.gradient = gradient;
    pass.workers().run(scatter);
    float[] byLast = last.backward(pass, spelledGradient, gradients);
    letters.backward(pass, reader.backward(pass, byLast, gradients), gradients);
    return gradient;
  }

  /** Divided by columns, so that each sum has the order of steps and rows. */
  private void scatter(int part, int parts) {
    int width = size + spelling;
    int first = (int) ((long) width * part / parts);
    int end = (int) ((long) width * (part + 1) / parts);
    for (int i = 0; i < output.rows(); i++) {
      int row = batch.spelled()[i];
      if (row < 0) {
        continue;
      }
      int word = batch.inputs()[i];
      for (int j = first; j < Math.min(end, size); j++) {
        table[word * size + j] += gradient[i * width + j];
      }
      for (int j = Math.max(first, size); j < end; j++) {
        spelledGradient[row * spelling + j - size] += gradient[i * width + j];
      }
    }
  }
}
