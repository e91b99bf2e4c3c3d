package dev.sluice.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.List;

/**
 * How the units of a row become one number, in an order that no width of vectors changes: 16
 * running results, of which number l combines units l, l + 16, l + 32 … ascending; then of these l
 * and l + 8, l and l + 4, l and l + 2, l and l + 1.
 */
enum Reduction {
  TOTAL(0) {
    @Override
    int combine(Arithmetic a, int x, int y) {
      return a.add(x, y);
    }
  },

  /** The largest, passing over NaN. */
  LARGEST(Float.NEGATIVE_INFINITY) {
    @Override
    int combine(Arithmetic a, int x, int y) {
      return a.select(y, x, y, x);
    }
  };

  /** Running results. */
  static final int WIDTH = 16;

  /** Where the scratch begins to hold the numbers of the lanes. */
  private static final int LANES = Run.MOST_ALONG * WIDTH;

  /** Where the scratch begins to hold what each reduction begins with. */
  private static final int STARTS = LANES + WIDTH;

  private final float start;

  Reduction(float start) {
    this.start = start;
  }

  /** What generated methods need to sum: room for running results, and the numbers of the lanes. */
  static float[] scratch() {
    float[] scratch = new float[STARTS + values().length * WIDTH];
    for (int l = 0; l < WIDTH; l++) {
      scratch[LANES + l] = l;
      for (Reduction r : values()) {
        scratch[STARTS + r.ordinal() * WIDTH + l] = r.start;
      }
    }
    return scratch;
  }

  /** Writes how two values become one. */
  abstract int combine(Arithmetic a, int x, int y);

  /**
   * Rows that {@link #write} reduces side by side, at most: their running results are in registers.
   */
  static int most(int lanes) {
    return lanes >= 8 ? 4 : lanes == 4 ? 2 : 1;
  }

  /**
   * Writes the reduction of several rows.
   *
   * @param arrays the variables of their arrays
   * @param starts the variables of their first index
   * @param units the variable of their length
   * @param scratch the variable of a {@link #scratch}
   * @return the variables of the results
   */
  int[] write(CodeBuilder code, int lanes, int[] arrays, int[] starts, int units, int scratch) {
    int n = arrays.length;
    Arithmetic a = Arithmetic.of(lanes, code);
    int unit = code.allocateLocal(TypeKind.INT);
    int[][] running = running(a, arrays, starts, unit, units);
    int zero = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(zero);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < running[i].length; j++) {
        a.store(running[i][j], scratch, zero, i * WIDTH + j * lanes);
      }
    }
    rest(code, arrays, starts, unit, units, scratch);
    int[] results = new int[n];
    for (int i = 0; i < n; i++) {
      results[i] = result(a, scratch, zero, i);
    }
    return results;
  }

  /** Writes how running results in the scratch, those of row {@code i}, become one. */
  private int result(Arithmetic a, int scratch, int zero, int i) {
    int[] running = new int[WIDTH / a.lanes()];
    for (int j = 0; j < running.length; j++) {
      running[j] = a.load(scratch, zero, i * WIDTH + j * a.lanes());
    }
    return a.tree(running, this);
  }

  /**
   * Writes the loop over whole groups of {@link #WIDTH} units.
   *
   * @param unit the variable for the number of units done
   * @return for each row the variables of its running results
   */
  int[][] running(Arithmetic a, int[] arrays, int[] starts, int unit, int units) {
    CodeBuilder code = a.code;
    int[][] running = new int[arrays.length][WIDTH / a.lanes()];
    for (int[] row : running) {
      for (int j = 0; j < row.length; j++) {
        row[j] = a.fresh();
        a.set(row[j], a.constant(start));
      }
    }
    int index = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(unit);
    Label loop = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(unit).iload(units).bipush(WIDTH).isub().if_icmpgt(end);
    for (int i = 0; i < running.length; i++) {
      code.iload(starts[i]).iload(unit).iadd().istore(index);
      for (int j = 0; j < running[i].length; j++) {
        int next = a.load(arrays[i], index, j * a.lanes());
        a.set(running[i][j], combine(a, running[i][j], next));
      }
    }
    code.iinc(unit, WIDTH).goto_(loop);
    code.labelBinding(end);
    return running;
  }

  /** Combines what is left of each row with the first of its running results. */
  private void rest(
      CodeBuilder code, int[] arrays, int[] starts, int unit, int units, int scratch) {
    Arithmetic one = Arithmetic.of(1, code);
    int l = code.allocateLocal(TypeKind.INT);
    int index = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(l);
    Label loop = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(unit).iload(units).if_icmpge(end);
    for (int i = 0; i < arrays.length; i++) {
      code.iload(starts[i]).iload(unit).iadd().istore(index);
      int so = one.load(scratch, l, i * WIDTH);
      one.store(combine(one, so, one.load(arrays[i], index)), scratch, l, i * WIDTH);
    }
    code.iinc(l, 1).iinc(unit, 1).goto_(loop);
    code.labelBinding(end);
  }

  /**
   * Writes reductions of values that a loop over units computes, a vector at a time: {@link #begin}
   * before the loop, in it {@link #units} and {@link #take} for each value, {@link #results}
   * behind.
   */
  static final class Along {
    private final CodeBuilder code;
    private final Arithmetic a;
    private final Reduction[] reductions;
    private final int scratch;
    private final int zero;

    /** The running results, where a vector has all of a value's. */
    private final int[] running;

    /** The variable of a vector of how many units there are from the current one on. */
    private int left;

    /** The variable of a vector that numbers the lanes. */
    private int lane;

    /** The variable of the place of the current units among {@link #WIDTH}. */
    private final int place;

    /**
     * @param reductions of each value
     * @param scratch the variable of a {@link #scratch}
     */
    Along(Arithmetic a, List<Reduction> reductions, int scratch) {
      code = a.code;
      this.a = a;
      this.reductions = reductions.toArray(Reduction[]::new);
      this.scratch = scratch;
      zero = code.allocateLocal(TypeKind.INT);
      place = code.allocateLocal(TypeKind.INT);
      running = new int[this.reductions.length];
    }

    void begin() {
      code.iconst_0().istore(zero);
      for (int i = 0; i < running.length; i++) {
        int start = a.load(scratch, zero, STARTS + reductions[i].ordinal() * WIDTH);
        if (a.lanes() == WIDTH) {
          running[i] = start;
        } else {
          for (int l = 0; l < WIDTH; l += a.lanes()) {
            a.store(start, scratch, zero, i * WIDTH + l);
          }
        }
      }
    }

    /**
     * Before the values of units from {@code unit} on, of which there are {@code units}: beyond
     * them is padding, which does not count.
     */
    void units(int unit, int units) {
      if (reductions.length > 0) {
        code.iload(units).iload(unit).isub().i2f();
        left = a.fill();
        lane = a.load(scratch, zero, LANES);
        code.iload(unit).loadConstant(WIDTH - 1).iand().istore(place);
      }
    }

    /** Value {@code i} of the current units. */
    void take(int i, int value) {
      Reduction r = reductions[i];
      if (a.lanes() == WIDTH) {
        a.set(running[i], a.select(left, lane, r.combine(a, running[i], value), running[i]));
      } else {
        int so = a.load(scratch, place, i * WIDTH);
        a.store(a.select(left, lane, r.combine(a, so, value), so), scratch, place, i * WIDTH);
      }
    }

    /** The variables of the results. */
    int[] results() {
      int[] results = new int[running.length];
      for (int i = 0; i < results.length; i++) {
        Reduction r = reductions[i];
        boolean one = a.lanes() == WIDTH;
        results[i] = one ? a.tree(new int[] {running[i]}, r) : r.result(a, scratch, zero, i);
      }
      return results;
    }
  }
}
