package dev.sluice.kernel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where threads that share a step wait for each other, spinning: they meet every few microseconds.
 * What they wrote before is visible after it.
 */
final class Meeting {

  /** Thrown in all who wait or come when one has failed. */
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Abandoned() {
      super(null, null, false, false);
    }
  }

  private static final Abandoned ABANDONED = new Abandoned();

  /**
   * Turns, of some 50 ns, after which another thread may have the processor: compilers, at first.
   */
  private static final int PATIENCE = 1_000;

  private int patience;
  private int threads;

  private final AtomicInteger arrived = new AtomicInteger();
  private volatile int round;
  private volatile boolean abandoned;

  /** Before the first meeting, while one thread is here; {@code threads} will come each time. */
  void begin(int threads) {
    this.threads = threads;
    patience = threads <= Runtime.getRuntime().availableProcessors() ? PATIENCE : 0;
    arrived.set(0);
    abandoned = false;
  }

  /** Waits until all have come. */
  void await() {
    int seen = round;
    if (arrived.incrementAndGet() == threads) {
      arrived.setRelease(0);
      round = seen + 1;
      return;
    }
    int turns = 0;
    while (round == seen) {
      if (abandoned) {
        throw ABANDONED;
      }
      if (++turns < patience) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** Sends all others away: this thread will not come again. */
  void abandon() {
    abandoned = true;
  }
}
