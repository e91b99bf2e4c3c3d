package dev.sluice.model;

import java.util.List;

/** What enters, added to what the layers within make of it. */
final class ResidualStage implements Stage {
  private final Stage[] stages;
  private final int size;
  private final Signal output = new Signal();
  private float[] gradientAround = {};

  ResidualStage(Place place, List<Stage> stages) {
    this.stages = stages.toArray(Stage[]::new); // no iterator for each run
    size = place.outputSize();
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    Signal y = x;
    for (Stage stage : stages) {
      y = stage.run(pass, y);
    }
    output.like(x, size);
    int count = x.rows() * size;
    for (int i = 0; i < count; i++) {
      output.values[i] = x.values[i] + y.values[i];
    }
    output.clearPastEnds(output.values, size); // what enters need not be zero there
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    gradientAround = output.room(gradientAround, size);
    int count = output.rows() * size;
    System.arraycopy(gradient, 0, gradientAround, 0, count);
    float[] g = gradient;
    for (int i = stages.length - 1; i >= 0; i--) {
      g = stages[i].backward(pass, g, gradients);
    }
    for (int i = 0; i < count; i++) {
      gradientAround[i] += g[i];
    }
    output.clearPastEnds(gradientAround, size);
    return gradientAround;
  }
}
