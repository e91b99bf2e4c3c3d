package dev.sluice.model;

import dev.sluice.cell.Draws;
import dev.sluice.kernel.Weights;
import dev.sluice.kernel.Workers;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model's parameters in the layout of its kernels, with their age. */
final class Packed {
  private final Parameters parameters;
  private final boolean backward;

  /** For each layer; null where it is no cell. */
  private final @Nullable Weights[] weights;

  /** For each layer what it draws in training; null where it has no noise. */
  private final @Nullable Draws[] draws;

  /** For each layer its parameters. */
  private final float[][][] arrays;

  /** For each layer those of its kernel. */
  private final float[][][] kernels;

  private long version = -1;

  /** Whether the last packing was for training, noise included. */
  private boolean drawn;

  /**
   * @param backward whether gradients will be wanted
   */
  Packed(Model model, boolean backward) {
    this.parameters = model.parameters();
    this.backward = backward;
    List<Place> places = model.places();
    weights = new Weights[places.size()];
    draws = new Draws[places.size()];
    arrays = new float[places.size()][][];
    kernels = new float[places.size()][][];
    for (int i = 0; i < weights.length; i++) {
      Place place = places.get(i);
      arrays[i] = model.arrays(place);
      kernels[i] = Arrays.copyOf(arrays[i], place.kernelSlots());
      weights[i] = place.kernel() == null ? null : place.kernel().weights();
      boolean noisy = place.kernel() != null && place.kernel().cell().isNoisy();
      draws[i] = noisy ? new Draws(i, 0) : null;
    }
  }

  /** The {@link Parameters#version} that was packed. */
  long version() {
    return version;
  }

  /** Copies the parameters in, unless they are those of last time. */
  void pack(Workers workers) {
    pack(workers, false, 0, 0);
  }

  /** The same for an update with its noise. */
  void pack(Workers workers, long seed, long update) {
    pack(workers, true, seed, update);
  }

  private void pack(Workers workers, boolean training, long seed, long update) {
    long current = parameters.version();
    for (int i = 0; i < weights.length; i++) {
      Weights layer = weights[i];
      Draws own = draws[i];
      boolean redrawn = own != null && (training || drawn);
      if (layer != null && (version != current || redrawn)) {
        Draws now = own == null || !training ? null : own.set(seed, update);
        layer.pack(kernels[i], workers, backward, now);
      }
    }
    version = current;
    drawn = training;
  }

  /** What the kernel of the layer at this position reads. */
  Weights layer(int position) {
    Weights layer = weights[position];
    if (layer == null) {
      throw new IllegalStateException("no cell at " + position);
    }
    return layer;
  }

  /** The arrays of the layer's parameters themselves. */
  float[][] arrays(int position) {
    return arrays[position];
  }
}
