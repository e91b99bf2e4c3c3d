package dev.sluice.server.http;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets computations of one kind work for so long, then interrupts them and answers without them.
 * Only a few work at once, those that were given up included until they end, so that no number of
 * requests takes all processors; a long computation calls {@link #goOn} now and then, which ends it
 * when it was given up. Each kind of question has a limit of its own and waits for its like alone.
 */
public final class TimeLimit {
  private final int seconds;
  private final Semaphore free;

  /**
   * A limit.
   *
   * @param seconds from the question to the answer, which a wait for others counts in
   * @param atOnce how many may work at once
   */
  public TimeLimit(int seconds, int atOnce) {
    this.seconds = seconds;
    free = new Semaphore(atOnce);
  }

  /**
   * Goes on, unless nobody waits for the result any more.
   *
   * @throws CancellationException if the computation of this thread was given up
   */
  public static void goOn() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("The computation was given up.");
    }
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
      start(task);
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

  /** Gives its place back when it ends, or cannot begin. */
  private void start(Runnable task) {
    boolean started = false;
    try {
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
      started = true;
    } finally {
      if (!started) {
        free.release();
      }
    }
  }
}
