package dev.sluice.kernel;

import java.util.concurrent.atomic.AtomicIntegerArray;

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

  /** From one counter to the next: a cache line each, and that beside it, which is fetched too. */
  private static final int APART = 32;

  private int patience;
  private int threads;

  /** How often each thread has come. Who waits reads a line that one other thread writes. */
  private AtomicIntegerArray came = new AtomicIntegerArray(0);

  private volatile boolean abandoned;

  /** Before the first meeting, while one thread is here; {@code threads} will come each time. */
  void begin(int threads) {
    if (this.threads != threads) {
      came = new AtomicIntegerArray((threads + 1) * APART);
    }
    this.threads = threads;
    patience = threads <= Runtime.getRuntime().availableProcessors() ? PATIENCE : 0;
    for (int i = 0; i < threads; i++) {
      came.setPlain(place(i), 0);
    }
    abandoned = false;
  }

  private static int place(int thread) {
    return (thread + 1) * APART;
  }

  /** Waits until all have come; this is number {@code thread} of them. */
  void await(int thread) {
    int times = came.getPlain(place(thread)) + 1;
    came.setRelease(place(thread), times);
    int turns = 0;
    for (int i = 0; i < threads; i++) {
      while (came.getAcquire(place(i)) - times < 0) { // another may have gone on to the next
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
  }

  /** Sends all others away: this thread will not come again. */
  void abandon() {
    abandoned = true;
  }
}
