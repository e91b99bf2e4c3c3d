package dev.sluice.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that share out one task after the other. Between tasks they spin for some
 * tens of microseconds, because the next step of a recurrent network comes sooner than the system
 * wakes a thread, then sleep. Results never depend on the number of threads: tasks are cut so that
 * no sum crosses a cut.
 *
 * <p>Callers may come from any thread; they take turns. Nothing is allocated per task. The threads
 * are daemons and end with {@link #close}.
 */
public final class Workers implements AutoCloseable {

  /** Work in parts that may run at the same time. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does part {@code part} of {@code parts}, from 0; {@code parts} is {@link Workers#threads()}.
     */
    void run(int part, int parts);
  }

  private static final Workers SINGLE = new Workers(1);

  private final Worker[] workers;
  private final @Nullable Throwable[] failures;
  private final Patience patience;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;

  /** Counts tasks; a change tells the workers to look at {@link #task}, or at {@link #closed}. */
  private volatile int round;

  private @Nullable Task task;
  private volatile @Nullable Thread waiting;

  /**
   * Starts the threads.
   *
   * @param threads how many work at once, the calling thread included; 1 starts none
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Workers need at least 1 thread, but got " + threads + ".");
    }
    // With more threads than processors a spinning thread keeps a working one from its processor.
    boolean spins = threads <= Runtime.getRuntime().availableProcessors();
    patience = new Patience(spins);
    failures = new Throwable[threads];
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1, new Patience(spins));
      workers[i].start();
    }
  }

  /** The calling thread alone; closing it has no effect. */
  public static Workers single() {
    return SINGLE;
  }

  /** Parts into which each task is cut, the calling thread's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs all parts, number 0 in the calling thread, and returns when all have ended. What they
   * wrote is visible then.
   *
   * @throws RuntimeException or Error whatever a part threw, after all have ended; of several, the
   *     one of the lowest part
   * @throws IllegalStateException if these workers are closed, or a part of a task calls this
   */
  public void run(Task task) {
    if (turn.isHeldByCurrentThread()
        || Thread.currentThread() instanceof Worker worker && worker.owner() == this) {
      throw new IllegalStateException("A task cannot start another on the workers it runs on.");
    }
    if (workers.length == 0) {
      requireOpen();
      task.run(0, 1); // callers need not take turns where nothing is shared
      return;
    }
    turn.lock();
    try {
      requireOpen();
      share(task);
    } finally {
      turn.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("These workers are closed.");
    }
  }

  private void share(Task task) {
    this.task = task;
    running.setRelease(workers.length);
    round++; // publishes the task; only the holder of the turn writes it
    wake();
    attempt(task, 0);
    boolean interrupted = awaitAll();
    this.task = null;
    Throwable first = null;
    for (int part = 0; part < failures.length; part++) {
      first = first == null ? failures[part] : first;
      failures[part] = null;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (first != null) {
      throw Workers.<RuntimeException>unchecked(first);
    }
  }

  /** Throws what a task threw as it is: tasks declare no checked exception. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private void attempt(Task task, int part) {
    try {
      task.run(part, failures.length);
    } catch (Throwable thrown) {
      failures[part] = thrown;
    }
  }

  private void wake() {
    for (Worker worker : workers) {
      if (worker.asleep) {
        LockSupport.unpark(worker);
      }
    }
  }

  /**
   * Waits for the others; true if this thread was interrupted meanwhile, which cuts nothing short.
   */
  private boolean awaitAll() {
    patience.renew();
    while (running.get() > 0 && patience.lasts()) {
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    waiting = Thread.currentThread();
    while (running.get() > 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    waiting = null;
    return interrupted;
  }

  /** Ends the threads, after the task that may be running. Closing again has no effect. */
  @Override
  public void close() {
    if (this == SINGLE) {
      return;
    }
    turn.lock();
    try {
      closed = true;
      round++;
      for (Worker worker : workers) {
        LockSupport.unpark(worker);
      }
    } finally {
      turn.unlock();
    }
  }

  private final class Worker extends Thread {

    private final int part;
    private final Patience patience;
    volatile boolean asleep;

    Worker(int part, Patience patience) {
      super(null, null, "sluice-worker-" + part, 0, false);
      this.part = part;
      this.patience = patience;
      setDaemon(true);
    }

    Workers owner() {
      return Workers.this;
    }

    @Override
    public void run() {
      int seen = 0;
      while (true) {
        seen = awaitRoundAfter(seen);
        if (closed) {
          return;
        }
        Task current = task;
        if (current != null) {
          attempt(current, part);
        }
        if (running.decrementAndGet() == 0) {
          LockSupport.unpark(waiting); // null, while the caller spins or works, is fine
        }
      }
    }

    private int awaitRoundAfter(int seen) {
      patience.renew();
      while (round == seen && patience.lasts()) {
        Thread.onSpinWait();
      }
      while (round == seen) {
        asleep = true;
        if (round == seen) { // else the caller may have looked before asleep was set
          LockSupport.park(Workers.this);
          interrupted();
        }
        asleep = false;
      }
      return round;
    }
  }

  /** How long to spin before going to sleep. Belongs to one thread at a time. */
  private static final class Patience {

    private static final long NANOS = 50_000;
    private static final int TURNS_PER_LOOK_AT_THE_CLOCK = 64;

    private final boolean spins;
    private int turns;
    private long since;

    Patience(boolean spins) {
      this.spins = spins;
    }

    void renew() {
      turns = 0;
    }

    boolean lasts() {
      if (!spins) {
        return false;
      }
      if (turns++ % TURNS_PER_LOOK_AT_THE_CLOCK != 0) {
        return true;
      }
      long now = System.nanoTime();
      since = turns == 1 ? now : since;
      return now - since < NANOS;
    }
  }
}
