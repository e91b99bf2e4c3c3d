package dev.sluice.server.trainings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.server.http.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trainings whose data do what data seldom do. */
@Timeout(60)
class LiveTrainingTest {
  /** Quiet here, and held, since a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger(LiveTraining.class.getName());

  private static final Duration LONG = Duration.ofSeconds(50);

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  /** What was heard, events and data. */
  private record Heard(List<Object> data) implements Events.Sink {
    @Override
    public void event(String name, Object datum) {
      data.add(datum);
    }

    @Override
    public void ping() {}
  }

  /** Batches that are read with something happening first, in an epoch or outside of all. */
  private record Odd(Batches batches, Consumer<String> first, String where) implements Batches {
    @Override
    public int count() {
      return batches.count();
    }

    @Override
    public int batchSize() {
      return batches.batchSize();
    }

    @Override
    public int steps() {
      return batches.steps();
    }

    @Override
    public long symbols() {
      return batches.symbols();
    }

    @Override
    public boolean isContinuous() {
      return batches.isContinuous();
    }

    @Override
    public int writtenSteps() {
      return batches.writtenSteps();
    }

    @Override
    public Batches inEpoch(long seed, int epoch) {
      return new Odd(batches.inEpoch(seed, epoch), first, "epoch");
    }

    @Override
    public void read(int index, Batch into) {
      first.accept(where);
      batches.read(index, into);
    }
  }

  private static LiveTraining training(Consumer<String> first) {
    Plan plan = Plan.of(new Wanted("adding", null, 10, "gru", 4, 1, 0.01, 1.0, 1L, 1));
    return new LiveTraining(
        "7",
        new Plan(
            plan.title(),
            plan.options(),
            plan.provenance(),
            plan.task(),
            plan.trainer(),
            new Odd(plan.train(), first, "alarm"),
            plan.validation(),
            plan.epochs(),
            plan.example()));
  }

  /** Listening ends by itself. */
  private static List<Object> heard(LiveTraining training) throws Exception {
    Heard heard = new Heard(new ArrayList<>());
    training.events().send(heard);
    return heard.data;
  }

  private static List<Object> failing(Error error) throws Exception {
    LiveTraining training =
        training(
            where -> {
              if (where.equals("epoch")) {
                throw error;
              }
            });
    training.start();
    List<Object> heard = heard(training);
    assertThat(training.stop(LONG)).isTrue();
    assertThat(training.state()).isEqualTo(LiveTraining.State.FAILED);
    return heard;
  }

  @Test
  void everyErrorIsAnEnd() throws Exception {
    assertThat(failing(new StackOverflowError()))
        .last()
        .isEqualTo(
            new LiveTraining.Change(
                "failed",
                "The cell's equations are nested too deeply to be computed; make them shorter."));
    assertThat(failing(new OutOfMemoryError()))
        .last()
        .isEqualTo(
            new LiveTraining.Change(
                "failed", "There is not enough memory for it; make it smaller."));
    assertThat(failing(new AssertionError("within")))
        .last()
        .isEqualTo(
            new LiveTraining.Change(
                "failed",
                "This is a mistake in Sluice, and the log says more. Report what you did."));
  }

  @Test
  void anAlarmThatFailsEndsNothing() throws Exception {
    LiveTraining training =
        training(
            where -> {
              if (where.equals("alarm")) {
                throw new IllegalStateException("looking fails");
              }
            });
    training.start();
    assertThat(heard(training))
        .last()
        .isEqualTo(new LiveTraining.Change("done", "The training is done."));
  }

  /** Each batch has as many targets: so the told means add up to the sum over all updates. */
  private static double sum(List<Object> heard) {
    double sum = 0;
    long last = 0;
    for (Object one : heard) {
      if (one instanceof LiveTraining.Step step) {
        sum += step.loss() * (step.update() - last);
        last = step.update();
      }
    }
    return sum;
  }

  @Test
  void everyUpdateIsToldOnceAlsoAfterAStop() throws Exception {
    LiveTraining unbroken = training(_ -> {});
    unbroken.start();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    LiveTraining broken =
        training(
            _ -> {
              begun.countDown();
              await(held);
            });
    broken.start();
    begun.await();
    assertThat(broken.stop(Duration.ZERO)).isFalse();
    held.countDown();
    assertThat(broken.stop(LONG)).isTrue();
    broken.start();
    List<Object> heard = heard(broken);
    assertThat(heard)
        .filteredOn(LiveTraining.Step.class::isInstance)
        .extracting(step -> ((LiveTraining.Step) step).update())
        .startsWith(1L)
        .endsWith(50L);
    assertThat(sum(heard)).isCloseTo(sum(heard(unbroken)), within(1e-6));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nobodyWaitsForeverForAnUpdate() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    LiveTraining training =
        training(
            _ -> {
              begun.countDown();
              await(held);
            });
    training.start();
    begun.await();
    assertThat(training.stop(Duration.ofMillis(1))).isFalse();
    assertThat(training.state()).isEqualTo(LiveTraining.State.RUNNING);
    held.countDown();
    assertThat(training.stop(LONG)).isTrue();
    assertThat(training.state()).isEqualTo(LiveTraining.State.STOPPED);
    training.start();
    assertThat(heard(training))
        .contains(new LiveTraining.Change("running", "The training goes on."))
        .last()
        .isEqualTo(new LiveTraining.Change("done", "The training is done."));
  }
}
