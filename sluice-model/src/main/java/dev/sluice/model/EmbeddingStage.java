package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;

/**
 * Looks vectors up, and adds gradients where they were found. The way back is divided by columns:
 * each entry of the table is then the sum of its gradients in the order of steps and rows, whatever
 * the number of threads.
 */
final class EmbeddingStage implements Stage {
  private final int vocabularySize;
  private final int size;
  private final int parameter;
  private final Workers.Task gather = this::gather;
  private final Workers.Task scatter = this::scatter;
  private float[] output = {};

  // What the threads work on, set before they start.
  private Batch batch = new Batch();
  private float[] table = {};
  private float[] from = {};

  EmbeddingStage(Place place) {
    vocabularySize = place.inputSize();
    size = place.outputSize();
    parameter = place.firstParameter();
  }

  @Override
  public float[] run(Pass pass, float[] x) {
    batch = pass.batch();
    int[] symbols = batch.inputs();
    for (int i = 0; i < pass.rows(); i++) {
      if (symbols[i] < 0 || symbols[i] >= vocabularySize) {
        throw new IllegalArgumentException(
            "Symbol %s is outside the model's vocabulary of %s."
                .formatted(symbols[i], vocabularySize));
      }
    }
    table = pass.packed().arrays(0)[0];
    output = Stage.room(output, pass, size);
    pass.workers().run(gather);
    return output;
  }

  private void gather(int part, int parts) {
    int rows = batch.steps() * batch.batchSize();
    int end = (int) ((long) rows * (part + 1) / parts);
    for (int i = (int) ((long) rows * part / parts); i < end; i++) {
      System.arraycopy(table, batch.inputs()[i] * size, output, i * size, size);
    }
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    table = gradients.tensors().get(parameter).values();
    from = gradient;
    pass.workers().run(scatter);
    return gradient;
  }

  private void scatter(int part, int parts) {
    int rows = batch.steps() * batch.batchSize();
    int first = (int) ((long) size * part / parts);
    int last = (int) ((long) size * (part + 1) / parts);
    for (int i = 0; i < rows; i++) {
      int to = batch.inputs()[i] * size;
      for (int j = first; j < last; j++) {
        table[to + j] += from[i * size + j];
      }
    }
  }
}
