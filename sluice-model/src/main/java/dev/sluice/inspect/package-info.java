/**
 * Questions about a model, answered in numbers: what its gates do, what its units remember, how far
 * gradients reach.
 *
 * <p>{@link dev.sluice.inspect.Activations} has every name of the equations at every step, under
 * the name of its layer:
 *
 * {@snippet :
 * Batch batch = Batch.ofSymbols(vocabulary.encode("to be or not to be"));
 * Tensor forget = Activations.of(model, batch).value("layer0.f"); // [step, batch, size]
 * }
 *
 * <p>{@link dev.sluice.inspect.Saturation} counts how long gates are open or closed. {@link
 * dev.sluice.inspect.Units} finds the units that track a {@link dev.sluice.inspect.Property} of a
 * text. {@link dev.sluice.inspect.Attribution} says which past steps moved a prediction.
 *
 * <p>{@link dev.sluice.inspect.GradientFlow} measures what is left of a gradient that goes back so
 * many steps, for the state as a whole and for each way through it:
 *
 * {@snippet :
 * Batch batch = Batch.ofSymbols(vocabulary.encode("to be or not to be"));
 * GradientFlow flow = GradientFlow.of(model, "layer0", batch, 100, Workers.single());
 * for (GradientFlow.Path path : flow.paths()) { // all, h, c
 *   System.out.printf("%s: %.4f powers of ten per step%n", path.name(), path.perStep());
 * }
 * }
 *
 * <p>{@link dev.sluice.inspect.StateGradients} has the gradients of a loss by each state, {@link
 * dev.sluice.inspect.Lyapunov} the rate at which small differences grow in the long run. {@link
 * dev.sluice.inspect.Alarm} says what in a model keeps it from learning, and what to try.
 *
 * <p>Nothing of this costs a training or a service anything while nobody asks: a model that is
 * looked into is {@linkplain dev.sluice.model.Model#watched another one} with the same parameters.
 */
@NullMarked
package dev.sluice.inspect;

import org.jspecify.annotations.NullMarked;
