package dev.sluice.server.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a computation work for so long, then interrupts it and answers without it. Only a few work
 * at once, those that were given up included until they end, so that no number of requests takes
 * all processors.
 */
public final class TimeLimit {
  private static final int MOST_AT_ONCE = 4;

  private final int seconds;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  /** A limit in seconds, which a wait for others counts in. */
  public TimeLimit(int seconds) {
    this.seconds = seconds;
  }

  /**
   * What the computation gives.
   *
   * @param what it is, to begin a sentence: {@code The cell}
   * @throws Refusal if it takes too long
   * @throws RuntimeException what it throws
   */
  public <T> T within(String what, Callable<T> computation) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    FutureTask<T> task = new FutureTask<>(computation);
    try {
      if (!free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw Refusal.impossible("%s has to wait for others; try again in a moment.", what);
      }
      Thread.ofPlatform()
          .daemon()
          .name("computation")
          .start(
              () -> {
                try {
                  task.run();
                } finally {
                  free.release();
                }
              });
      return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      task.cancel(true);
      throw Refusal.impossible(
          "%s takes longer than %d seconds and was given up; make it smaller.", what, seconds);
    } catch (InterruptedException _) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw Refusal.impossible("The server ends; start it again.");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
