package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Transposes squares of as many rows and columns as a vector has lanes, in registers: generated, as
 * {@link GemmBlock} is. A row of the upper half and one of the lower, zipped lane by lane, make two
 * new rows: that moves one binary digit of a float's place from its row to its column. After as
 * many rounds as the number of lanes has digits, row and column have changed places.
 */
abstract class Transposition {

  private static final Map<Integer, Transposition> GENERATED = new ConcurrentHashMap<>();

  private static final MethodTypeDesc TRANSPOSE =
      MethodTypeDesc.of(
          CD_void, Arithmetic.FLOATS, CD_int, CD_int, CD_int, Arithmetic.FLOATS, CD_int, CD_int);

  /** Of {@link #transpose}. */
  final WarmUp transposes = new WarmUp(WarmUp.PACKING);

  Transposition() {}

  static Transposition of(int lanes) {
    return GENERATED.computeIfAbsent(lanes, Transposition::generate);
  }

  /**
   * Transposes {@code count} squares, side by side in the source and one below the other in the
   * destination.
   *
   * @param srcNext floats from one row of the source to the next
   * @param dstNext floats from one row of the destination to the next
   */
  abstract void transpose(
      float[] src, int srcOff, int srcNext, int count, float[] dst, int dstOff, int dstNext);

  /** Operations on vectors that a square takes: a load and a store of each row, and the rounds. */
  static int operations(int lanes) {
    return lanes * (2 + Integer.numberOfTrailingZeros(lanes));
  }

  private static Transposition generate(int lanes) {
    return GeneratedClasses.instance(
        Transposition.class,
        "" + lanes,
        type -> type.withMethodBody("transpose", TRANSPOSE, 0, code -> transpose(code, lanes)));
  }

  private static void transpose(CodeBuilder code, int lanes) {
    int src = 1;
    int srcOff = 2;
    int srcNext = 3;
    int count = 4;
    int dst = 5;
    int dstOff = 6;
    int dstNext = 7;

    Arithmetic math = Arithmetic.of(lanes, code);
    int at = code.allocateLocal(TypeKind.INT);
    Label square = code.newBoundLabel();
    Label done = code.newLabel();
    code.iload(count).ifle(done);
    int[] rows = new int[lanes];
    code.iload(srcOff).istore(at);
    for (int i = 0; i < lanes; i++) {
      rows[i] = math.load(src, at);
      code.iload(at).iload(srcNext).iadd().istore(at);
    }
    for (int digit = 1; digit < lanes; digit *= 2) {
      int[] zipped = new int[lanes];
      for (int i = 0; i < lanes; i++) {
        zipped[i] = math.zipped(rows[i / 2], rows[i / 2 + lanes / 2], i % 2);
      }
      rows = zipped;
    }
    for (int row : rows) {
      math.store(row, dst, dstOff);
      code.iload(dstOff).iload(dstNext).iadd().istore(dstOff);
    }
    code.iinc(srcOff, lanes).iinc(count, -1).goto_(square);
    code.labelBinding(done);
    code.return_();
  }
}
