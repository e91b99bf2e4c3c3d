/**
 * What training makes small. A {@link dev.sluice.loss.Loss} judges one position at a time, from the
 * model's scores there and the target, and puts its derivative in place of the scores.
 *
 * {@snippet :
 * float[] scores = {2, 1, 0}; // [position, classes]: one position, three classes
 * float[] losses = new float[1];
 * Loss.crossEntropy().judge(scores, 3, new int[] {0}, 0, 1, 1, losses);
 * System.out.println(losses[0]); // 0.4076, or -ln of the softmax of the first
 * System.out.println(Arrays.toString(scores)); // -0.3348, 0.2447, 0.0900
 * }
 *
 * <p>A loss of one's own is a class that implements the interface. It holds no memory and is shared
 * by threads; whoever calls it adds up in a fixed order, so the bits of a sum do not depend on the
 * number of threads.
 */
@NullMarked
package dev.sluice.loss;

import org.jspecify.annotations.NullMarked;
