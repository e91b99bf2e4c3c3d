package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9})
  void everyPartRunsOncePerTask(int threads) {
    try (Workers workers = new Workers(threads)) {
      assertThat(workers.threads()).isEqualTo(threads);
      int[] runs = new int[threads];
      Workers.Task task =
          (part, parts) -> {
            assertThat(parts).isEqualTo(threads);
            runs[part]++; // seen by the next task and by the caller, without volatile
          };
      for (int round = 1; round <= 2000; round++) {
        workers.run(task);
        assertThat(runs).containsOnly(round);
      }
    }
  }

  @Test
  void theCallerRunsPart0() {
    try (Workers workers = new Workers(2)) {
      Thread[] ran = new Thread[2];
      workers.run((part, _) -> ran[part] = Thread.currentThread());
      assertThat(ran[0]).isSameAs(Thread.currentThread());
      assertThat(ran[1]).isNotSameAs(ran[0]);
      assertThat(ran[1].isDaemon()).isTrue();
    }
  }

  @Test
  void sleepingWorkersWakeUp() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      AtomicInteger runs = new AtomicInteger();
      for (int round = 1; round <= 20; round++) {
        Thread.sleep(2);
        workers.run((_, _) -> runs.incrementAndGet());
        assertThat(runs).hasValue(3 * round);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anExceptionIsThrownAfterAllPartsHaveEnded(int failing) {
    try (Workers workers = new Workers(3)) {
      AtomicInteger ended = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  workers.run(
                      (part, _) -> {
                        if (part == failing) {
                          throw new IllegalArgumentException("part " + part);
                        }
                        sleep(20);
                        ended.incrementAndGet();
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("part " + failing);
      assertThat(ended).hasValue(2);
      workers.run((_, _) -> ended.incrementAndGet());
      assertThat(ended).hasValue(5);
    }
  }

  @Test
  void ofSeveralExceptionsTheLowestPartsIsThrown() {
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      (part, _) -> {
                        sleep(30 - 10 * part);
                        throw new AssertionError("part " + part);
                      }))
          .isInstanceOf(AssertionError.class)
          .hasMessage("part 0");
    }
  }

  @Test
  void callersTakeTurns() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      int[] runs = new int[2];
      Thread[] callers = new Thread[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int round = 0; round < 500; round++) {
                        workers.run((part, _) -> runs[part]++);
                      }
                    });
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(runs).containsOnly(2000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aTaskCannotStartAnother(int starting) {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      (part, _) -> {
                        if (part == starting) {
                          workers.run((_, _) -> {});
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A task cannot start another on the workers it runs on.");
    }
  }

  @Test
  void anInterruptedCallerStaysInterruptedAndWaitsAllTheSame() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger ended = new AtomicInteger();
      Thread.currentThread().interrupt();
      workers.run(
          (part, _) -> {
            if (part == 1) {
              sleep(20);
            }
            ended.incrementAndGet();
          });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(ended).hasValue(2);
    }
  }

  @Test
  void closedWorkersRefuse() throws InterruptedException {
    Workers workers = new Workers(2);
    Thread[] thread = new Thread[2];
    workers.run((part, _) -> thread[part] = Thread.currentThread());
    workers.close();
    workers.close();
    thread[1].join(10_000);
    assertThat(thread[1].isAlive()).isFalse();
    assertThatThrownBy(() -> workers.run((_, _) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("These workers are closed.");
  }

  @Test
  void theSingleThreadNeedsNoOtherAndCannotBeClosed() {
    Workers.single().close();
    Thread[] ran = new Thread[1];
    Workers.single().run((part, parts) -> ran[part * parts] = Thread.currentThread());
    assertThat(ran[0]).isSameAs(Thread.currentThread());
    assertThat(Workers.single().threads()).isEqualTo(1);
  }

  @Test
  void fewerThanOneThreadIsRefused() {
    assertThatThrownBy(() -> new Workers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Workers need at least 1 thread, but got 0.");
  }

  @Test
  void runningATaskAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Workers workers = new Workers(2)) {
      long[] sums = new long[32];
      Workers.Task task = (part, _) -> sums[16 * part]++;
      long[] allocated = new long[20];
      for (int i = 0; i < allocated.length; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 500; round++) {
          workers.run(task);
        }
        allocated[i] = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(Arrays.stream(allocated).min().orElseThrow()).isLessThan(500);
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
