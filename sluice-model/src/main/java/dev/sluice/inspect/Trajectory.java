package dev.sluice.inspect;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one recurrent layer read and carried over a sequence, in the order in which it read.
 *
 * @param inputs at each step, for each input of the cell {@code [size]}
 * @param states after each step, for each state of the cell {@code [size]}
 */
record Trajectory(Recurrence layer, List<float[][]> inputs, List<float[][]> states) {

  /** That of each row of a batch. */
  static List<Trajectory> of(Model model, Recurrence layer, Batch batch) {
    Activations activations = Activations.of(model, batch);
    Cell cell = layer.cell();
    List<Tensor> inputs =
        cell.inputs().stream().map(i -> activations.value(layer.name() + "." + i.name())).toList();
    List<Tensor> states =
        cell.states().stream().map(s -> activations.value(layer.name() + "." + s.name())).toList();
    List<Trajectory> rows = new ArrayList<>();
    for (int row = 0; row < batch.batchSize(); row++) {
      List<float[][]> read = new ArrayList<>();
      List<float[][]> carried = new ArrayList<>();
      int length = batch.length(row);
      for (int step = 0; step < length; step++) {
        int at = (layer.reversed() ? length - 1 - step : step) * batch.batchSize() + row;
        read.add(inputs.stream().map(t -> row(t, at)).toArray(float[][]::new));
        carried.add(states.stream().map(t -> row(t, at)).toArray(float[][]::new));
      }
      rows.add(new Trajectory(layer, read, carried));
    }
    return rows;
  }

  private static float[] row(Tensor tensor, int row) {
    int size = tensor.shape().getLast();
    return Arrays.copyOfRange(tensor.values(), row * size, (row + 1) * size);
  }

  int steps() {
    return inputs.size();
  }

  /** The state of this name after a step. */
  float[] state(String name, int step) {
    List<Cell.State> all = layer.cell().states();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        return states.get(step)[i];
      }
    }
    throw new IllegalArgumentException(name);
  }
}
