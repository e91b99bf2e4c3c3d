/**
 * How a recurrent cell runs fast.
 *
 * <p>A {@link dev.sluice.kernel.Kernel} is a cell compiled for one set of sizes. What is computed
 * element by element becomes a class, made of the equations by {@code java.lang.classfile}, with
 * their line numbers in its stack traces; products run in blocks over packed weights. Three things
 * are kept apart: the kernel computes, {@link dev.sluice.kernel.Weights} are the parameters as it
 * wants them, a {@link dev.sluice.kernel.Tape} is the memory of one run, which the way back reads.
 *
 * {@snippet :
 * Cell cell = Cell.named("gru");
 * Kernel kernel = Kernel.of(cell, cell.shapes().at(64, 128, Map.of())); // input 64, hidden 128
 * Weights weights = kernel.weights();
 * Tape tape = kernel.tape();
 * int steps = 50;
 * int batch = 32;
 * float[][] states = {new float[batch * 128]}; // for each of kernel.stateNames(): [batch, size]
 * float[][] inputs = {x}; // for each input of the header: [step, batch, size]
 * float[] output = new float[steps * batch * 128]; // [step, batch, output]
 * try (Workers workers = new Workers(2)) {
 *   weights.pack(parameters, workers, true); // again whenever the parameters have changed
 *   kernel.run(weights, tape, workers, true, steps, batch, null, inputs, states, output);
 *   kernel.backward(weights, tape, workers, outputGradient, null, gradients, null);
 * }
 * }
 *
 * <p>Parameters and their gradients are arrays in the order of {@code cell.shapes().parameters()},
 * matrices row by row. All arrays are the caller's. After the first run of a size nothing is
 * allocated. How much memory weights and a tape take, {@link dev.sluice.kernel.Kernel#weightBytes}
 * and {@link dev.sluice.kernel.Kernel#tapeBytes} say before they exist.
 *
 * <p>The bits of a result depend on nothing but its inputs: not on the number of threads, nor on
 * the other rows of the batch, nor on whether steps run one by one or together, nor on how wide the
 * processor's vectors are. {@link dev.sluice.kernel.CellContract} checks all of that for any cell.
 *
 * <p>Vectors need a JVM started with {@code --add-modules jdk.incubator.vector}. Without it the
 * same steps run as plain loops, with the same bits; {@link dev.sluice.kernel.Kernel#advice} says
 * so.
 */
@NullMarked
package dev.sluice.kernel;

import org.jspecify.annotations.NullMarked;
