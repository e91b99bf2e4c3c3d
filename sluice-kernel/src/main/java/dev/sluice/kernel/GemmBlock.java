package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The inner loops of {@link VectorGemm}, generated for one block of results that stays in
 * registers: {@code height} rows of {@code vectors} vectors each. A class per shape, because C2
 * must see the whole block in one method: a vector handed to another method is boxed.
 */
abstract class GemmBlock {

  private static final Map<String, GemmBlock> GENERATED = new ConcurrentHashMap<>();
  private static final ClassDesc INTS = CD_int.arrayType();

  /** Of {@link #multiply}. */
  final WarmUp multiplies = new WarmUp();

  /** Of {@link #outer}. */
  final WarmUp outers = new WarmUp();

  /** Of {@link #copy}. */
  final WarmUp copies = new WarmUp(WarmUp.PACKING);

  /** Of {@link #deal}. */
  final WarmUp deals = new WarmUp(WarmUp.PACKING);

  GemmBlock() {}

  /**
   * Multiplies blocks of rows by groups of columns; see {@link Gemm#multiply}.
   *
   * @param bNext floats from one panel to the next
   * @param from to a whole number of blocks of the row list
   * @param groups of {@code vectors} vectors of columns
   */
  abstract void multiply(
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int bNext,
      int k,
      float[] c,
      int cOff,
      int ldc,
      int[] rows,
      int from,
      int to,
      int groups,
      boolean accumulate);

  /**
   * Adds to {@code blocks} blocks of rows of C one chain over {@code count} products of packed
   * operands each; see {@link Gemm#outer}.
   *
   * @param d {@code [group, count, lane]}: as many columns as a vector has lanes make a group, and
   *     so one or more whole blocks. What stands in front of {@code dOff}, at 0, is overwritten
   * @param dNext floats from one group to the next
   * @param v {@code [count, vectors]}
   */
  abstract void outer(
      float[] d,
      int dOff,
      int dNext,
      float[] v,
      int vOff,
      int count,
      float[] c,
      int cOff,
      int ldc,
      int blocks);

  /**
   * Copies {@code vectors} vectors of each of {@code count} listed rows, side by side, one row
   * after the other.
   */
  abstract void copy(
      float[] src, int srcOff, int ld, int[] rows, int start, int count, float[] dst, int dstOff);

  /**
   * Copies {@code vectors} vectors of each of {@code count} listed rows, each to a place of its
   * own, {@code dstNext} floats further than the one before it: lines of the source are read once.
   */
  abstract void deal(
      float[] src,
      int srcOff,
      int ld,
      int[] rows,
      int start,
      int count,
      float[] dst,
      int dstOff,
      int dstNext);

  /**
   * Vectors of the same k that stand side by side in a panel. With 32 registers, blocks of six rows
   * by four vectors: eight by three have as many sums, but each row costs a register for its
   * address, and whether C2 had enough of these for eight depended on the profile: without, the
   * loop ran at 170 instead of 210 Gflop/s.
   */
  static int perPanel(int lanes) {
    return lanes == 16 ? 4 : 2;
  }

  static GemmBlock of(int lanes, int height, int vectors) {
    String shape = "%dx%dx%d".formatted(lanes, height, vectors);
    return GENERATED.computeIfAbsent(shape, _ -> generate(shape, lanes, height, vectors));
  }

  private static GemmBlock generate(String shape, int lanes, int height, int vectors) {
    return GeneratedClasses.instance(
        GemmBlock.class,
        shape,
        type ->
            type.withMethodBody(
                    "multiply",
                    MULTIPLY,
                    0,
                    code -> new GemmBlockCode(code, lanes, height, vectors).multiply())
                .withMethodBody(
                    "outer",
                    OUTER,
                    0,
                    code -> new GemmBlockCode(code, lanes, height, vectors).outer())
                .withMethodBody(
                    "copy",
                    COPY,
                    0,
                    code -> new GemmBlockCode(code, lanes, height, vectors).copy(false))
                .withMethodBody(
                    "deal",
                    COPY.insertParameterTypes(8, CD_int),
                    0,
                    code -> new GemmBlockCode(code, lanes, height, vectors).copy(true)));
  }

  private static final MethodTypeDesc MULTIPLY =
      MethodTypeDesc.of(
          CD_void,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          CD_int,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          INTS,
          CD_int,
          CD_int,
          CD_int,
          CD_boolean);

  private static final MethodTypeDesc OUTER =
      MethodTypeDesc.of(
          CD_void,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          CD_int);

  private static final MethodTypeDesc COPY =
      MethodTypeDesc.of(
          CD_void,
          Arithmetic.FLOATS,
          CD_int,
          CD_int,
          INTS,
          CD_int,
          CD_int,
          Arithmetic.FLOATS,
          CD_int);
}
