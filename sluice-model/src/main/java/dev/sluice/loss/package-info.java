/**
 * What training makes small. A {@link dev.sluice.loss.Loss} judges one position at a time, from the
 * model's scores there and the target, and puts its derivative in place of the scores.
 *
 * {@snippet :
 * float[] scores = {2, 1, 0}; // [position, classes]: one position, three classes
 * float[] losses = new float[1];
 * Loss.crossEntropy().judge(scores, 3, Batch.ofTargets(0), 0, 1, 1, losses);
 * System.out.println(losses[0]); // 0.4076, or -ln of the softmax of the first
 * System.out.println(Arrays.toString(scores)); // -0.3348, 0.2447, 0.0900
 * }
 *
 * <p>There are losses for a class ({@link dev.sluice.loss.CrossEntropy}), for labels that are true
 * or false each ({@link dev.sluice.loss.BinaryCrossEntropy}), for numbers ({@link
 * dev.sluice.loss.Squared}, {@link dev.sluice.loss.Absolute}, {@link dev.sluice.loss.Huber}), for
 * intervals ({@link dev.sluice.loss.Quantiles}, {@link dev.sluice.loss.Gaussian}) and for chains of
 * tags ({@link dev.sluice.loss.Chain}).
 *
 * <p>A loss of one's own is a class that implements the interface. It holds no memory and is shared
 * by threads; whoever calls it adds up in a fixed order, so the bits of a sum do not depend on the
 * number of threads.
 */
@NullMarked
package dev.sluice.loss;

import org.jspecify.annotations.NullMarked;
