package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Repeats;
import dev.sluice.kernel.Workers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks vectors up, and adds gradients where they were found. Where the layer above multiplies
 * equal vectors only once, and few differ, it is given each of them once. Otherwise the way back is
 * divided by columns: each entry of the table is then the sum of its gradients in the order of
 * steps and rows, whatever the number of threads.
 */
final class EmbeddingStage implements Stage {

  /** What is looked up. */
  enum Of {
    /** The symbols of a batch. */
    INPUTS,
    /** The letters of its words. */
    LETTERS,
    /** The symbols that are to be written, each before the one that is to be predicted. */
    WRITTEN
  }

  private final int vocabularySize;
  private final int size;
  private final int parameter;
  private final boolean mayRepeat;
  private final Of of;
  private final int position;
  private final Repeats repeats = new Repeats();
  private final Workers.Task gather = this::gather;
  private final Workers.Task scatter = this::scatter;
  private final Signal output = new Signal();

  // What the threads work on, set before they start.
  private Batch batch = new Batch();
  private boolean repeating;
  private float[] table = {};
  private float[] from = {};

  /**
   * Looks up for the layer above.
   *
   * @param mayRepeat whether that can be given each different vector once
   */
  EmbeddingStage(Place place, boolean mayRepeat, Of of) {
    vocabularySize = place.inputSize();
    size = place.outputSize();
    parameter = place.firstParameter();
    this.mayRepeat = mayRepeat;
    this.of = of;
    position = place.position();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    batch =
        switch (of) {
          case INPUTS -> pass.batch();
          case LETTERS -> Objects.requireNonNull(pass.batch().spelling());
          case WRITTEN -> Objects.requireNonNull(pass.batch().decoding());
        };
    if (batch.featureSize() > 0) {
      throw new IllegalArgumentException(
          "The model reads symbols; this batch has %s numbers at each step."
              .formatted(batch.featureSize()));
    }
    int[] symbols = batch.inputs();
    output.shape(batch.steps(), batch.batchSize(), batch.lengths(), size);
    for (int i = 0; i < output.rows(); i++) {
      if (symbols[i] < 0 || symbols[i] >= vocabularySize) {
        throw new IllegalArgumentException(
            "Symbol %s is outside the model's vocabulary of %s."
                .formatted(symbols[i], vocabularySize));
      }
    }
    table = pass.packed().arrays(position)[0];
    if (mayRepeat) {
      repeats.find(symbols, batch.steps(), batch.batchSize(), batch.lengths(), vocabularySize);
    }
    // Where most of them differ, little is saved, and copying and adding up still cost time.
    repeating = mayRepeat && 2L * repeats.count() <= output.rows();
    pass.workers().run(gather);
    return output;
  }

  /** Which rows of the output are equal; null where all are given. */
  @Nullable Repeats repeats() {
    return repeating ? repeats : null;
  }

  private void gather(int part, int parts) {
    int[] symbols = repeating ? repeats.symbols() : batch.inputs();
    int end = end(part, parts);
    for (int i = end(part - 1, parts); i < end; i++) {
      System.arraycopy(table, symbols[i] * size, output.values, i * size, size);
    }
  }

  private int end(int part, int parts) {
    int rows = repeating ? repeats.count() : output.rows();
    return (int) ((long) rows * (part + 1) / parts);
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    table = gradients.tensors().get(parameter).values();
    from = gradient;
    pass.workers().run(scatter);
    return gradient;
  }

  private void scatter(int part, int parts) {
    int[] symbols = repeating ? repeats.symbols() : batch.inputs();
    int rows = repeating ? repeats.count() : output.rows();
    int first = (int) ((long) size * part / parts);
    int last = (int) ((long) size * (part + 1) / parts);
    for (int i = 0; i < rows; i++) {
      int to = symbols[i] * size;
      for (int j = first; j < last; j++) {
        table[to + j] += from[i * size + j];
      }
    }
  }
}
