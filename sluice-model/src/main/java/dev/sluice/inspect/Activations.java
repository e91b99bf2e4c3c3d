package dev.sluice.inspect;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was within a model while it read: every name of the equations of every recurrent layer, at
 * every step. Nothing is recorded where nobody asks: a model in training or in service has no part
 * of this.
 *
 * @param first the number of the first step, where a sequence is read in pieces
 * @param values {@code input}, what the first layer gave out, and for each recurrent layer its
 *     inputs and the names left of its equations, {@code layer0.f}, all {@code [step, batch,
 *     size]}; a state's name has its new value. 0 past the end of a row
 * @param output what the model said, {@code [step, batch, output]}; one step where a layer pools
 */
public record Activations(int first, List<Tensor> values, Tensor output) {
  public Activations {
    values = List.copyOf(values);
  }

  /**
   * Reads a batch, each row from the start of a sequence.
   *
   * @throws IllegalArgumentException if the batch does not fit the model
   */
  public static Activations of(Model model, Batch batch) {
    Model watched = model.watched();
    Pass pass = Pass.inference(watched, Workers.single());
    return read(watched, pass, batch, State.of(watched, batch.batchSize()), 0);
  }

  /**
   * Reads long sequences in pieces, so that no more than one piece is in memory; the state is
   * carried from one to the next.
   *
   * @param batch rows that all have the same length
   * @param steps of a piece
   * @param each given each piece in turn
   * @throws IllegalArgumentException if the batch is ragged or does not fit the model, or the model
   *     needs sequences as a whole
   */
  public static void inPieces(Model model, Batch batch, int steps, Consumer<Activations> each) {
    if (!model.isStreaming()) {
      throw new IllegalArgumentException(
          "This model needs a sequence as a whole, it cannot be read in pieces: %s."
              .formatted(model));
    }
    if (batch.lengths() != null) {
      throw new IllegalArgumentException(
          "Rows of different lengths cannot be read in pieces; read each in a batch of its own.");
    }
    Model watched = model.watched();
    Pass pass = Pass.inference(watched, Workers.single());
    State state = State.of(watched, batch.batchSize());
    Batch piece = new Batch();
    for (int from = 0; from < batch.steps(); from += steps) {
      int count = Math.min(steps, batch.steps() - from);
      piece.shape(count, batch.batchSize());
      int rows = batch.batchSize();
      int size = batch.featureSize();
      if (size > 0) {
        float[] to = piece.features(size);
        System.arraycopy(batch.features(), from * rows * size, to, 0, count * rows * size);
      } else {
        System.arraycopy(batch.inputs(), from * rows, piece.inputs(), 0, count * rows);
      }
      each.accept(read(watched, pass, piece, state, from));
    }
  }

  private static Activations read(Model model, Pass pass, Batch batch, State state, int first) {
    float[] scores = pass.run(batch, state);
    int steps = pass.outputSteps();
    int size = model.outputSize();
    Tensor output = Tensor.zeros("output", List.of(steps, batch.batchSize(), size));
    System.arraycopy(scores, 0, output.values(), 0, output.values().length);
    return new Activations(first, pass.values(), output);
  }

  /**
   * The values of a name, {@code [step, batch, size]}.
   *
   * @throws IllegalArgumentException if there is no such name; the message has all of them
   */
  public Tensor value(String name) {
    return values.stream()
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no value %s. There are: %s."
                        .formatted(
                            name, String.join(", ", values.stream().map(Tensor::name).toList()))));
  }

  /** How many steps were read. */
  public int steps() {
    return values.getFirst().shape().getFirst();
  }
}
