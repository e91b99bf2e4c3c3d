package dev.sluice.train;

import dev.sluice.kernel.Workers;
import dev.sluice.model.Gradients;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * From gradients to new parameters. All tensors are cut into fixed pieces, which threads take from:
 * sums are taken piece by piece in one order, the rest is element by element, so the bits do not
 * depend on the number of threads.
 */
final class Descent {
  private static final int PIECE = 8192;

  private final List<Tensor> parameters;
  private final List<Tensor> gradients;
  private final Optimizer optimizer;
  private final Clip clip;
  private final Workers workers;
  private final Workers.Task square = this::square;
  private final Workers.Task step = this::step;

  /** For each parameter the arrays of the optimizer's slots. */
  private final float[][][] slots;

  private final List<Tensor> slotTensors = new ArrayList<>();

  /** For each piece: which tensor, and where in it the piece begins. */
  private final int[] tensor;

  private final int[] from;
  private final double[] squares;

  // What the threads work with, set before they start.
  private double norm;
  private double rate;
  private long update;

  Descent(Model model, Gradients gradients, Optimizer optimizer, Clip clip, Workers workers) {
    this.parameters = model.parameters().tensors();
    this.gradients = gradients.tensors();
    this.optimizer = optimizer;
    this.clip = clip;
    this.workers = workers;
    slots = new float[parameters.size()][optimizer.slots().size()][];
    for (int s = 0; s < optimizer.slots().size(); s++) {
      for (int i = 0; i < parameters.size(); i++) {
        Tensor parameter = parameters.get(i);
        String name = optimizer.slots().get(s) + "/" + parameter.name();
        slotTensors.add(Tensor.zeros(name, parameter.shape()));
        slots[i][s] = slotTensors.getLast().values();
      }
    }
    int pieces = parameters.stream().mapToInt(p -> pieces(p)).sum();
    tensor = new int[pieces];
    from = new int[pieces];
    squares = new double[pieces];
    int piece = 0;
    for (int i = 0; i < parameters.size(); i++) {
      for (int j = 0; j < pieces(parameters.get(i)); j++) {
        tensor[piece] = i;
        from[piece++] = j * PIECE;
      }
    }
  }

  private static int pieces(Tensor tensor) {
    return Math.ceilDiv(tensor.values().length, PIECE);
  }

  /** The optimizer's memory itself. */
  List<Tensor> slots() {
    return slotTensors;
  }

  /** The Euclidean norm of all gradients together. */
  double norm() {
    workers.run(square);
    double sum = 0;
    for (double piece : squares) {
      sum += piece;
    }
    return Math.sqrt(sum);
  }

  private void square(int part, int parts) {
    int end = end(part, parts);
    for (int piece = end(part - 1, parts); piece < end; piece++) {
      float[] gradient = gradients.get(tensor[piece]).values();
      squares[piece] = squares(gradient, from[piece], to(piece, gradient));
    }
  }

  /** Four sums at a time, because each addition waits for the one before. */
  private static double squares(float[] values, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < to; i++) {
      a += (double) values[i] * values[i];
    }
    return (a + b) + (c + d);
  }

  /**
   * Clips the gradients and changes the parameters.
   *
   * @param norm what {@link #norm} returned
   * @param update which update this is, from 1
   */
  void step(double norm, double rate, long update) {
    this.norm = norm;
    this.rate = rate;
    this.update = update;
    workers.run(step);
  }

  private void step(int part, int parts) {
    int end = end(part, parts);
    for (int piece = end(part - 1, parts); piece < end; piece++) {
      int i = tensor[piece];
      float[] gradient = gradients.get(i).values();
      int to = to(piece, gradient);
      clip.apply(gradient, from[piece], to, norm);
      optimizer.update(
          parameters.get(i).values(), gradient, slots[i], from[piece], to, rate, update);
    }
  }

  private int to(int piece, float[] values) {
    return Math.min(from[piece] + PIECE, values.length);
  }

  private int end(int part, int parts) {
    return (int) ((long) from.length * (part + 1) / parts);
  }
}
