package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/** Dropout between layers: a cell like any other in training, nothing at all otherwise. */
final class DropoutStage implements Stage {
  private final @Nullable CellStage cell;

  DropoutStage(Place place) {
    cell = place.kernel() == null ? null : new CellStage(place);
  }

  @Override
  public float[] run(Pass pass, float[] x) {
    return cell != null && pass.training() ? cell.run(pass, x) : x;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    return cell == null ? gradient : cell.backward(pass, gradient, gradients);
  }
}
