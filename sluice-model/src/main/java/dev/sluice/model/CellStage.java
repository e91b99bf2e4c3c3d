package dev.sluice.model;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import java.util.Objects;

/** A layer that is a cell: its kernel does everything. */
final class CellStage implements Stage {
  private final Place place;
  private final Kernel kernel;
  private final Tape tape;
  private final float[][] gradientArrays;

  /** What leaves the kernel: the output, then the states that the layer above reads. */
  private float[] all = {};

  private float[] allGradients = {};
  private float[] output = {};

  /** {@code x}, then the states of the layer below. */
  private final float[][] inputs;

  private final float[][] inputGradients;

  /** For each state that the layer above reads {@code [step, batch, size]}. */
  private final float[][] exposed;

  private final float[][] exposedGradients;

  CellStage(Place place) {
    this.place = place;
    kernel = Objects.requireNonNull(place.kernel());
    tape = kernel.tape();
    gradientArrays = new float[place.slots().size()][];
    inputs = new float[kernel.cell().inputs().size()][0];
    inputGradients = new float[inputs.length][0];
    exposed = new float[place.exposed().length][0];
    exposedGradients = new float[exposed.length][0];
  }

  @Override
  public float[] run(Pass pass, float[] x) {
    inputs[0] = x;
    for (int i = 1; i < inputs.length; i++) {
      // Nothing is below the lowest layer, and what nobody writes stays zero.
      inputs[i] =
          place.below() < 0
              ? Stage.room(inputs[i], pass, place.hiddenSize(i))
              : pass.cell(place.below()).exposed[i - 1];
    }
    all = Stage.room(all, pass, kernel.outputSize());
    kernel.run(
        pass.packed().layer(place.position()),
        tape,
        pass.workers(),
        pass.training(),
        pass.batch().steps(),
        pass.batch().batchSize(),
        pass.batch().lengths(),
        pass.repeats(place.position()),
        inputs,
        pass.state().layer(place.position()),
        all);
    if (exposed.length == 0) {
      return all;
    }
    output = Stage.room(output, pass, place.outputSize());
    copy(pass, all, output, 0, place.outputSize(), true);
    int at = place.outputSize();
    for (int i = 0; i < exposed.length; i++) {
      exposed[i] = Stage.room(exposed[i], pass, place.exposed()[i]);
      copy(pass, all, exposed[i], at, place.exposed()[i], true);
      at += place.exposed()[i];
    }
    return output;
  }

  @Override
  public float[] backward(Pass pass, float[] gradient, Gradients gradients) {
    for (int i = 0; i < gradientArrays.length; i++) {
      gradientArrays[i] = gradients.tensors().get(place.firstParameter() + i).values();
    }
    float[] outputGradient = gradient;
    if (exposed.length > 0) {
      allGradients = Stage.room(allGradients, pass, kernel.outputSize());
      copy(pass, allGradients, gradient, 0, place.outputSize(), false);
      int at = place.outputSize();
      for (int i = 0; i < exposed.length; i++) {
        copy(pass, allGradients, exposedGradients[i], at, place.exposed()[i], false);
        at += place.exposed()[i];
      }
      outputGradient = allGradients;
    }
    for (int i = 0; i < inputs.length; i++) {
      int size = i == 0 ? place.inputSize() : place.hiddenSize(i);
      inputGradients[i] = Stage.room(inputGradients[i], pass, size);
    }
    kernel.backward(
        pass.packed().layer(place.position()),
        tape,
        pass.workers(),
        outputGradient,
        inputGradients,
        gradientArrays,
        null);
    for (int i = 1; i < inputs.length && place.below() >= 0; i++) {
      pass.cell(place.below()).exposedGradients[i - 1] = inputGradients[i];
    }
    return inputGradients[0];
  }

  /** Between columns {@code [at, at + size)} of {@code all} and {@code part}. */
  private void copy(Pass pass, float[] all, float[] part, int at, int size, boolean out) {
    int width = kernel.outputSize();
    for (int row = 0; row < pass.rows(); row++) {
      if (out) {
        System.arraycopy(all, row * width + at, part, row * size, size);
      } else {
        System.arraycopy(part, row * size, all, row * width + at, size);
      }
    }
  }
}
