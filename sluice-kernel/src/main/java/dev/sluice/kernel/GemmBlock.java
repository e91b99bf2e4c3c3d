package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
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
  final WarmUp copies = new WarmUp();

  /** Of {@link #deal}. */
  final WarmUp deals = new WarmUp();

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
   *     so one or more whole blocks
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
    ClassDesc parent = ClassDesc.of(GemmBlock.class.getName());
    ClassDesc name = ClassDesc.of(GemmBlock.class.getName() + shape);
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                type ->
                    type.withSuperclass(parent)
                        .withFlags(ClassFile.ACC_FINAL)
                        .withMethodBody(
                            INIT_NAME,
                            MTD_void,
                            0,
                            code ->
                                code.aload(0).invokespecial(parent, INIT_NAME, MTD_void).return_())
                        .withMethodBody(
                            "multiply",
                            MULTIPLY,
                            0,
                            code -> new Shape(code, lanes, height, vectors).multiply())
                        .withMethodBody(
                            "outer",
                            OUTER,
                            0,
                            code -> new Shape(code, lanes, height, vectors).outer())
                        .withMethodBody(
                            "copy",
                            COPY,
                            0,
                            code -> new Shape(code, lanes, height, vectors).copy(false))
                        .withMethodBody(
                            "deal",
                            COPY.insertParameterTypes(8, CD_int),
                            0,
                            code -> new Shape(code, lanes, height, vectors).copy(true)));
    try {
      return (GemmBlock)
          MethodHandles.lookup().defineClass(bytes).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException fault) {
      throw new IllegalStateException(fault);
    }
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

  /** Writes the methods of a shape. */
  private static final class Shape {

    /**
     * Bytes beyond which C2 inlines nothing (FreqInlineSize is 325). Where it took two small shapes
     * into one caller, it boxed a vector for each row that they copied: 240 kB in a training step.
     */
    private static final int NEVER_INLINED = 330;

    private final CodeBuilder code;
    private final Arithmetic math;
    private final int lanes;
    private final int height;
    private final int vectors;
    private final int perPanel;
    private final int[][] sums;

    Shape(CodeBuilder code, int lanes, int height, int vectors) {
      this.code = code;
      this.math = Arithmetic.of(lanes, code);
      this.lanes = lanes;
      this.height = height;
      this.vectors = vectors;
      perPanel = vectors % perPanel(lanes) == 0 ? perPanel(lanes) : vectors;
      for (int i = 0; i < NEVER_INLINED; i++) {
        code.nop();
      }
      sums = new int[height][vectors];
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < vectors; j++) {
          sums[i][j] = math.fresh();
        }
      }
    }

    void multiply() {
      int a = 1;
      int aOff = 2;
      int lda = 3;
      int b = 4;
      int bOff = 5;
      int bNext = 6;
      int k = 7;
      int c = 8;
      int cOff = 9;
      int ldc = 10;
      int rows = 11;
      int from = 12;
      int to = 13;
      int groups = 14;
      int accumulate = 15;
      int panels = vectors / perPanel;

      int r = integer();
      int row = integer();
      int[] aRow = integers(height);
      int[] cRow = integers(height);
      Label group = code.newBoundLabel();
      Label done = code.newLabel();
      code.iload(groups).ifle(done);
      code.iload(from).istore(r);
      Label block = code.newBoundLabel();
      Label groupDone = code.newLabel();
      code.iload(r).iload(to).if_icmpge(groupDone);
      for (int i = 0; i < height; i++) {
        code.aload(rows).iload(r).loadConstant(i).iadd().iaload().istore(row);
        code.iload(row).iload(lda).imul().iload(aOff).iadd().istore(aRow[i]);
        code.iload(row).iload(ldc).imul().iload(cOff).iadd().istore(cRow[i]);
      }

      Label fromZero = code.newLabel();
      Label started = code.newLabel();
      code.iload(accumulate).ifeq(fromZero);
      each((i, j) -> math.set(sums[i][j], math.load(c, cRow[i], j * lanes)));
      code.goto_(started);
      code.labelBinding(fromZero);
      zero();
      code.labelBinding(started);

      int kk = integer();
      int at = integer();
      int[] bAt = integers(panels);
      code.iconst_0().istore(kk);
      Label loop = code.newBoundLabel();
      Label loopDone = code.newLabel();
      code.iload(kk).iload(k).if_icmpge(loopDone);
      code.iload(kk).loadConstant(perPanel * lanes).imul().iload(bOff).iadd().istore(bAt[0]);
      for (int p = 1; p < panels; p++) {
        code.iload(bAt[p - 1]).iload(bNext).iadd().istore(bAt[p]);
      }
      int[] right = new int[vectors];
      for (int j = 0; j < vectors; j++) {
        right[j] = math.load(b, bAt[j / perPanel], j % perPanel * lanes);
      }
      for (int i = 0; i < height; i++) {
        code.iload(aRow[i]).iload(kk).iadd().istore(at);
        int left = math.broadcast(a, at);
        for (int j = 0; j < vectors; j++) {
          math.set(sums[i][j], math.fma(left, right[j], sums[i][j]));
        }
      }
      code.iinc(kk, 1).goto_(loop);
      code.labelBinding(loopDone);

      each((i, j) -> math.store(sums[i][j], c, cRow[i], j * lanes));
      code.iinc(r, height).goto_(block);
      code.labelBinding(groupDone);
      code.iload(bOff).iload(bNext).loadConstant(panels).imul().iadd().istore(bOff);
      code.iinc(cOff, vectors * lanes).iinc(groups, -1).goto_(group);
      code.labelBinding(done);
      code.return_();
    }

    void outer() {
      int d = 1;
      int dOff = 2;
      int dNext = 3;
      int v = 4;
      int vOff = 5;
      int count = 6;
      int c = 7;
      int cOff = 8;
      int ldc = 9;
      int blocks = 10;

      int column = integer();
      code.iconst_0().istore(column);
      Label block = code.newBoundLabel();
      Label done = code.newLabel();
      code.iload(blocks).ifle(done);
      zero();
      int k = integer();
      int at = integer();
      int dAt = integer();
      code.iconst_0().istore(k);
      Label loop = code.newBoundLabel();
      Label loopDone = code.newLabel();
      code.iload(k).iload(count).if_icmpge(loopDone);
      code.iload(k).loadConstant(vectors * lanes).imul().iload(vOff).iadd().istore(at);
      int[] right = new int[vectors];
      for (int j = 0; j < vectors; j++) {
        right[j] = math.load(v, at, j * lanes);
      }
      code.iload(k).loadConstant(lanes).imul().iload(dOff).iadd().istore(dAt);
      for (int i = 0; i < height; i++) {
        code.iload(dAt).loadConstant(i).iadd().istore(at);
        int left = math.broadcast(d, at);
        for (int j = 0; j < vectors; j++) {
          math.set(sums[i][j], math.fma(left, right[j], sums[i][j]));
        }
      }
      code.iinc(k, 1).goto_(loop);
      code.labelBinding(loopDone);

      code.iload(cOff).istore(at);
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < vectors; j++) {
          int sum = math.add(math.load(c, at, j * lanes), sums[i][j]);
          math.store(sum, c, at, j * lanes);
        }
        code.iload(at).iload(ldc).iadd().istore(at);
      }
      code.iload(at).istore(cOff);
      Label nextGroup = code.newLabel();
      code.iinc(column, height).iload(column).loadConstant(lanes).if_icmpge(nextGroup);
      code.iinc(dOff, height).iinc(blocks, -1).goto_(block);
      code.labelBinding(nextGroup);
      code.iload(dOff).iload(dNext).iadd().loadConstant(height - lanes).iadd().istore(dOff);
      code.iconst_0().istore(column);
      code.iinc(blocks, -1).goto_(block);
      code.labelBinding(done);
      code.return_();
    }

    void copy(boolean apart) {
      int src = 1;
      int srcOff = 2;
      int ld = 3;
      int rows = 4;
      int start = 5;
      int count = 6;
      int dst = 7;
      int dstOff = 8;
      int dstNext = 9;

      int i = integer();
      int from = integer();
      int to = integer();
      code.iconst_0().istore(i);
      Label loop = code.newBoundLabel();
      Label done = code.newLabel();
      code.iload(i).iload(count).if_icmpge(done);
      code.aload(rows).iload(start).iload(i).iadd().iaload();
      code.iload(ld).imul().iload(srcOff).iadd().istore(from);
      int step = apart ? lanes : vectors * lanes;
      code.iload(i).loadConstant(step).imul().iload(dstOff).iadd().istore(to);
      for (int j = 0; j < vectors; j++) {
        math.store(math.load(src, from, j * lanes), dst, to, apart ? 0 : j * lanes);
        if (apart) {
          code.iload(to).iload(dstNext).iadd().istore(to);
        }
      }
      code.iinc(i, 1).goto_(loop);
      code.labelBinding(done);
      code.return_();
    }

    /** One constant for all: each costs the compiler time. */
    private void zero() {
      int zero = math.constant(0);
      each((i, j) -> math.set(sums[i][j], zero));
    }

    private interface Element {
      void emit(int i, int j);
    }

    private void each(Element element) {
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < vectors; j++) {
          element.emit(i, j);
        }
      }
    }

    private int integer() {
      return code.allocateLocal(TypeKind.INT);
    }

    private int[] integers(int count) {
      int[] slots = new int[count];
      for (int i = 0; i < count; i++) {
        slots[i] = integer();
      }
      return slots;
    }
  }
}
