package dev.sluice.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

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

  /** Floats of scratch that {@link #write} needs, at most. */
  static final int SCRATCH = 4 * WIDTH;

  private final float start;

  Reduction(float start) {
    this.start = start;
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
   * @param scratch the variable of an array of {@link #SCRATCH} floats
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
    Arithmetic one = Arithmetic.of(1, code);
    int[] results = new int[n];
    for (int i = 0; i < n; i++) {
      int[] last = new int[WIDTH];
      for (int l = 0; l < WIDTH; l++) {
        last[l] = one.load(scratch, zero, i * WIDTH + l);
      }
      results[i] = one.tree(last, this);
    }
    return results;
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
}
