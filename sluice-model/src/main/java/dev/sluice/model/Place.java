package dev.sluice.model;

import dev.sluice.cell.Shapes;
import dev.sluice.kernel.Kernel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A layer in its place, with all sizes known.
 *
 * @param position its place among all layers and those within them, a layer before those within
 * @param number that of the layer of the model in which it is, from 1, for messages
 * @param slots its own parameters: first those of its kernel, in the order in which that takes
 *     them, then a start for each state that it carries, where starts are learned
 * @param firstParameter where they begin among all parameters of the model
 * @param kernel what computes it, where it is a cell
 * @param carried the states that its kernel carries, in its order
 * @param isAnew whether it begins anew in each batch, so that nothing of it is in a {@link State}
 * @param below the position of the layer whose states it reads; −1 if there is none
 * @param exposed the sizes of its own states that the layer above reads: its kernel gives them out
 *     behind its output
 * @param watched what its kernel gives out behind these, where someone watches
 * @param inner the layers within it
 */
record Place(
    Layer layer,
    int position,
    int number,
    int inputSize,
    int outputSize,
    List<Slot> slots,
    int firstParameter,
    @Nullable Kernel kernel,
    List<Carried> carried,
    boolean isAnew,
    int below,
    int[] exposed,
    Watched watched,
    List<Place> inner) {

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

  /** How many of its parameters are its kernel's. */
  int kernelSlots() {
    return kernel == null ? 0 : kernel.cell().shapes().parameters().size();
  }

  /** Operations of one step of one row, where a kernel computes it. */
  long operations() {
    return kernel == null ? 0 : kernel.cell().shapes().flops(kernel.sizes());
  }

  /** It, and all within it, each before those within. */
  Stream<Place> all() {
    return Stream.concat(Stream.of(this), inner.stream().flatMap(Place::all));
  }

  /** The size of the kernel's input {@code i} of those after {@code x}. */
  int hiddenSize(int i) {
    Kernel own = Objects.requireNonNull(kernel);
    return own.sizes().of(own.cell().shapes().size(own.cell().inputs().get(i).name()));
  }

  /** The same to begin a sentence with. */
  String capital() {
    return "L" + toString().substring(1);
  }

  /** As messages call it, {@code layer 2 (recurrent lstm)}. */
  @Override
  public String toString() {
    return "layer %s (%s)".formatted(number, layer);
  }
}
