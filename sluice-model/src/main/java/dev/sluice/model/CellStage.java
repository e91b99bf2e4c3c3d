package dev.sluice.model;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import java.util.Objects;

/** A recurrent or linear layer: the kernel of its cell does everything. */
final class CellStage implements Stage {
  private final Place place;
  private final Kernel kernel;
  private final Tape tape;
  private final float[][] gradientArrays;
  private float[] output = {};
  private float[] inputGradient = {};

  CellStage(Place place) {
    this.place = place;
    kernel = Objects.requireNonNull(place.kernel());
    tape = kernel.tape();
    gradientArrays = new float[place.slots().size()][];
  }

  @Override
  public float[] run(Pass pass, float[] x) {
    output = Stage.room(output, pass, place.outputSize());
    kernel.run(
        pass.packed().layer(place.position()),
        tape,
        pass.workers(),
        pass.training(),
        pass.batch().steps(),
        pass.batch().batchSize(),
        pass.batch().lengths(),
        x,
        pass.state().layer(place.position()),
        output);
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    for (int i = 0; i < gradientArrays.length; i++) {
      gradientArrays[i] = gradients.tensors().get(place.firstParameter() + i).values();
    }
    inputGradient = Stage.room(inputGradient, pass, place.inputSize());
    kernel.backward(
        pass.packed().layer(place.position()),
        tape,
        pass.workers(),
        gradient,
        inputGradient,
        gradientArrays,
        null);
    return inputGradient;
  }
}
