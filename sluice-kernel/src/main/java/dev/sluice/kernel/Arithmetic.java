package dev.sluice.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * Writes float arithmetic as bytecode: one vector at a time with the Vector API, or one float at a
 * time without it, with the same bits in every lane. Everything that computes floats in a loop is
 * written once over this class.
 *
 * <p>A value is the slot of a local variable that holds {@link #lanes} floats; a <em>pattern</em>
 * is a slot that holds as many ints, for work on exponents. Each operation emits the loads of its
 * operands, the operation, and a store to a fresh slot, which it returns. Nothing is ever passed to
 * a method: a vector that crosses a call that is not inlined is boxed.
 *
 * <p>One instance belongs to one method. A constant is emitted wherever it is asked for: C2 makes
 * one of the equal ones and moves it out of loops. (When they were emitted once, before the loop,
 * they were alive at its safepoint: C2 boxed some, and loaded others again for each use, and the
 * equations of an LSTM took 1.5 instead of 1.1 ns per unit.) Slots come from the method's own
 * builder: labels and jumps are fine, nested blocks ({@code code.block}, {@code ifThen}) are not,
 * because their slots would be the same ones.
 *
 * <p>Comparisons are false for NaN; {@link #min} and {@link #max} give NaN if either side is NaN,
 * and the second argument on a tie, so {@code max(-0, 0)} is 0 and {@code max(0, -0)} is -0. Which
 * NaN (sign, payload) is not specified.
 */
abstract sealed class Arithmetic permits VectorArithmetic, ScalarArithmetic {

  static final ClassDesc FLOATS = ConstantDescs.CD_float.arrayType();

  final CodeBuilder code;

  Arithmetic(CodeBuilder code) {
    this.code = code;
  }

  /** Arithmetic on {@code lanes} floats at once (16, 8, 4, or 1 for plain floats). */
  static Arithmetic of(int lanes, CodeBuilder code) {
    return lanes == 1 ? new ScalarArithmetic(code) : new VectorArithmetic(lanes, code);
  }

  /** Floats per value. */
  abstract int lanes();

  /** {@code value} in all lanes. */
  abstract int constant(float value);

  /** {@code array[index .. index + lanes)}. */
  abstract int load(int arraySlot, int indexSlot);

  /** {@code array[index + plus .. index + plus + lanes)}. */
  abstract int load(int arraySlot, int indexSlot, int plus);

  /** {@code array[index]} in all lanes. */
  final int broadcast(int arraySlot, int indexSlot) {
    code.aload(arraySlot).iload(indexSlot).faload();
    return fill();
  }

  /** The float variable {@code floatSlot} in all lanes. */
  final int broadcast(int floatSlot) {
    code.fload(floatSlot);
    return fill();
  }

  /** {@code array[index .. index + lanes) = value}. */
  abstract void store(int value, int arraySlot, int indexSlot);

  /** {@code array[index + plus .. index + plus + lanes) = value}. */
  abstract void store(int value, int arraySlot, int indexSlot, int plus);

  abstract int add(int a, int b);

  abstract int sub(int a, int b);

  abstract int mul(int a, int b);

  abstract int div(int a, int b);

  abstract int neg(int a);

  /** {@code a * b + c}, rounded once. */
  abstract int fma(int a, int b, int c);

  abstract int sqrt(int a);

  abstract int abs(int a);

  /** {@code a > b ? then : otherwise}. */
  abstract int select(int a, int b, int then, int otherwise);

  /** {@code a == a ? otherwise : then}: {@code then} where a is NaN. */
  abstract int selectNaN(int a, int then, int otherwise);

  /** The smaller; NaN if either is NaN. */
  final int min(int a, int b) {
    return selectNaN(a, a, select(b, a, a, b)); // b where b is NaN
  }

  /** The larger; NaN if either is NaN. */
  final int max(int a, int b) {
    return selectNaN(a, a, select(a, b, a, b));
  }

  /** {@code a} brought into [low, high]; NaN stays. */
  final int clamp(int a, float low, float high) {
    int l = constant(low);
    int h = constant(high);
    int above = select(l, a, l, a);
    return select(above, h, h, above);
  }

  /** The pattern of a value: its bits. */
  abstract int bits(int value);

  /** The value of a pattern. */
  abstract int value(int pattern);

  /** {@code bits} in all lanes of a pattern. */
  abstract int pattern(int bits);

  abstract int addPattern(int a, int b);

  abstract int subPattern(int a, int b);

  abstract int shiftLeft(int pattern, int count);

  /** Arithmetic: copies of the sign come in. */
  abstract int shiftRight(int pattern, int count);

  /** A variable to assign to with {@link #set}, as loops need; set it on every path before use. */
  abstract int fresh();

  /** {@code variable = value}. */
  abstract void set(int variable, int value);

  /** The lanes of a value as {@link #lanes} float variables. */
  abstract int[] split(int value);

  /** Lane l of the result is lane l + {@code by} of a value, in a circle. */
  abstract int turned(int value, int by);

  /**
   * Lanes of {@code a} and {@code b} in turn.
   *
   * @param half which lanes of both: 0 for those of the first half, 1 for those of the second
   */
  abstract int zipped(int a, int b, int half);

  /** The first lane of a value, as a float variable. */
  abstract int first(int value);

  /**
   * Combines 16 running results in the order of {@link Reduction}.
   *
   * @param running as many values as have 16 lanes together
   * @return a float variable
   */
  final int tree(int[] running, Reduction reduction) {
    int[] values = running.clone();
    for (int half = values.length / 2; half >= 1; half /= 2) {
      for (int i = 0; i < half; i++) {
        values[i] = reduction.combine(this, values[i], values[i + half]);
      }
    }
    int all = values[0];
    for (int half = lanes() / 2; half >= 1; half /= 2) {
      all = reduction.combine(this, all, turned(all, half));
    }
    return first(all);
  }

  /** The float on the stack in all lanes. */
  abstract int fill();

  final int slot(TypeKind kind) {
    return code.allocateLocal(kind);
  }
}
