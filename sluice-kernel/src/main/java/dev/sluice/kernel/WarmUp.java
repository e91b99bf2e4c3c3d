package dev.sluice.kernel;

/**
 * The time until C2 has compiled a generated loop of vector operations. Before that each of these
 * makes an object, while plain loops are compiled within milliseconds and a hundred times faster.
 * So plain loops do the work first, which changes no bit of it; beside them the vector code runs on
 * a small part of the same operands, its results thrown away, until it proves to be fast.
 *
 * <p>One instance belongs to one generated method. Threads share it and lose each other's counts
 * now and then, which costs a rehearsal more.
 */
final class WarmUp {

  /** Steps of a loop that a rehearsal takes, at most: many short calls are compiled as calls. */
  static final int STEPS = 8;

  /** Where the results of rehearsals go. */
  static final float[] WASTE = new float[512];

  /** Nanoseconds per vector operation: compiled code takes less than one, an object fifty. */
  private static final int FAST = 8;

  /** Operations that take as long as a call and a look at the clock. */
  private static final int CALL = 16;

  /** Operations that are judged together, at least. */
  private static final int ENOUGH = 500;

  /** Nanoseconds of rehearsals after which they become rarer: this JVM may have no C2. */
  private static final long LONG = 2_000_000_000;

  /** Eagerness of what packs: it is a hundredth of a step with large batches. */
  static final int PACKING = 8;

  /** How many times as long as the work rehearsals may take: more where that is a short one. */
  private final int eagerness;

  private boolean over;
  private long worked;
  private long rehearsed;

  /** What was rehearsed since it was last judged, and how long it took. */
  private long operations;

  private long nanoseconds;

  WarmUp() {
    this(1);
  }

  WarmUp(int eagerness) {
    this.eagerness = eagerness;
  }

  /** Whether the vector code is to do the work from now on. */
  boolean isOver() {
    return over;
  }

  /**
   * Plain loops have worked.
   *
   * @return whether to rehearse now: about as long as they work, or {@link #eagerness} times so
   *     long, so it costs no more than that
   */
  boolean worked(long nanoseconds) {
    worked += nanoseconds;
    return mayRehearse();
  }

  private boolean mayRehearse() {
    return rehearsed <= (rehearsed < LONG ? eagerness * worked : worked / 16);
  }

  /**
   * Plain loops have worked, and the vector code rehearses until it is fast or there is no more
   * time for it: where a step of a large model has few calls, one rehearsal for each takes half a
   * minute to be enough for C2.
   *
   * @param operations those on vectors in one rehearsal
   */
  void worked(long nanoseconds, long operations, Runnable rehearsal) {
    long begin = System.nanoTime();
    for (boolean more = worked(nanoseconds); more; more = goesOn()) {
      rehearsal.run();
      long end = System.nanoTime();
      rehearsed(operations, end - begin);
      begin = end;
    }
  }

  /** Whether to rehearse once more for the same work. */
  boolean goesOn() {
    return !over && mayRehearse();
  }

  /** The vector code has rehearsed so many operations on vectors. */
  void rehearsed(long operations, long nanoseconds) {
    rehearsed += nanoseconds;
    if (operations == 0) {
      return; // of a thread that has no rows or units: that is fast, whatever is compiled
    }
    this.operations += operations + CALL;
    this.nanoseconds += nanoseconds;
    if (this.operations >= ENOUGH) {
      over |= this.nanoseconds < FAST * this.operations;
      this.operations = 0;
      this.nanoseconds = 0;
    }
  }
}
