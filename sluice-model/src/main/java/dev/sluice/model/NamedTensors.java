package dev.sluice.model;

import dev.sluice.kernel.Repeats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a pass over a watched or probed model found, under the names of the equations: copies, in
 * time, with zeros past the end of each row.
 *
 * @param first what the first layer gave out
 */
record NamedTensors(Model model, Stages stages, Signal first) {

  /** The names of the equations, inputs first. */
  List<Tensor> values() {
    List<Tensor> values = new ArrayList<>();
    int size = model.stack().getFirst().outputSize();
    values.add(tensor("input", copy(everyRow(first, 1, size), size), size));
    for (Place place : model.places()) {
      for (Watched.Value input : place.watched().inputs()) {
        Signal read = stages.cell(place.position()).input(input);
        values.add(
            tensor(
                place,
                input,
                input.at() > 0 ? read : everyRow(read, place.position(), input.size())));
      }
      for (Watched.Value value : place.watched().values()) {
        values.add(named(place, value, stages.cell(place.position()).value(value)));
      }
    }
    return List.copyOf(values);
  }

  /**
   * The gradients by the new states.
   *
   * @param input that by what the first layer gave out
   */
  List<Tensor> stateGradients(float[] input) {
    List<Tensor> gradients = new ArrayList<>();
    int size = model.stack().getFirst().outputSize();
    gradients.add(tensor("input", copy(new Signal().of(input, first), size), size));
    for (Place place : model.places()) {
      for (Watched.Value state : place.watched().probed()) {
        gradients.add(tensor(place, state, stages.cell(place.position()).stateGradient(state)));
      }
    }
    return List.copyOf(gradients);
  }

  /** What enters the layer at a position, each row for itself where equal ones are given once. */
  private Signal everyRow(Signal read, int position, int size) {
    Repeats repeats = stages.repeats(position);
    if (repeats == null) {
      return read;
    }
    Signal all = new Signal().like(read, size);
    for (int i = 0; i < read.rows(); i++) {
      boolean there = i / read.batchSize < read.length(i % read.batchSize);
      if (there) {
        System.arraycopy(read.values, repeats.row(i) * size, all.values, i * size, size);
      }
    }
    return all;
  }

  /** A copy under the name that it has in its layer. */
  private Tensor tensor(Place place, Watched.Value value, Signal read) {
    return named(place, value, copy(read, value.size()));
  }

  /**
   * The values themselves under that name.
   *
   * @param own memory of nobody else, and no longer than it has to be
   */
  private Tensor named(Place place, Watched.Value value, Signal own) {
    Signal inTime =
        stages.isTurned(place.position()) ? BidirectionalStage.inTime(own, value.size()) : own;
    return tensor(place.watched().layer() + "." + value.name(), inTime, value.size());
  }

  private static Signal copy(Signal signal, int size) {
    int count = Math.multiplyExact(signal.rows(), size);
    return new Signal().of(Arrays.copyOf(signal.values, count), signal);
  }

  private static Tensor tensor(String name, Signal own, int size) {
    own.clearPastEnds(own.values, size);
    return new Tensor(name, List.of(own.steps, own.batchSize, size), own.values);
  }
}
