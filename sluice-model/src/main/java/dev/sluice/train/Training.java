package dev.sluice.train;

import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Gradients;
import dev.sluice.model.Memory;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model while it learns. Belongs to one thread; {@link #close} ends its worker threads. After the
 * first batches a {@link #step} allocates nothing.
 */
public final class Training implements AutoCloseable {
  private final Trainer trainer;
  private final Batches batches;

  /** Those of this epoch, in its order. */
  private Batches train;

  private final @Nullable Batches validationBatches;
  private final int epochs;
  private final long updates;

  private final Model model;
  private final Workers workers;
  private final Pass pass;
  private final Judge judge;
  private final Gradients gradients;
  private final Descent descent;
  private final Batch current = new Batch();
  private final Memory memory;

  // Where it stands; what TrainingState holds.
  private final State carried;
  private int epoch = 1;
  private int batch;
  private long update;
  private double lossSum;
  private long targets;
  private @Nullable Double validation;
  private @Nullable Double best;

  /** After how many updates that was. */
  private long bestUpdate;

  /** How many evaluations there were since the best. */
  private int worse;

  /** The parameters of the best evaluation; empty before, and where nobody wants them. */
  private List<Tensor> bestParameters = List.of();

  // Of the last step only.
  private boolean evaluated;
  private double rate;
  private double norm;

  /** Targets of this epoch that were learned while this object watched the clock. */
  private long timedTargets;

  private long nanos;

  Training(Trainer trainer, Batches train, @Nullable Batches validation, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "The number of epochs must be at least 1; it is %s.".formatted(epochs));
    }
    if (trainer.patience() > 0 && validation == null) {
      throw new IllegalArgumentException(
          "To end early, a training needs validation data by which it finds the best model.");
    }
    memory = memory(trainer, train, validation);
    memory.require();
    this.trainer = trainer;
    batches = train;
    this.train = train.inEpoch(trainer.seed(), epoch);
    this.validationBatches = validation;
    this.epochs = epochs;
    long all = (long) epochs * trainer.updatesPerEpoch(train.count());
    updates = trainer.updates() == 0 ? all : Math.min(all, trainer.updates());
    model = trainer.model();
    workers = new Workers(trainer.threads());
    pass = Pass.training(model, workers);
    judge = new Judge(trainer.loss(), model.outputSize(), workers);
    gradients = Gradients.of(model.parameters());
    descent = new Descent(model, gradients, trainer.optimizer(), trainer.clip(), workers);
    carried = State.of(model, train.batchSize());
  }

  /** That of the larger batches, which the smaller ones use again. */
  private static Memory memory(Trainer trainer, Batches train, @Nullable Batches validation) {
    Memory memory = trainer.memory(train.steps(), train.writtenSteps(), train.batchSize());
    if (validation == null) {
      return memory;
    }
    Memory other =
        trainer.memory(validation.steps(), validation.writtenSteps(), validation.batchSize());
    return other.total() > memory.total() ? other : memory;
  }

  /**
   * Makes one update, and evaluates where one is due.
   *
   * @return false if all updates were made already; then nothing happened
   * @throws DivergedException if the loss or the gradient is no longer a number
   */
  public boolean step() {
    if (done()) {
      return false;
    }
    long start = System.nanoTime();
    if (batch == train.count()) {
      nextEpoch();
    }
    int first = batch;
    long before = targets;
    do {
      learn(batch - first);
    } while (batch - first < trainer.accumulation() && batch < train.count());
    if (trainer.accumulation() > 1) {
      gradients.scale(1f / Math.max(1, targets - before));
    }
    norm = descent.norm();
    if (!Double.isFinite(norm)) {
      throw DivergedException.ofGradient(epoch, batch, gradients, trainer);
    }
    int perEpoch = trainer.updatesPerEpoch(train.count());
    rate = trainer.optimizer().rate() * trainer.schedule().factor(update, perEpoch, updates);
    update++;
    descent.step(norm, rate, update);
    model.parameters().changed();
    nanos += System.nanoTime() - start;

    evaluated = isEvaluatedAfter(update);
    if (evaluated && validationBatches != null) {
      evaluate(validationBatches);
    }
    return true;
  }

  private boolean isEvaluatedAfter(long update) {
    long every = trainer.evaluateEvery();
    return update % trainer.updatesPerEpoch(train.count()) == 0
        || update == updates
        || every > 0 && update % every == 0;
  }

  /** When the best evaluation was, in epochs; null before the first. */
  private @Nullable Double bestEpoch() {
    if (best == null) {
      return null;
    }
    int perEpoch = trainer.updatesPerEpoch(train.count());
    long batches = bestUpdate % perEpoch * trainer.accumulation();
    return bestUpdate / perEpoch + (double) batches / train.count();
  }

  /** After which update that was, as the number of evaluations since then says it. */
  private long bestUpdate() {
    long at = update;
    for (int after = worse; at > 0 && (after > 0 || !isEvaluatedAfter(at)); at--) {
      after -= isEvaluatedAfter(at) ? 1 : 0;
    }
    return at;
  }

  /**
   * Adds the gradient of one batch.
   *
   * @param before how many batches of this update came before
   */
  private void learn(int before) {
    train.read(batch, current);
    if (!train.isContinuous()) {
      carried.reset();
    }
    long draw = update * trainer.accumulation() + before; // each batch has noise of its own
    float[] scores = pass.train(current, carried, trainer.seed(), draw);
    int learned = current.targetCount();
    // Of several batches the sums are added first, so that each target weighs the same.
    double divisor = trainer.accumulation() == 1 ? Math.max(1, learned) : 1;
    double loss = judge.sum(scores, pass.outputSteps(), current, divisor);
    if (!Double.isFinite(loss)) {
      String layer = pass.firstNotFinite();
      if (update == 0) {
        throw DivergedException.atFirst(loss, layer);
      }
      throw DivergedException.ofLoss(loss, epoch, batch + 1, layer, gradients, norm, trainer);
    }
    if (before == 0) {
      gradients.clear(); // until now those of the update before, for that message
    }
    pass.backward(scores, gradients);
    batch++;
    lossSum += loss;
    targets += learned;
    timedTargets += learned;
  }

  private void nextEpoch() {
    epoch++;
    batch = 0;
    lossSum = 0;
    targets = 0;
    timedTargets = 0;
    nanos = 0;
    carried.reset();
    train = batches.inEpoch(trainer.seed(), epoch);
  }

  private void evaluate(Batches batches) {
    double loss = Evaluation.of(model, batches, pass, judge).loss();
    validation = loss;
    if (best == null || Double.isNaN(best) || loss < best) {
      best = loss;
      bestUpdate = update;
      worse = 0;
      if (trainer.patience() > 0) {
        keepBest();
      }
    } else {
      worse++;
    }
  }

  /**
   * Whether the last step ended an epoch or the training, or was one after which an evaluation was
   * asked for; where there is validation data it was evaluated.
   */
  public boolean evaluated() {
    return evaluated;
  }

  /** Whether all updates were made, or no better model is expected of more. */
  public boolean done() {
    return update == updates || trainer.patience() > 0 && worse >= trainer.patience();
  }

  /**
   * Gives the model the parameters of the best evaluation, where the trainer has patience and there
   * was one; else nothing happens. After that, go on training no more.
   */
  public void useBest() {
    for (int i = 0; trainer.patience() > 0 && i < bestParameters.size(); i++) {
      copy(bestParameters.get(i), model.parameters().tensors().get(i));
    }
    model.parameters().changed();
  }

  private void keepBest() {
    List<Tensor> parameters = model.parameters().tensors();
    if (bestParameters.isEmpty()) {
      bestParameters = parameters.stream().map(Tensor::copy).toList();
      return;
    }
    for (int i = 0; i < parameters.size(); i++) {
      copy(parameters.get(i), bestParameters.get(i));
    }
  }

  private static void copy(Tensor from, Tensor to) {
    System.arraycopy(from.values(), 0, to.values(), 0, to.values().length);
  }

  /** How many updates were made, over all epochs. */
  public long update() {
    return update;
  }

  /** The memory that it takes, the model included: about as much is held after the first epoch. */
  public Memory memory() {
    return memory;
  }

  /** The model that learns. */
  public Model model() {
    return model;
  }

  /** How far it is. */
  public Progress progress() {
    return new Progress(
        epoch,
        epochs,
        batch,
        train.count(),
        update,
        updates,
        targets,
        lossSum / Math.max(1, targets),
        validation,
        best,
        bestEpoch(),
        rate,
        norm,
        timedTargets / Math.max(1e-9, nanos * 1e-9));
  }

  /** A copy of all that is needed, with the parameters, to go on later. */
  public TrainingState state() {
    return new TrainingState(
        epoch,
        batch,
        update,
        lossSum,
        targets,
        validation,
        best,
        carried.copy(),
        descent.slots().stream().map(Tensor::copy).toList(),
        worse,
        bestParameters.stream().map(Tensor::copy).toList());
  }

  /**
   * Goes on where another training of the same model, data and plan stood. The parameters are not
   * touched: the model must already have those of that moment.
   *
   * @throws IllegalArgumentException if the state does not fit the model, the optimizer or the data
   */
  public void restore(TrainingState state) {
    boolean fits =
        state.batch() <= train.count()
            && state.update() == updateAt(state.epoch(), state.batch())
            && state.update() <= updates;
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The saved training stands at epoch %,d, batch %,d, update %,d; this one has %,d"
                  + " updates, %,d in an epoch: resume with the same data, batch size and steps.",
              state.epoch(),
              state.batch(),
              state.update(),
              updates,
              train.count()));
    }
    List<Tensor> slots =
        Tensor.inOrder("optimizer slot", Tensor.shapes(descent.slots()), state.slots());
    carried.set(state.carried());
    if (state.batch() == 0) {
      carried.reset(); // nothing was read yet
    }
    for (int i = 0; i < slots.size(); i++) {
      float[] to = descent.slots().get(i).values();
      System.arraycopy(slots.get(i).values(), 0, to, 0, to.length);
    }
    epoch = state.epoch();
    train = batches.inEpoch(trainer.seed(), epoch);
    batch = state.batch();
    update = state.update();
    lossSum = state.lossSum();
    targets = state.targets();
    validation = state.validation();
    best = state.best();
    worse = state.worse();
    bestUpdate = bestUpdate();
    bestParameters =
        state.bestParameters().isEmpty()
            ? List.of()
            : Tensor.inOrder(
                    "parameter of the best evaluation",
                    Tensor.shapes(model.parameters().tensors()),
                    state.bestParameters())
                .stream()
                .map(Tensor::copy)
                .toList();
    timedTargets = 0;
    nanos = 0;
  }

  private long updateAt(int epoch, int batch) {
    return (epoch - 1L) * trainer.updatesPerEpoch(train.count()) + trainer.updatesPerEpoch(batch);
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    workers.close();
  }
}
