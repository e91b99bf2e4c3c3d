/**
 * How a model learns.
 *
 * <p>A {@link dev.sluice.train.Trainer} says how: which loss, which optimizer, which clipping. Its
 * {@code fit} trains and returns a report; {@code steps} is the lazy form; {@code start} gives the
 * {@link dev.sluice.train.Training} itself, which a program advances update by update, stops where
 * it likes, saves and resumes.
 *
 * {@snippet :
 * Trainer trainer =
 *     new Trainer(model, Loss.crossEntropy(), Optimizer.adamW(2e-3), Clip.norm(5)).withSeed(1);
 * try (Training training = trainer.start(train, validation, 10)) {
 *   while (training.step() && System.nanoTime() < deadline) {
 *     if (training.evaluated()) {
 *       System.out.println(training.progress());
 *     }
 *   }
 *   TrainingState state = training.state(); // with the parameters, all that a resumed run needs
 * }
 * }
 *
 * <p>What it takes is known before it starts: {@code trainer.memory(steps, batchSize)} counts the
 * bytes, and a training that this JVM cannot hold is refused in a sentence instead of failing on
 * the way.
 *
 * <p>With {@code withPatience(10)} a training ends when ten evaluations brought no better model,
 * and keeps the parameters of the best.
 *
 * <p>{@code withAccumulation(4)} averages the gradients of four batches for each update. A {@link
 * dev.sluice.train.RateSearch} shows which learning rates a model bears.
 *
 * <p>Texts are learned by truncated backpropagation through time: the state at the end of a batch
 * is carried into the next, gradients are not. Sequences of their own each begin anew. With one
 * seed the parameters are the same, bit for bit, for any number of threads, and whether or not a
 * run was interrupted and resumed.
 */
@NullMarked
package dev.sluice.train;

import org.jspecify.annotations.NullMarked;
