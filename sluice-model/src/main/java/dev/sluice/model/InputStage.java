package dev.sluice.model;

import dev.sluice.data.Batch;

/** The numbers of a batch as they are. */
final class InputStage implements Stage {
  private final Place place;
  private final Signal output = new Signal();

  InputStage(Place place) {
    this.place = place;
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    Batch batch = pass.batch();
    if (batch.featureSize() != place.outputSize()) {
      throw new IllegalArgumentException(
          "The model reads %s numbers at each step; this batch has %s."
              .formatted(
                  place.outputSize(), batch.featureSize() == 0 ? "symbols" : batch.featureSize()));
    }
    output.values = batch.features();
    return output.shape(batch.steps(), batch.batchSize(), batch.lengths(), place.outputSize());
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    return gradient;
  }
}
