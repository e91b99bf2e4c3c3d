/**
 * How gradients become steps: {@link dev.sluice.optim.Clip} bounds a gradient, {@link
 * dev.sluice.optim.Optimizer} steps, {@link dev.sluice.optim.Schedule} says how far. All three work
 * element by element and hold no memory of their own, so that a trainer divides the work among
 * threads with equal bits, and stores for a checkpoint what they need.
 */
@NullMarked
package dev.sluice.optim;

import org.jspecify.annotations.NullMarked;
