/**
 * How gradients become steps: {@link dev.sluice.optim.Clip} bounds a gradient, {@link
 * dev.sluice.optim.Optimizer} steps, {@link dev.sluice.optim.Schedule} says how far.
 *
 * {@snippet :
 * Optimizer optimizer = Optimizer.adamW(2e-3).withWeightDecay(0.1);
 * Schedule schedule = Schedule.cosine(200); // up over 200 updates, then down to 0
 * Trainer trainer =
 *     new Trainer(model, Loss.crossEntropy(), optimizer, Clip.norm(5)).withSchedule(schedule);
 *
 * Schedule own = (update, perEpoch, planned) -> 1 / Math.sqrt(1 + update / 1000.0);
 * }
 *
 * <p>All three are interfaces that a program can implement. They work element by element and hold
 * no memory of their own, so that a trainer divides the work among threads with equal bits, and
 * stores for a checkpoint what they need. A schedule sees the plan and never a clock: a run that
 * was interrupted had the same rates as one that was not.
 */
@NullMarked
package dev.sluice.optim;

import org.jspecify.annotations.NullMarked;
