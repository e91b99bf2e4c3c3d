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
 * Adds rows: the gradient of a vector parameter. Generated, because HotSpot leaves the loop that
 * adds one float array to another as it is where it cannot tell them apart.
 */
abstract class ColumnSums {
  private static final Map<Integer, ColumnSums> GENERATED = new ConcurrentHashMap<>();

  /** Sums side by side that hide the latency of an addition. */
  private static final int TOGETHER = 64;

  private static final MethodTypeDesc ADD =
      MethodTypeDesc.of(
          CD_void,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          CD_int.arrayType(),
          CD_int,
          CD_int,
          Arithmetic.FLOATS,
          CD_int,
          CD_int);

  ColumnSums() {}

  /** The sums for vectors of {@code lanes} floats; 1 for plain loops. All give the same bits. */
  static ColumnSums of(int lanes) {
    return GENERATED.computeIfAbsent(lanes, ColumnSums::generate);
  }

  /**
   * For each of {@code n} columns, a multiple of 16, adds to {@code sums[at + j]} the sum from zero
   * of {@code d[off + rows[r] * stride + j]} over r in {@code [from, to)}, ascending.
   */
  abstract void add(
      float[] d, int off, int stride, int[] rows, int from, int to, float[] sums, int at, int n);

  private static ColumnSums generate(int lanes) {
    return GeneratedClasses.instance(
        ColumnSums.class,
        "" + lanes,
        type -> type.withMethodBody("add", ADD, 0, code -> add(code, lanes)));
  }

  /** this 0, d 1, off 2, stride 3, rows 4, from 5, to 6, sums 7, at 8, n 9. */
  private static void add(CodeBuilder code, int lanes) {
    Arithmetic a = Arithmetic.of(lanes, code);
    int j = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(j);
    columns(a, j, lanes == 1 ? 8 : TOGETHER / lanes);
    columns(a, j, lanes == 1 ? 8 : 16 / lanes);
    code.return_();
  }

  /** While as many columns are left: {@code vectors} vectors of them at once. */
  private static void columns(Arithmetic a, int j, int vectors) {
    CodeBuilder code = a.code;
    int width = vectors * a.lanes();
    int index = code.allocateLocal(TypeKind.INT);
    int r = code.allocateLocal(TypeKind.INT);
    int[] sums = new int[vectors];
    Label columns = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(9).iload(j).isub().loadConstant(width).if_icmplt(end);
    for (int v = 0; v < vectors; v++) {
      sums[v] = a.fresh();
      a.set(sums[v], a.constant(0));
    }
    code.iload(5).istore(r);
    Label rows = code.newBoundLabel();
    Label done = code.newLabel();
    code.iload(r).iload(6).if_icmpge(done);
    code.iload(2).iload(j).iadd().aload(4).iload(r).iaload().iload(3).imul().iadd().istore(index);
    for (int v = 0; v < vectors; v++) {
      a.set(sums[v], a.add(sums[v], a.load(1, index, v * a.lanes())));
    }
    code.iinc(r, 1).goto_(rows);
    code.labelBinding(done);
    code.iload(8).iload(j).iadd().istore(index);
    for (int v = 0; v < vectors; v++) {
      int plus = v * a.lanes();
      a.store(a.add(a.load(7, index, plus), sums[v]), 7, index, plus);
    }
    code.iinc(j, width).goto_(columns);
    code.labelBinding(end);
  }
}
