package dev.sluice.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Steps.Block;
import dev.sluice.cell.Steps.Stage;
import dev.sluice.kernel.Layout.Place;
import dev.sluice.kernel.generated.Passes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Turns the {@link Run}s of a plan into a class: one flat static method each, so that HotSpot sees
 * no call inside a loop, with the line numbers of the equations.
 */
final class KernelCompiler {

  /**
   * A run as it is called.
   *
   * @param number its number in the class
   * @param operands what it reads and writes, in the order of its arrays
   * @param written which of them it writes
   */
  record Compiled(int number, List<Place> operands, Set<Place> written) {}

  /** Runs that one method chooses from. */
  private static final int GROUP = 64;

  private static final ClassDesc PASSES = ClassDesc.of(Passes.class.getName());
  private static final ClassDesc FLOATS = ConstantDescs.CD_float.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final MethodTypeDesc PASS =
      MethodTypeDesc.of(CD_void, FLOATS.arrayType(), INTS, INTS, INTS, CD_int, CD_int, INTS);
  private static final MethodTypeDesc RUN = PASS.insertParameterTypes(0, CD_int);

  private final Layout layout;
  private final int lanes;
  private final Map<Stage, Compiled> compiled = new IdentityHashMap<>();

  private KernelCompiler(Layout layout, int lanes) {
    this.layout = layout;
    this.lanes = lanes;
  }

  /** The runs of one direction: the class that has them, and by first stage how each is called. */
  record Result(Passes passes, Map<Stage, Compiled> compiled) {}

  /**
   * Compiles the runs of {@code blocks}.
   *
   * @param direction the name of the class, {@code Forward} or {@code Backward}
   * @param warmsUp whether plain loops work until C2 has compiled vector code
   */
  static Result compile(
      Cell cell, Layout layout, List<Block> blocks, String direction, int lanes, boolean warmsUp) {
    List<Run> runs =
        blocks.stream().flatMap(b -> Run.of(b).stream()).filter(Run::isGenerated).toList();
    Result result = new KernelCompiler(layout, lanes).compile(cell, runs, direction);
    if (!warmsUp) {
      return result;
    }
    Passes plain = new KernelCompiler(layout, 1).compile(cell, runs, direction).passes();
    int[] weights = runs.stream().mapToInt(Run::weight).toArray();
    return new Result(new WarmingPasses(result.passes(), plain, lanes, weights), result.compiled());
  }

  private Result compile(Cell cell, List<Run> runs, String direction) {
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
                      code -> groups(code, self, Math.ceilDiv(runs.size(), GROUP)));
                  for (int from = 0; from < runs.size(); from += GROUP) {
                    int first = from;
                    int to = Math.min(from + GROUP, runs.size());
                    c.withMethodBody(
                        "group" + from / GROUP,
                        RUN,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> group(code, self, first, to));
                  }
                  for (int i = 0; i < runs.size(); i++) {
                    int number = i;
                    c.withMethodBody(
                        "run" + i,
                        PASS,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> run(code, runs.get(number), number));
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

  /** {@code groupG(pass, …)} calls {@code runR(…)}. */
  private static void group(CodeBuilder code, ClassDesc self, int from, int to) {
    code.iload(0);
    choose(code, from, to, i -> arguments(code, 1).invokestatic(self, "run" + i, PASS));
  }

  private static CodeBuilder arguments(CodeBuilder code, int a) {
    code.aload(a).aload(a + 1).aload(a + 2).aload(a + 3);
    return code.iload(a + 4).iload(a + 5).aload(a + 6);
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

  private void run(CodeBuilder code, Run run, int number) {
    RunCode written = new RunCode(code, layout, lanes, run);
    written.write();
    compiled.put(
        run.stages().getFirst(), new Compiled(number, written.operands(), written.written()));
  }
}
