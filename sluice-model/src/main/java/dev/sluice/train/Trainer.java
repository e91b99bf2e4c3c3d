package dev.sluice.train;

import dev.sluice.data.Batches;
import dev.sluice.loss.Loss;
import dev.sluice.model.Memory;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.optim.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to train a model. Immutable; a {@link Training} is what runs.
 *
 * @param model its parameters are written
 * @param schedule how the optimizer's rate changes
 * @param threads how many work together; the result does not depend on it
 * @param seed decides what dropout zeros
 * @param updates ends training after so many updates, also within an epoch; 0 for no such limit. It
 *     is part of the plan, so it shapes the schedule
 * @param evaluateEvery evaluates after every so many updates; 0 for only at the end of each epoch
 * @param patience ends training after so many evaluations without a new best, and keeps the
 *     parameters of the best (early stopping, Prechelt 1998); 0 for neither
 * @param accumulation of how many batches the gradients are averaged for one update: as if a batch
 *     were so many times larger, in the memory of one
 */
public record Trainer(
    Model model,
    Loss loss,
    Optimizer optimizer,
    Clip clip,
    Schedule schedule,
    int threads,
    long seed,
    long updates,
    long evaluateEvery,
    int patience,
    int accumulation) {

  /**
   * @throws IllegalArgumentException if {@code threads} is not positive, or {@code updates}, {@code
   *     evaluateEvery} or {@code patience} is negative
   */
  public Trainer {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "The number of threads must be at least 1; it is %s.".formatted(threads));
    }
    if (updates < 0 || evaluateEvery < 0) {
      throw new IllegalArgumentException(
          "A number of updates must not be negative; it is %s."
              .formatted(updates < 0 ? updates : evaluateEvery));
    }
    if (accumulation < 1) {
      throw new IllegalArgumentException(
          "The number of batches for an update must be at least 1; it is %s."
              .formatted(accumulation));
    }
    if (patience < 0) {
      throw new IllegalArgumentException(
          "A number of evaluations must not be negative; it is %s.".formatted(patience));
    }
  }

  /** Constant rate, as many threads as the machine has processors, seed 0. */
  public Trainer(Model model, Loss loss, Optimizer optimizer, Clip clip) {
    this(
        model,
        loss,
        optimizer,
        clip,
        Schedule.constant(),
        Runtime.getRuntime().availableProcessors(),
        0,
        0,
        0,
        0,
        1);
  }

  /** The same with another schedule. */
  public Trainer withSchedule(Schedule schedule) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        updates,
        evaluateEvery,
        patience,
        accumulation);
  }

  /** The same with another number of threads. */
  public Trainer withThreads(int threads) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        updates,
        evaluateEvery,
        patience,
        accumulation);
  }

  /** The same with another seed. */
  public Trainer withSeed(long seed) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        updates,
        evaluateEvery,
        patience,
        accumulation);
  }

  /** The same, ending after {@code updates} updates at the latest; 0 for no such limit. */
  public Trainer withUpdates(long updates) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        updates,
        evaluateEvery,
        patience,
        accumulation);
  }

  /** The same, evaluating after every {@code updates} updates too; 0 for epochs only. */
  public Trainer withEvaluationEvery(long updates) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        this.updates,
        updates,
        patience,
        accumulation);
  }

  /** The same, ending early: see {@link #patience}. */
  public Trainer withPatience(int patience) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        updates,
        evaluateEvery,
        patience,
        accumulation);
  }

  /** The same, each update from so many batches: see {@link #accumulation}. */
  public Trainer withAccumulation(int batches) {
    return new Trainer(
        model,
        loss,
        optimizer,
        clip,
        schedule,
        threads,
        seed,
        updates,
        evaluateEvery,
        patience,
        batches);
  }

  /** The updates of an epoch of so many batches. */
  public int updatesPerEpoch(int batches) {
    return Math.ceilDiv(batches, accumulation);
  }

  /**
   * The memory that training takes, the model included: what {@link #start} asks of the JVM.
   *
   * @param steps of the longest batch
   * @param batchSize rows of a batch
   * @throws IllegalArgumentException if an array of more than 2³¹−1 numbers would be needed
   */
  public Memory memory(int steps, int batchSize) {
    return memory(steps, steps, batchSize);
  }

  /**
   * The same of a model that writes.
   *
   * @param written steps of the longest sequence to be written, its end included
   */
  public Memory memory(int steps, int written, int batchSize) {
    return Memory.ofTraining(
        model.layers(),
        optimizer.slots().size() + (patience > 0 ? 1 : 0),
        steps,
        written,
        batchSize,
        threads);
  }

  /**
   * Trains to the end; where there is {@link #patience}, the model then has the parameters of the
   * best evaluation.
   *
   * @param validation what the model is judged by after each epoch, or null
   * @param progress told after each evaluation, and after each epoch where there is no validation
   * @throws DivergedException if the loss or the gradient is no longer a number
   */
  public Report fit(
      Batches train,
      @Nullable Batches validation,
      int epochs,
      Consumer<? super Progress> progress) {
    List<Progress> reported = new ArrayList<>();
    try (Training training = start(train, validation, epochs)) {
      while (training.step()) {
        if (training.evaluated()) {
          reported.add(training.progress());
          progress.accept(training.progress());
        }
      }
      training.useBest();
      return new Report(reported);
    }
  }

  /**
   * Trains as far as the stream is read: one element per update. Close the stream if it is not read
   * to its end.
   */
  public Stream<Progress> steps(Batches train, @Nullable Batches validation, int epochs) {
    Training training = start(train, validation, epochs);
    // Each element is the training itself; asking whether there is one more makes the step.
    return Stream.iterate(training, Training::step, same -> same)
        .map(Training::progress)
        .onClose(training::close);
  }

  /**
   * Prepares a training, to be advanced by {@link Training#step} and closed in the end.
   *
   * @param validation what the model is judged by after each epoch, or null
   * @throws IllegalArgumentException if it needs more memory than this JVM may use, or has patience
   *     and no validation data; nothing was allocated then
   */
  public Training start(Batches train, @Nullable Batches validation, int epochs) {
    return new Training(this, train, validation, epochs);
  }
}
