package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/** Dropout between layers: a cell like any other in training, nothing at all otherwise. */
final class DropoutStage implements Stage {
  private final @Nullable CellStage cell;

  /**
   * @param cell null where nothing is ever dropped
   */
  DropoutStage(@Nullable CellStage cell) {
    this.cell = cell;
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    return cell != null && pass.training() ? cell.run(pass, x) : x;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    return cell == null ? gradient : cell.backward(pass, gradient, gradients);
  }
}
