package dev.sluice.model;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A layer that is a cell: its kernel does everything. */
final class CellStage implements Stage {
  private final Place place;
  private final Kernel kernel;
  private final Tape tape;
  private final float[][] gradientArrays;

  /** How many of the layer's parameters are the kernel's. */
  private final int kernelSlots;

  /** Whether the others are the states with which sequences begin. */
  private final boolean learnsStart;

  /**
   * What leaves the kernel: the output, then the states that the layer above reads, then what is
   * watched.
   */
  private final Signal all = new Signal();

  private float[] allGradients = {};
  private final Signal wholeGradients = new Signal();
  private final Signal output = new Signal();

  /** The states of a layer that begins anew in each batch. */
  private final float[][] own;

  private boolean goesOn;

  /** By the states at the start; null where they are not learned. */
  private final float @Nullable [][] startGradients;

  /** Whether the last run began with the learned states. */
  private boolean started;

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
    kernelSlots = place.kernelSlots();
    learnsStart = place.slots().size() > kernelSlots;
    gradientArrays = new float[kernelSlots][];
    own = new float[place.isAnew() ? place.carried().size() : 0][0];
    startGradients = learnsStart ? new float[place.carried().size()][0] : null;
    inputs = new float[kernel.cell().inputs().size()][0];
    inputGradients = new float[inputs.length][0];
    exposed = new float[place.exposed().length][0];
    exposedGradients = new float[exposed.length][0];
  }

  @Override
  public Signal run(Pass pass, Signal x) {
    inputs[0] = x.values;
    for (int i = 1; i < inputs.length; i++) {
      // Nothing is below the lowest layer, and what nobody writes stays zero.
      inputs[i] =
          place.below() < 0 || i >= inputs.length - place.watched().probed().size()
              ? x.room(inputs[i], place.hiddenSize(i))
              : pass.cell(place.below()).exposed[i - 1];
    }
    float[][] states =
        !place.isAnew() ? pass.state().layer(place.position()) : goesOn ? own : anew(x);
    started = learnsStart && !goesOn && (place.isAnew() || pass.state().isFresh());
    if (started) {
      float[][] parameters = pass.packed().arrays(place.position());
      for (int i = kernelSlots; i < parameters.length; i++) {
        repeat(parameters[i], states[i - kernelSlots], x.batchSize);
      }
    }
    all.like(x, kernel.outputSize());
    kernel.run(
        pass.packed().layer(place.position()),
        tape,
        pass.workers(),
        pass.training(),
        x.steps,
        x.batchSize,
        x.lengths,
        pass.repeats(place.position()),
        inputs,
        states,
        all.values);
    if (kernel.outputSize() == place.outputSize()) {
      return all;
    }
    output.like(x, place.outputSize());
    copy(all, output.values, 0, place.outputSize(), true);
    int at = place.outputSize();
    for (int i = 0; i < exposed.length; i++) {
      exposed[i] = x.room(exposed[i], place.exposed()[i]);
      copy(all, exposed[i], at, place.exposed()[i], true);
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
    if (kernel.outputSize() > place.outputSize()) {
      allGradients = all.room(allGradients, kernel.outputSize());
      Signal whole = wholeGradients.of(allGradients, all);
      // The columns of what is watched stay zero: nothing learns by them.
      copy(whole, gradient, 0, place.outputSize(), false);
      int at = place.outputSize();
      for (int i = 0; i < exposed.length; i++) {
        copy(whole, exposedGradients[i], at, place.exposed()[i], false);
        at += place.exposed()[i];
      }
      outputGradient = allGradients;
    }
    for (int i = 0; i < inputs.length; i++) {
      int size = i == 0 ? place.inputSize() : place.hiddenSize(i);
      inputGradients[i] = all.room(inputGradients[i], size);
    }
    kernel.backward(
        pass.packed().layer(place.position()),
        tape,
        pass.workers(),
        outputGradient,
        inputGradients,
        gradientArrays,
        started ? clearedStartGradients() : null);
    if (started) {
      addStarts(gradients);
    }
    int given = inputs.length - place.watched().probed().size();
    for (int i = 1; i < given && place.below() >= 0; i++) {
      pass.cell(place.below()).exposedGradients[i - 1] = inputGradients[i];
    }
    return inputGradients[0];
  }

  /** What entered in the last run; memory of whoever gave it. */
  Signal input(Watched.Value input) {
    return new Signal().of(inputs[input.at()], all);
  }

  /** What the last run gave a name of the equations; memory of its own. */
  Signal value(Watched.Value value) {
    Signal part = new Signal().like(all, value.size());
    copy(all, part.values, value.at(), value.size(), true);
    return part;
  }

  /** The gradient of the last way back by a state; memory of this stage. */
  Signal stateGradient(Watched.Value state) {
    return new Signal().of(inputGradients[state.at()], all);
  }

  /** Whether a layer that begins anew in each batch goes on where it was instead. */
  void goOn(boolean goesOn) {
    this.goesOn = goesOn;
  }

  /** Gives each row the states of another one, of a layer that begins anew in each batch. */
  void reorder(int[] from) {
    for (int i = 0; i < own.length; i++) {
      int size = place.carried().get(i).size();
      float[] before = own[i].clone();
      for (int row = 0; row < from.length; row++) {
        System.arraycopy(before, from[row] * size, own[i], row * size, size);
      }
    }
  }

  /** States of its own, as they are at the start. */
  private float[][] anew(Signal x) {
    for (int i = 0; i < own.length; i++) {
      Carried carried = place.carried().get(i);
      int length = x.batchSize * carried.size();
      own[i] = own[i].length < length ? new float[length] : own[i];
      Arrays.fill(own[i], 0, length, carried.start());
    }
    return own;
  }

  private static void repeat(float[] row, float[] rows, int count) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(row, 0, rows, i * row.length, row.length);
    }
  }

  /** The gradients by the final states, which nobody reads. */
  private float[][] clearedStartGradients() {
    float[][] starts = Objects.requireNonNull(startGradients);
    for (int i = 0; i < starts.length; i++) {
      int length = all.batchSize * place.carried().get(i).size();
      starts[i] = starts[i].length < length ? new float[length] : starts[i];
      Arrays.fill(starts[i], 0, length, 0);
    }
    return starts;
  }

  /** All rows begin alike: the gradient is the sum over them, in order. */
  private void addStarts(Gradients gradients) {
    float[][] starts = Objects.requireNonNull(startGradients);
    int first = place.firstParameter() + kernelSlots;
    for (int i = 0; i < place.slots().size() - kernelSlots; i++) {
      float[] sum = gradients.tensors().get(first + i).values();
      for (int row = 0; row < all.batchSize; row++) {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += starts[i][row * sum.length + j];
        }
      }
    }
  }

  /** Between columns {@code [at, at + size)} of the kernel's output and {@code part}. */
  private void copy(Signal whole, float[] part, int at, int size, boolean out) {
    int width = kernel.outputSize();
    for (int row = 0; row < whole.rows(); row++) {
      if (out) {
        System.arraycopy(whole.values, row * width + at, part, row * size, size);
      } else {
        System.arraycopy(part, row * size, whole.values, row * width + at, size);
      }
    }
  }
}
