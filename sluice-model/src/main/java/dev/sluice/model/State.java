package dev.sluice.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is carried from step to step: for each recurrent layer its cell's states, {@code [batch,
 * size]}, under names such as {@code layer0.c}. Belongs to one thread.
 */
public final class State {
  private final int batchSize;
  private final List<Tensor> tensors;

  /** What each tensor begins with. */
  private final float[] starts;

  /** For each layer of the model the arrays of its tensors, as its kernel takes them. */
  private final float[][][] layers;

  /** Whether nothing was read since the start. */
  private boolean fresh;

  private State(int batchSize, List<Tensor> tensors, float[] starts, float[][][] layers) {
    this.batchSize = batchSize;
    this.tensors = List.copyOf(tensors);
    this.starts = starts;
    this.layers = layers;
  }

  /**
   * The state in which sequences begin.
   *
   * @param batchSize the number of rows
   */
  public static State of(Model model, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "The batch size must be at least 1; it is %s.".formatted(batchSize));
    }
    List<Tensor> tensors = new ArrayList<>();
    float[][][] layers = new float[model.places().size()][][];
    float[] starts = new float[0];
    for (Place place : model.places()) {
      float[][] arrays = new float[place.isAnew() ? 0 : place.carried().size()][];
      for (int i = 0; i < arrays.length; i++) {
        Carried carried = place.carried().get(i);
        tensors.add(Tensor.zeros(carried.name(), List.of(batchSize, carried.size())));
        arrays[i] = tensors.getLast().values();
        starts = Arrays.copyOf(starts, tensors.size());
        starts[tensors.size() - 1] = carried.start();
      }
      layers[place.position()] = arrays;
    }
    State state = new State(batchSize, tensors, starts, layers);
    state.reset();
    return state;
  }

  /** The number of rows. */
  public int batchSize() {
    return batchSize;
  }

  /** All states, {@code [batch, size]}; their values are this state's own memory. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Back to the state in which sequences begin. */
  public void reset() {
    for (int i = 0; i < starts.length; i++) {
      Arrays.fill(tensors.get(i).values(), starts[i]);
    }
    fresh = true;
  }

  /**
   * Copies the values of another state.
   *
   * @throws IllegalArgumentException if it belongs to another model or has another batch size
   */
  public void set(State other) {
    set(other.tensors);
    fresh = other.fresh;
  }

  /**
   * Copies values, as {@link #tensors} gave them, in any order.
   *
   * @throws IllegalArgumentException if names or shapes are not this state's
   */
  public void set(List<Tensor> values) {
    List<Tensor> from = Tensor.inOrder("state", Tensor.shapes(tensors), values);
    for (int i = 0; i < starts.length; i++) {
      float[] to = tensors.get(i).values();
      System.arraycopy(from.get(i).values(), 0, to, 0, to.length);
    }
    fresh = false;
  }

  /** A state with the same values and memory of its own. */
  public State copy() {
    List<Tensor> copies = tensors.stream().map(Tensor::copy).toList();
    float[][][] arrays = new float[layers.length][][];
    int next = 0;
    for (int i = 0; i < layers.length; i++) {
      arrays[i] = new float[layers[i].length][];
      for (int j = 0; j < arrays[i].length; j++) {
        arrays[i][j] = copies.get(next++).values();
      }
    }
    State copy = new State(batchSize, copies, starts, arrays);
    copy.fresh = fresh;
    return copy;
  }

  /** Whether nothing was read since the start: learned starts then take the place of the values. */
  boolean isFresh() {
    return fresh;
  }

  /** Says that something was read. */
  void read() {
    fresh = false;
  }

  /** The arrays of the layer at this position. */
  float[][] layer(int position) {
    return layers[position];
  }

  /** Whether all names, shapes and values are equal, bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof State that && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return tensors.toString();
  }
}
