package dev.sluice.model;

/** All steps of a row side by side. */
final class FlattenStage implements Stage {
  private final Place place;
  private final int steps;
  private final int size;
  private final Signal output = new Signal();
  private float[] inputGradient = {};

  FlattenStage(Place place, int steps) {
    this.place = place;
    this.steps = steps;
    size = place.inputSize();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    for (int row = 0; row < x.batchSize; row++) {
      if (x.length(row) != steps) {
        throw new IllegalArgumentException(
            "%s takes sequences of %s steps; this one has %s."
                .formatted(place.capital(), steps, x.length(row)));
      }
    }
    output.shape(1, x.batchSize, null, steps * size);
    for (int step = 0; step < steps; step++) {
      for (int row = 0; row < x.batchSize; row++) {
        System.arraycopy(
            x.values,
            (step * x.batchSize + row) * size,
            output.values,
            (row * steps + step) * size,
            size);
      }
    }
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    inputGradient = output.room(inputGradient, steps * size);
    for (int step = 0; step < steps; step++) {
      for (int row = 0; row < output.batchSize; row++) {
        System.arraycopy(
            gradient,
            (row * steps + step) * size,
            inputGradient,
            (step * output.batchSize + row) * size,
            size);
      }
    }
    return inputGradient;
  }
}
