package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Program.Line;
import dev.sluice.cell.Steps.Block;
import dev.sluice.cell.Steps.Pass;
import dev.sluice.cell.Steps.Stage;
import dev.sluice.kernel.Layout.Place;
import dev.sluice.kernel.generated.Passes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Turns the element by element passes of a plan into a class: one flat static method a pass, so
 * that HotSpot sees no call inside the loop, with the line numbers of the equations.
 */
final class KernelCompiler {

  /**
   * A pass as it is called.
   *
   * @param number its number in the class
   * @param operands what it reads and writes, in the order of its arrays
   */
  record Compiled(int number, List<Place> operands) {}

  /** Passes that one method chooses from. */
  private static final int GROUP = 64;

  private static final ClassDesc PASSES = ClassDesc.of(Passes.class.getName());
  private static final ClassDesc FLOATS = ConstantDescs.CD_float.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final MethodTypeDesc PASS =
      MethodTypeDesc.of(CD_void, FLOATS.arrayType(), INTS, INTS, INTS, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc RUN = PASS.insertParameterTypes(0, CD_int);

  private final Layout layout;
  private final int lanes;
  private final Map<Pass, Compiled> compiled = new IdentityHashMap<>();

  private KernelCompiler(Layout layout, int lanes) {
    this.layout = layout;
    this.lanes = lanes;
  }

  /** The passes of one direction: the class that runs them, and how each is called. */
  record Result(Passes passes, Map<Pass, Compiled> compiled) {}

  /**
   * Compiles the passes of {@code blocks}.
   *
   * @param direction the name of the class, {@code Forward} or {@code Backward}
   */
  static Result compile(Cell cell, Layout layout, List<Block> blocks, String direction, int lanes) {
    return new KernelCompiler(layout, lanes).compile(cell, blocks, direction);
  }

  private Result compile(Cell cell, List<Block> blocks, String direction) {
    List<Pass> passes = new ArrayList<>();
    for (Block block : blocks) {
      for (Stage stage : block.stages()) {
        if (stage instanceof Pass pass) {
          passes.add(pass);
        }
      }
    }
    String name = cell.name() + "_" + cell.digest() + "." + direction;
    ClassDesc self = ClassDesc.of(name);
    byte[] bytes =
        ClassFile.of()
            .build(
                self,
                c -> {
                  c.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
                  c.withInterfaceSymbols(PASSES);
                  c.with(SourceFileAttribute.of(cell.source()));
                  c.withMethodBody(
                      ConstantDescs.INIT_NAME,
                      ConstantDescs.MTD_void,
                      ClassFile.ACC_PUBLIC,
                      code ->
                          code.aload(0)
                              .invokespecial(
                                  ConstantDescs.CD_Object,
                                  ConstantDescs.INIT_NAME,
                                  ConstantDescs.MTD_void)
                              .return_());
                  c.withMethodBody(
                      "run",
                      RUN,
                      ClassFile.ACC_PUBLIC,
                      code -> groups(code, self, Math.ceilDiv(passes.size(), GROUP)));
                  for (int from = 0; from < passes.size(); from += GROUP) {
                    int first = from;
                    int to = Math.min(from + GROUP, passes.size());
                    c.withMethodBody(
                        "group" + from / GROUP,
                        RUN,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> group(code, self, first, to));
                  }
                  for (int i = 0; i < passes.size(); i++) {
                    int number = i;
                    c.withMethodBody(
                        "pass" + i,
                        PASS,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> pass(code, passes.get(number), number));
                  }
                });
    try {
      Passes instance =
          (Passes) GeneratedClasses.define(name, bytes).getDeclaredConstructor().newInstance();
      return new Result(instance, compiled);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * {@code run(pass, …)} calls {@code groupG(pass, …)}: one switch over all would grow too large.
   */
  private static void groups(CodeBuilder code, ClassDesc self, int groups) {
    code.iload(1).loadConstant(GROUP).idiv();
    choose(code, 0, groups, g -> arguments(code.iload(1), 2).invokestatic(self, "group" + g, RUN));
  }

  /** {@code groupG(pass, …)} calls {@code passP(…)}. */
  private static void group(CodeBuilder code, ClassDesc self, int from, int to) {
    code.iload(0);
    choose(code, from, to, i -> arguments(code, 1).invokestatic(self, "pass" + i, PASS));
  }

  private static CodeBuilder arguments(CodeBuilder code, int a) {
    code.aload(a).aload(a + 1).aload(a + 2).aload(a + 3);
    return code.iload(a + 4).iload(a + 5).iload(a + 6);
  }

  /** Does {@code call} for the number on the stack, in {@code [from, to)}, and returns. */
  private static void choose(CodeBuilder code, int from, int to, IntConsumer call) {
    List<SwitchCase> cases =
        IntStream.range(from, to).mapToObj(i -> SwitchCase.of(i, code.newLabel())).toList();
    Label end = code.newLabel();
    code.tableswitch(from, Math.max(from, to - 1), end, cases);
    for (SwitchCase c : cases) {
      code.labelBinding(c.target());
      call.accept(c.caseValue());
      code.goto_(end);
    }
    code.labelBinding(end).return_();
  }

  /** One method: for each row, for each vector of its units, all lines of the pass. */
  private void pass(CodeBuilder code, Pass pass, int number) {
    Map<Place, Integer> operands = new LinkedHashMap<>();
    for (Line line : pass.lines()) {
      for (Expr e : Expr.postorder(line.expr())) {
        if (e instanceof Name(String n) && !pass.defines().contains(n)) {
          operands.putIfAbsent(layout.place(n), operands.size());
        } else if (e instanceof Parameter || e instanceof Count) {
          operands.putIfAbsent(layout.constant(e), operands.size());
        }
      }
      Place place = layout.places.get(line.name());
      if (place != null) {
        operands.putIfAbsent(place, operands.size());
      }
    }
    boolean rowwise = pass.size() == null;
    Arithmetic a = Arithmetic.of(rowwise ? 1 : lanes, code);
    int[] arrays = new int[operands.size()];
    int[] offsets = new int[operands.size()];
    for (int k = 0; k < arrays.length; k++) {
      arrays[k] = code.allocateLocal(TypeKind.REFERENCE);
      offsets[k] = code.allocateLocal(TypeKind.INT);
      code.aload(0).loadConstant(k).aaload().astore(arrays[k]);
    }
    int entry = code.allocateLocal(TypeKind.INT);
    int unit = code.allocateLocal(TypeKind.INT);
    Label rows = code.newLabel();
    Label units = code.newLabel();
    Label nextRow = code.newLabel();
    Label end = code.newLabel();
    code.iload(4).istore(entry);
    code.labelBinding(rows).iload(entry).iload(5).if_icmpge(end);
    for (int k = 0; k < arrays.length; k++) {
      code.aload(1).loadConstant(k).iaload();
      code.aload(3).iload(entry).iaload().aload(2).loadConstant(k).iaload().imul().iadd();
      code.istore(offsets[k]);
    }
    Body body = new Body(a, unit, arrays, offsets, operands, rowwise);
    for (Line line : pass.lines()) {
      body.broadcasts(line);
    }
    code.loadConstant(0).istore(unit);
    code.labelBinding(units).iload(unit).iload(6).if_icmpge(nextRow);
    for (Line line : pass.lines()) {
      code.lineNumber(line.source());
      body.line(line);
    }
    code.iinc(unit, a.lanes()).goto_(units);
    code.labelBinding(nextRow).iinc(entry, 1).goto_(rows);
    code.labelBinding(end).return_();
    compiled.put(pass, new Compiled(number, List.copyOf(operands.keySet())));
  }

  /** The lines of a pass for one vector of units. */
  private final class Body {
    private final Arithmetic a;
    private final int unit;
    private final int[] arrays;
    private final int[] offsets;
    private final Map<Place, Integer> operands;
    private final boolean rowwise;
    private final Map<String, Integer> values = new HashMap<>();
    private final Map<Expr, Integer> constants = new HashMap<>();

    Body(
        Arithmetic a,
        int unit,
        int[] arrays,
        int[] offsets,
        Map<Place, Integer> operands,
        boolean rowwise) {
      this.a = a;
      this.unit = unit;
      this.arrays = arrays;
      this.offsets = offsets;
      this.operands = operands;
      this.rowwise = rowwise;
    }

    /** One number per row is the same for all its units: fetched before their loop. */
    void broadcasts(Line line) {
      if (rowwise) {
        return;
      }
      for (Expr e : Expr.postorder(line.expr())) {
        if (e instanceof Count && !constants.containsKey(e)) {
          int k = operands.get(layout.constant(e));
          constants.put(e, a.broadcast(arrays[k], offsets[k]));
        } else if (e instanceof Name(String n)
            && layout.places.get(n) instanceof Place p
            && operands.containsKey(p)
            && p.buffer().columns.get(p.column()) == null
            && !values.containsKey(n)) {
          int k = operands.get(p);
          values.put(n, a.broadcast(arrays[k], offsets[k]));
        }
      }
    }

    void line(Line line) {
      int value = value(line.expr());
      values.put(line.name(), value);
      Place place = layout.places.get(line.name());
      if (place != null) {
        int k = operands.get(place);
        a.store(value, arrays[k], index(k));
      }
    }

    private int index(int k) {
      int index = a.code.allocateLocal(TypeKind.INT);
      a.code.iload(offsets[k]).iload(unit).iadd().istore(index);
      return index;
    }

    private int load(Place place) {
      int k = operands.get(place);
      return a.load(arrays[k], index(k));
    }

    private int operand(Expr e) {
      return switch (e) {
        case Name(String n) -> values.computeIfAbsent(n, _ -> load(layout.place(n)));
        case Constant(double v) -> a.constant((float) v);
        case Parameter _, Count _ -> constants.computeIfAbsent(e, _ -> load(layout.constant(e)));
        default -> throw new IllegalStateException("not in a normal form: " + e);
      };
    }

    private int value(Expr e) {
      return switch (e) {
        case Name _, Constant _, Parameter _, Count _ -> operand(e);
        case Negate n -> a.neg(operand(n.a()));
        case Add(Expr x, Expr y) -> a.add(operand(x), operand(y));
        case Subtract(Expr x, Expr y) -> a.sub(operand(x), operand(y));
        case Multiply(Expr x, Expr y) -> a.mul(operand(x), operand(y));
        case Divide(Expr x, Expr y) -> a.div(operand(x), operand(y));
        case Min(Expr x, Expr y) -> a.min(operand(x), operand(y));
        case Max(Expr x, Expr y) -> a.max(operand(x), operand(y));
        case Fma(Expr x, Expr y, Expr z) -> a.fma(operand(x), operand(y), operand(z));
        case Select(Expr x, Expr y, Expr t, Expr o) ->
            a.select(operand(x), operand(y), operand(t), operand(o));
        case Sigmoid(Expr x) -> VectorMath.sigmoid(a, operand(x));
        case Tanh(Expr x) -> VectorMath.tanh(a, operand(x));
        case Exp(Expr x) -> VectorMath.exp(a, operand(x));
        case Log(Expr x) -> VectorMath.log(a, operand(x));
        case Softplus(Expr x) -> VectorMath.softplus(a, operand(x));
        case Sqrt(Expr x) -> a.sqrt(operand(x));
        case Abs(Expr x) -> a.abs(operand(x));
        case Relu(Expr x) -> a.max(operand(x), a.constant(0));
        case LeakyRelu(Expr x) -> {
          int v = operand(x);
          yield a.select(v, a.constant(0), v, a.mul(v, a.constant(0.01f)));
        }
        case Elu(Expr x) -> {
          int v = operand(x);
          yield a.select(v, a.constant(0), v, VectorMath.expm1(a, v));
        }
        case Softsign(Expr x) -> {
          int v = operand(x);
          yield a.div(v, a.add(a.constant(1), a.abs(v)));
        }
        case HardSigmoid(Expr x) ->
            a.clamp(a.fma(operand(x), a.constant(1 / 6f), a.constant(0.5f)), 0, 1);
        case Draw _, Ticks _, Clock _, Dropout _, Zoneout _ -> throw notElementwise(e);
        case DropConnect _, Upper _ -> throw notElementwise(e);
        case Next _, Columns _, Product _, TransposedProduct _, Concat _, Slice _ ->
            throw notElementwise(e);
        case LayerNorm _, Softmax _, Total _, Largest _ -> throw notElementwise(e);
      };
    }

    private IllegalStateException notElementwise(Expr e) {
      return new IllegalStateException("not element by element: " + e);
    }
  }
}
