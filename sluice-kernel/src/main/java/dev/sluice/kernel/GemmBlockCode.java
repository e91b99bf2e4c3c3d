package dev.sluice.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

/** Writes the methods of a {@link GemmBlock} of one shape. */
final class GemmBlockCode {

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

  GemmBlockCode(CodeBuilder code, int lanes, int height, int vectors) {
    this.code = code;
    this.math = Arithmetic.of(lanes, code);
    this.lanes = lanes;
    this.height = height;
    this.vectors = vectors;
    perPanel = vectors % GemmBlock.perPanel(lanes) == 0 ? GemmBlock.perPanel(lanes) : vectors;
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
    int asked = code.allocateLocal(TypeKind.FLOAT);
    code.fconst_0().fstore(asked);
    code.iconst_0().istore(column);
    Label block = code.newBoundLabel();
    Label done = code.newLabel();
    code.iload(blocks).ifle(done);
    zero();
    int k = integer();
    int at = integer();
    int dAt = integer();
    askFor(c, cOff, ldc, at, asked);
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
    code.aload(d).iconst_0().fload(asked).fastore();
    code.return_();
  }

  /**
   * Reads one float of each line of a block whose sums are about to be computed: the lines arrive
   * from further caches meanwhile. What is read adds up in {@code asked}, or C2 would not read it.
   */
  private void askFor(int c, int cOff, int ldc, int at, int asked) {
    code.iload(cOff).istore(at);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < vectors; j++) {
        code.fload(asked).aload(c).iload(at).loadConstant(j * lanes).iadd().faload();
        code.fadd().fstore(asked);
      }
      code.iload(at).iload(ldc).iadd().istore(at);
    }
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
