package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** Compares gradients with central differences, along a direction in each parameter. */
final class Slopes {
  private Slopes() {}

  /**
   * Asserts that they agree.
   *
   * @param loss of the model as it is when asked
   * @param step how far a parameter is moved, in the Euclidean norm
   */
  static void require(
      Model model, Gradients gradients, DoubleSupplier loss, double step, double tolerance) {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < gradients.tensors().size(); i++) {
      String name = gradients.tensors().get(i).name();
      float[] values = model.parameters().tensors().get(i).values();
      float[] original = values.clone();
      float[] gradient = gradients.tensors().get(i).values();
      double[] direction = random.doubles(values.length, -1, 1).toArray();
      double expected = 0;
      double size = 0;
      for (int j = 0; j < values.length; j++) {
        expected += gradient[j] * direction[j];
        size += direction[j] * direction[j];
      }
      double distance = step / Math.sqrt(size);
      double slope = 0;
      for (int side = -1; side <= 1; side += 2) {
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) (original[j] + side * distance * direction[j]);
        }
        model.parameters().changed();
        slope += side * loss.getAsDouble() / (2 * distance);
      }
      System.arraycopy(original, 0, values, 0, values.length);
      model.parameters().changed();
      assertThat(slope / Math.sqrt(size))
          .describedAs(name)
          .isCloseTo(expected / Math.sqrt(size), within(tolerance));
      assertThat(expected).describedAs(name).isNotZero();
    }
  }
}
