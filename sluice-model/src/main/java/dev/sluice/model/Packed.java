package dev.sluice.model;

import dev.sluice.kernel.Weights;
import dev.sluice.kernel.Workers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model's parameters in the layout of its kernels, with their age. */
final class Packed {
  private final Parameters parameters;
  private final boolean backward;

  /** For each layer; null where it is no cell. */
  private final @Nullable Weights[] weights;

  private final float[][][] arrays;
  private long version = -1;

  /**
   * @param backward whether gradients will be wanted
   */
  Packed(Model model, boolean backward) {
    this.parameters = model.parameters();
    this.backward = backward;
    List<Place> places = model.places();
    weights = new Weights[places.size()];
    arrays = new float[places.size()][][];
    for (int i = 0; i < weights.length; i++) {
      Place place = places.get(i);
      arrays[i] = model.arrays(place);
      weights[i] = place.kernel() == null ? null : place.kernel().weights();
    }
  }

  /** The {@link Parameters#version} that was packed. */
  long version() {
    return version;
  }

  /** Copies the parameters in, unless they are those of last time. */
  void pack(Workers workers) {
    long current = parameters.version();
    if (version == current) {
      return;
    }
    for (int i = 0; i < weights.length; i++) {
      Weights layer = weights[i];
      if (layer != null) {
        layer.pack(arrays[i], workers, backward);
      }
    }
    version = current;
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
