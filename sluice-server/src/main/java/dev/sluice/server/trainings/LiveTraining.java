package dev.sluice.server.trainings;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Batch;
import dev.sluice.inspect.Alarm;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.server.http.Events;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.model.Subject;
import dev.sluice.stream.Generated;
import dev.sluice.task.NextSymbol;
import dev.sluice.train.DivergedException;
import dev.sluice.train.Progress;
import dev.sluice.train.Training;
import dev.sluice.train.TrainingState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A training with a thread of its own while it runs; anybody may stop it, and let it go on. */
final class LiveTraining {
  /** A page draws no faster. */
  private static final long NANOS_BETWEEN = 100_000_000;

  private static final int SAMPLE = 300;

  /** Where it stands. */
  enum State {
    RUNNING,
    STOPPED,
    DONE,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How far it is.
   *
   * @param loss the mean since the last such event
   * @param validation the loss on what is not learned, where it has just been computed
   * @param norm of the last gradient, before clipping
   * @param perSecond targets learned per second
   */
  record Step(
      long update,
      long updates,
      int epoch,
      double loss,
      @Nullable Double validation,
      double norm,
      double rate,
      double perSecond) {}

  /** What the model writes by now. */
  record Sample(String text) {}

  /** What is going wrong. */
  record Warning(String message) {}

  /** It began, stopped, went on or ended. */
  record Change(String state, String message) {}

  private record End(State state, String message) {}

  private static final Logger LOG = Logger.getLogger(LiveTraining.class.getName());

  private final String id;
  private final Plan plan;
  private final Happened happened = new Happened();
  private State state = State.STOPPED;
  private boolean stopping;
  private @Nullable TrainingState saved;

  // For alarms; the training's thread alone uses them.
  private final Batch looked = new Batch();
  private final Set<String> warned = new HashSet<>();

  // Of the last event, within its epoch; the training's thread alone uses them.
  private int epoch;
  private long targets;
  private double sum;

  LiveTraining(String id, Plan plan) {
    this.id = id;
    this.plan = plan;
  }

  String id() {
    return id;
  }

  Plan plan() {
    return plan;
  }

  synchronized State state() {
    return state;
  }

  /** All that happened, and what happens while somebody listens. */
  Events events() {
    return happened;
  }

  /** Begins, or goes on. */
  synchronized void start() {
    if (state != State.STOPPED) {
      throw Refusal.conflict("Training %s is %s; begin another.", id, state);
    }
    stopping = false;
    change(
        new End(State.RUNNING, saved == null ? "The training begins." : "The training goes on."));
    try {
      Thread.ofPlatform().daemon().name("training " + id).start(this::run);
    } catch (OutOfMemoryError e) {
      change(failed(e));
    }
  }

  /**
   * Stops after the update that is being made, and waits for its end.
   *
   * @param most the longest wait
   * @return whether it has ended by then; else it stops later
   */
  synchronized boolean stop(Duration most) throws InterruptedException {
    stopping = true;
    long end = System.nanoTime() + most.toNanos();
    while (state == State.RUNNING) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Who listens hears no more, since nothing more will happen. */
  void forgotten() {
    happened.end();
  }

  private synchronized boolean stopping() {
    return stopping;
  }

  private synchronized void change(End next) {
    state = next.state;
    notifyAll();
    happened.add("state", new Change(next.state.toString(), next.message));
    if (state == State.DONE || state == State.FAILED) {
      happened.end();
    }
  }

  private void run() {
    End end;
    try {
      end = untilItEnds();
    } catch (Throwable e) { // of any kind, since somebody may wait for the end
      end = failed(e);
    }
    change(end);
  }

  private End untilItEnds() {
    try (Training training = plan.start()) {
      if (saved != null) {
        training.restore(saved);
      }
      learn(training);
      if (training.done()) {
        saved = null; // with the optimizer's slots, which nobody needs again
        return new End(State.DONE, "The training is done.");
      }
      saved = training.state();
      return new End(State.STOPPED, "The training has stopped; it can go on.");
    }
  }

  private End failed(Throwable thrown) {
    saved = null;
    String sentence =
        switch (thrown) {
          case DivergedException e -> {
            String said = e.sentence(PageWording.FIELDS);
            happened.add("alarm", new Warning(said));
            yield said;
          }
          case OutOfMemoryError _ -> "There is not enough memory for it; make it smaller.";
          case StackOverflowError _ ->
              "The cell's equations are nested too deeply to be computed; make them shorter.";
          case IllegalArgumentException e -> String.valueOf(e.getMessage());
          default -> {
            LOG.log(Level.SEVERE, "training " + id, thrown);
            yield "This is a mistake in Sluice, and the log says more. Report what you did.";
          }
        };
    return new End(State.FAILED, sentence);
  }

  private void learn(Training training) {
    long told = System.nanoTime() - NANOS_BETWEEN;
    Progress stood = training.progress();
    epoch = stood.epoch();
    targets = stood.characters();
    sum = stood.loss() * stood.characters();
    while (!stopping() && training.step()) {
      long now = System.nanoTime();
      if (training.evaluated() || now - told >= NANOS_BETWEEN) {
        happened.add("progress", step(training.progress(), training.evaluated()));
        told = now;
      }
      if (training.evaluated()) {
        warn(training.model());
      }
      if (training.evaluated() && plan.text() instanceof NextSymbol text) {
        happened.add(
            "sample", new Sample(Generated.sample(training.model(), text.vocabulary(), SAMPLE)));
      }
    }
  }

  /**
   * Says what keeps the model from learning, each thing once. Looking may fail where learning does
   * not, which then goes on.
   */
  private void warn(Model model) {
    try {
      plan.train().read(0, looked);
      for (Alarm alarm : Alarm.of(model, looked, PageWording.FIELDS)) {
        if (warned.add(alarm.kind() + " " + alarm.where())) {
          happened.add("alarm", new Warning(alarm.sentence()));
        }
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.log(Level.WARNING, "training " + id + " has no alarms", e);
    }
  }

  /** The loss since the last event of this epoch, from the means since its start. */
  private Step step(Progress now, boolean evaluated) {
    if (now.epoch() != epoch) {
      epoch = now.epoch();
      targets = 0;
      sum = 0;
    }
    double all = now.loss() * now.characters();
    double loss =
        now.characters() == targets ? now.loss() : (all - sum) / (now.characters() - targets);
    targets = now.characters();
    sum = all;
    return new Step(
        now.update(),
        now.updates(),
        now.epoch(),
        loss,
        evaluated ? now.validation() : null,
        now.gradientNorm(),
        now.rate(),
        now.charactersPerSecond());
  }

  /**
   * The model as it is, a copy: the training may go on.
   *
   * @throws Refusal if it is being trained, or reads no text
   */
  synchronized Subject subject() {
    if (plan.text() == null && state != State.RUNNING) {
      throw Refusal.impossible(
          "Training %s learns a task; a model of text is looked into: train one on a text.", id);
    }
    return new Subject(name(), checkpoint(), plan.example());
  }

  /** What its model is called. */
  String name() {
    return "training " + id;
  }

  /** Whether its model reads text, and is not being trained. */
  synchronized boolean canBeShown() {
    return plan.text() != null && (state == State.STOPPED || state == State.DONE);
  }

  /**
   * The model as it is, a copy, with how it came to be.
   *
   * @throws Refusal if it is being trained
   */
  synchronized Checkpoint checkpoint() {
    if (state == State.RUNNING) {
      throw Refusal.conflict("Training %s is running; stop it first.", id);
    }
    Model trained = plan.trainer().model();
    Model copy =
        Model.of(
            trained.layers(), trained.parameters().tensors().stream().map(Tensor::copy).toList());
    return Checkpoint.of(copy, plan.task()).withProvenance(plan.provenance());
  }
}
