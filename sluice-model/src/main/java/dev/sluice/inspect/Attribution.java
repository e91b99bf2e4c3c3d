package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Gradients;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which steps of the past moved a prediction: for one score of the model's last step, what each
 * step that it read had to do with it. Two answers, of which the second checks the first.
 *
 * @param target which score
 * @param score its value
 * @param gradient for each step, the gradient of the score by what the first layer gives, times
 *     that, summed: to first order, what the score owes to the step (Denil, Demiraj &amp; de
 *     Freitas 2014; Shrikumar et al. 2016)
 * @param occlusion for each step, by how much the score falls when the step gives zeros instead
 *     (Zeiler &amp; Fergus 2014)
 */
public record Attribution(int target, double score, double[] gradient, double[] occlusion) {
  private static final int TOGETHER = 64;

  /**
   * Attributes a score of the last step.
   *
   * @param batch one sequence
   * @param target the number of the score: a symbol, a class
   * @throws IllegalArgumentException if the batch has another number of rows, no step, or does not
   *     fit the model, there is no such score, or the model reads words by their letters
   */
  public static Attribution of(Model model, Batch batch, int target) {
    if (batch.batchSize() != 1 || batch.length(0) == 0) {
      throw new IllegalArgumentException(
          "An attribution is for one sequence of at least one step; there are %d."
              .formatted(batch.batchSize()));
    }
    if (target < 0 || target >= model.outputSize()) {
      throw new IllegalArgumentException(
          "The model has %,d scores, counted from 0; there is no score %,d."
              .formatted(model.outputSize(), target));
    }
    if (model.writtenSymbols() > 0) {
      throw new IllegalArgumentException(
          "The model writes a sequence of its own; a score of one that reads is attributed: %s."
              .formatted(model));
    }
    Model vectors = ofVectors(model);
    float[] read = vectors(model, batch);
    int steps = batch.length(0);
    int size = vectors.featureSize();

    Model probed = vectors.probed();
    Pass pass = Pass.training(probed, Workers.single());
    float[] scores = pass.trace(batch(read, steps, size), State.of(probed, 1));
    int at = (pass.outputSteps() - 1) * model.outputSize() + target;
    double score = scores[at];
    Arrays.fill(scores, 0);
    scores[at] = 1;
    pass.backward(scores, Gradients.of(probed.parameters()));
    float[] slopes = pass.stateGradients().getFirst().values();
    double[] gradient = new double[steps];
    for (int i = 0; i < steps * size; i++) {
      gradient[i / size] += (double) slopes[i] * read[i];
    }
    return new Attribution(
        target, score, gradient, occlusion(vectors, read, steps, size, target, score));
  }

  private static double[] occlusion(
      Model vectors, float[] read, int steps, int size, int target, double score) {
    Pass pass = Pass.inference(vectors, Workers.single());
    double[] falls = new double[steps];
    for (int from = 0; from < steps; from += TOGETHER) {
      int rows = Math.min(TOGETHER, steps - from);
      Batch batch = new Batch();
      batch.shape(steps, rows);
      float[] features = batch.features(size);
      for (int step = 0; step < steps; step++) {
        for (int row = 0; row < rows; row++) {
          int to = (step * rows + row) * size;
          if (step == from + row) {
            Arrays.fill(features, to, to + size, 0);
          } else {
            System.arraycopy(read, step * size, features, to, size);
          }
        }
      }
      float[] scores = pass.run(batch, State.of(vectors, rows));
      for (int row = 0; row < rows; row++) {
        int last = (pass.outputSteps() - 1) * rows + row;
        falls[from + row] = score - scores[last * vectors.outputSize() + target];
      }
    }
    return falls;
  }

  private static Batch batch(float[] read, int steps, int size) {
    Batch batch = new Batch();
    batch.shape(steps, 1);
    System.arraycopy(read, 0, batch.features(size), 0, steps * size);
    return batch;
  }

  /** What the first layer makes of a sequence, {@code [step, size]}. */
  private static float[] vectors(Model model, Batch batch) {
    int steps = batch.length(0);
    if (!(model.layers().getFirst() instanceof Layer.Embedding(int symbols, int size))) {
      return Arrays.copyOf(batch.features(), steps * model.featureSize());
    }
    float[] table = model.parameters().tensor("embedding.table").values();
    float[] vectors = new float[steps * size];
    for (int step = 0; step < steps; step++) {
      int symbol = Objects.checkIndex(batch.inputs()[step], symbols);
      System.arraycopy(table, symbol * size, vectors, step * size, size);
    }
    return vectors;
  }

  /** The model above its embedding, which reads the vectors themselves. */
  private static Model ofVectors(Model model) {
    return switch (model.layers().getFirst()) {
      case Layer.Embedding(int _, int size) -> {
        List<Layer> layers = new ArrayList<>(model.layers());
        layers.set(0, Layer.input(size));
        List<Tensor> parameters = new ArrayList<>(model.parameters().tensors());
        parameters.removeIf(tensor -> tensor.name().equals("embedding.table"));
        yield Model.of(layers, parameters);
      }
      case Layer.Input _ -> model;
      default ->
          throw new IllegalArgumentException(
              "Steps are attributed where symbols or numbers enter; this model has %s there."
                  .formatted(model.layers().getFirst()));
    };
  }
}
