package dev.sluice.model;

import dev.sluice.cell.Shapes;
import dev.sluice.kernel.Kernel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer in its place, with all sizes known.
 *
 * @param position its place in the model, from 0
 * @param slots its parameters, in the order in which its kernel takes them
 * @param firstParameter where they begin among all parameters of the model
 * @param kernel what computes it, where it is a cell
 * @param carried the states that its kernel carries, in its order
 * @param below the position of the layer whose states it reads; −1 if there is none
 * @param exposed the sizes of its own states that the layer above reads: its kernel gives them out
 *     behind its output
 */
record Place(
    Layer layer,
    int position,
    int inputSize,
    int outputSize,
    List<Slot> slots,
    int firstParameter,
    @Nullable Kernel kernel,
    List<Carried> carried,
    int below,
    int[] exposed) {

  /**
   * A parameter to be: its name in the model, its shape, and how it begins.
   *
   * @param cells the parameter of the cell; null where there is none
   */
  record Slot(
      String name, List<Integer> shape, List<Start> starts, Shapes.@Nullable Parameter cells) {

    long count() {
      long count = 1;
      for (int size : shape) {
        count *= size;
      }
      return count;
    }

    /** A tensor with initial values. */
    Tensor draw(long seed) {
      Tensor tensor = Tensor.zeros(name, shape);
      int columns = shape.size() == 1 ? 1 : shape.get(1);
      long key = Initialization.key(seed, name);
      for (Start start : starts) {
        new Entries(tensor.values(), shape.get(0), columns, start.from(), start.columns(), key)
            .fill(start.initializer());
      }
      if (cells != null && cells.groups() > 0) {
        for (int i = 0; i < tensor.values().length; i++) {
          if (cells.isZero(i / columns, i % columns, shape.get(0), columns)) {
            tensor.values()[i] = 0;
          }
        }
      }
      return tensor;
    }
  }

  /** How the columns {@code [from, from + columns)} of a matrix begin; a vector has one column. */
  record Start(int from, int columns, Initializer initializer) {}

  /** The size of the kernel's input {@code i} of those after {@code x}. */
  int hiddenSize(int i) {
    Kernel own = Objects.requireNonNull(kernel);
    return own.sizes().of(own.cell().shapes().size(own.cell().inputs().get(i).name()));
  }

  /** As messages call it, {@code layer 2 (recurrent lstm)}. */
  @Override
  public String toString() {
    return "layer %s (%s)".formatted(position + 1, layer);
  }
}
