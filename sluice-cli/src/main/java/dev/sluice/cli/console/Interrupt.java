package dev.sluice.cli.console;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, or a polite request to end (SIGTERM). A command that listens gets to finish its step and
 * to save; any other ends at once.
 *
 * <p>Without internal JDK classes a signal is only seen as the start of a shutdown: the hook waits
 * for the command, then ends the process with the command's own status.
 */
public final class Interrupt {
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean listening;
  private volatile boolean requested;
  private volatile int status;

  /** Lets signals request this interrupt. The caller ends with {@link #over}, then exits. */
  public void onSignals() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "interrupt"));
  }

  /** From now on somebody looks at {@link #requested}. */
  public void listen() {
    listening = true;
  }

  /** Whether the command should stop and save. */
  public boolean requested() {
    return requested;
  }

  /** Asks the command to stop. */
  public void request() {
    requested = true;
  }

  /** The command has ended and written all that it had to say. */
  public void over(int status) {
    this.status = status;
    over.countDown();
  }

  private void shutDown() {
    if (over.getCount() == 0) {
      return; // the process ends by itself
    }
    request();
    if (!listening) {
      Runtime.getRuntime().halt(Task.INTERRUPTED);
    }
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }
}
