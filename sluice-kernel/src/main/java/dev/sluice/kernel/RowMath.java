package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Functions of whole rows of floats, of any length, generated for one width of vectors. Every width
 * gives the same bits. {@link VectorMath} uses the width of this JVM.
 */
abstract class RowMath {

  private static final Map<Integer, RowMath> GENERATED = new ConcurrentHashMap<>();
  private static final MethodTypeDesc MAP =
      MethodTypeDesc.of(
          CD_void, Arithmetic.FLOATS, CD_int, Arithmetic.FLOATS, CD_int, CD_int, CD_float);
  private static final MethodTypeDesc REDUCE =
      MethodTypeDesc.of(CD_float, Arithmetic.FLOATS, CD_int, CD_int);

  RowMath() {}

  /** Writes a function of the value in a slot. */
  private interface Function {
    int of(Arithmetic a, int x);
  }

  /** The functions for vectors of {@code lanes} floats; 1 for plain loops. */
  static RowMath of(int lanes) {
    return GENERATED.computeIfAbsent(lanes, RowMath::generate);
  }

  /** out[i] = e^(in[i] - minus); {@code in} and {@code out} may be the same row. */
  abstract void exp(float[] in, int inOff, float[] out, int outOff, int n, float minus);

  /** out[i] = log(in[i]); the last argument is not used. */
  abstract void log(float[] in, int inOff, float[] out, int outOff, int n, float unused);

  abstract void tanh(float[] in, int inOff, float[] out, int outOff, int n, float unused);

  abstract void sigmoid(float[] in, int inOff, float[] out, int outOff, int n, float unused);

  /** One logarithm, with the bits of the row's. */
  abstract float log(float x);

  /** The sum, in the order of {@link Reduction}. */
  abstract float total(float[] v, int off, int n);

  /** The largest, passing over NaN; -infinity of nothing. */
  abstract float largest(float[] v, int off, int n);

  /** See {@link VectorMath#softmax}. */
  final float softmax(float[] x, int off, int n) {
    float largest = largest(x, off, n);
    exp(x, off, x, off, n, largest);
    float sum = total(x, off, n);
    float scale = 1 / sum;
    for (int i = off; i < off + n; i++) {
      x[i] *= scale;
    }
    return largest + log(sum);
  }

  private static RowMath generate(int lanes) {
    return GeneratedClasses.instance(
        RowMath.class,
        "" + lanes,
        type -> {
          map(type, "exp", lanes, (a, x) -> VectorMath.exp(a, a.sub(x, a.broadcast(6))));
          map(type, "log", lanes, VectorMath::log);
          type.withMethodBody(
              "log",
              MethodTypeDesc.of(CD_float, CD_float),
              0,
              code -> {
                Arithmetic a = Arithmetic.of(1, code);
                code.fload(VectorMath.log(a, 1)).freturn();
              });
          map(type, "tanh", lanes, VectorMath::tanh);
          map(type, "sigmoid", lanes, VectorMath::sigmoid);
          reduce(type, "total", lanes, Reduction.TOTAL);
          reduce(type, "largest", lanes, Reduction.LARGEST);
        });
  }

  /** A method (this 0, in 1, inOff 2, out 3, outOff 4, n 5, minus 6): vectors, then the rest. */
  private static void map(ClassBuilder type, String name, int lanes, Function function) {
    type.withMethodBody(
        name,
        MAP,
        0,
        code -> {
          int i = code.allocateLocal(TypeKind.INT);
          code.iconst_0().istore(i);
          Arithmetic wide = Arithmetic.of(lanes, code);
          mapLoop(wide, i, function);
          Arithmetic rest = Arithmetic.of(1, code);
          mapLoop(rest, i, function);
          code.return_();
        });
  }

  private static void mapLoop(Arithmetic a, int i, Function function) {
    CodeBuilder code = a.code;
    int from = code.allocateLocal(TypeKind.INT);
    int to = code.allocateLocal(TypeKind.INT);
    Label loop = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(i).iload(5).loadConstant(a.lanes()).isub().if_icmpgt(end);
    code.iload(2).iload(i).iadd().istore(from);
    code.iload(4).iload(i).iadd().istore(to);
    a.store(function.of(a, a.load(1, from)), 3, to);
    code.iinc(i, a.lanes()).goto_(loop);
    code.labelBinding(end);
  }

  /** A method (this 0, v 1, off 2, n 3). */
  private static void reduce(ClassBuilder type, String name, int lanes, Reduction reduction) {
    type.withMethodBody(
        name,
        REDUCE,
        0,
        code -> {
          Arithmetic a = Arithmetic.of(lanes, code);
          int unit = code.allocateLocal(TypeKind.INT);
          int[] running = reduction.running(a, new int[] {1}, new int[] {2}, unit, 3)[0];
          int[] floats = Arrays.stream(running).flatMap(r -> Arrays.stream(a.split(r))).toArray();
          Arithmetic one = Arithmetic.of(1, code);
          int index = code.allocateLocal(TypeKind.INT);
          Label done = code.newLabel();
          for (int l = 0; l < Reduction.WIDTH - 1; l++) {
            code.iload(unit).iload(3).if_icmpge(done);
            code.iload(2).iload(unit).iadd().istore(index);
            one.set(floats[l], reduction.combine(one, floats[l], one.load(1, index)));
            code.iinc(unit, 1);
          }
          code.labelBinding(done);
          code.fload(one.tree(floats, reduction)).freturn();
        });
  }
}
