package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.model.Gradients;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * How much the loss of a batch depends on each state at each step: |∂L/∂s_t|. Where a target stands
 * at the end only, it shows how far back the loss reaches; where one stands at each step, the
 * nearest ones drown the distant, and {@link GradientFlow} tells more.
 *
 * @param states each state of each recurrent layer
 * @param loss the mean over the targets of the batch
 */
public record StateGradients(List<OfState> states, double loss) {
  public StateGradients {
    states = List.copyOf(states);
  }

  /**
   * One state.
   *
   * @param name {@code layer0.c}
   * @param norms by step, the Euclidean norm over its units, the mean over the rows that have that
   *     step
   */
  public record OfState(String name, double[] norms) {}

  /**
   * Runs a batch forward and back, without noise.
   *
   * @throws IllegalArgumentException if the batch does not fit the model or has no targets
   */
  public static StateGradients of(Model model, Batch batch, Loss loss) {
    if (batch.targetCount() == 0) {
      throw new IllegalArgumentException("There is no loss without targets; the batch has none.");
    }
    Model probed = model.probed();
    Pass pass = Pass.training(probed, Workers.single());
    float[] scores = pass.trace(batch, State.of(probed, batch.batchSize()));
    int positions = batch.targetSteps() * batch.batchSize();
    float[] losses = new float[positions];
    int to = loss.isOfRows() ? batch.batchSize() : positions;
    loss.judge(
        scores, model.outputSize(), batch, 0, to, (float) (1.0 / batch.targetCount()), losses);
    double sum = 0;
    for (float one : losses) {
      sum += one;
    }
    pass.backward(scores, Gradients.of(model.parameters()));
    List<OfState> states = new ArrayList<>();
    for (Tensor gradient : pass.stateGradients()) {
      if (!gradient.name().equals("input")) {
        states.add(new OfState(gradient.name(), norms(gradient, batch)));
      }
    }
    return new StateGradients(states, sum / batch.targetCount());
  }

  private static double[] norms(Tensor gradient, Batch batch) {
    int steps = gradient.shape().get(0);
    int rows = gradient.shape().get(1);
    int size = gradient.shape().get(2);
    double[] norms = new double[steps];
    for (int step = 0; step < steps; step++) {
      int counted = 0;
      for (int row = 0; row < rows; row++) {
        if (rows == batch.batchSize() && step >= batch.length(row)) {
          continue;
        }
        double squares = 0;
        for (int u = 0; u < size; u++) {
          double value = gradient.values()[(step * rows + row) * size + u];
          squares += value * value;
        }
        norms[step] += Math.sqrt(squares);
        counted++;
      }
      norms[step] /= Math.max(1, counted);
    }
    return norms;
  }
}
