package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Steps;
import dev.sluice.cell.Steps.Block;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all kernels of a cell share: its plan, its layout and the generated classes of both
 * directions.
 */
record CompiledCell(
    Cell cell,
    int lanes,
    Gemm gemm,
    Layout layout,
    KernelCompiler.Result forward,
    KernelCompiler.Result backward) {

  private record Key(String text, String source, int lanes, boolean warmsUp) {}

  /** Held weakly: what nobody uses is unloaded, classes included. */
  private static final ConcurrentHashMap<Key, WeakReference<CompiledCell>> CACHE =
      new ConcurrentHashMap<>();

  private static final int KEPT = 16;

  /** The last ones asked for, so that what comes back soon is not to be compiled again. */
  private static final LinkedHashMap<Key, CompiledCell> RECENT = new LinkedHashMap<>();

  /**
   * The compiled form of a cell.
   *
   * @param warmsUp whether plain loops work until vector code is compiled
   */
  static CompiledCell of(Cell cell, int lanes, boolean warmsUp) {
    Key key = new Key(cell.text(), cell.source(), lanes, warmsUp && lanes > 1);
    WeakReference<CompiledCell> reference = CACHE.get(key);
    CompiledCell compiled = reference == null ? null : reference.get();
    if (compiled == null) {
      compiled = compile(cell, lanes, key.warmsUp());
      CACHE.values().removeIf(r -> r.get() == null);
      CACHE.put(key, new WeakReference<>(compiled));
    }
    keep(key, compiled);
    return compiled;
  }

  private static void keep(Key key, CompiledCell compiled) {
    synchronized (RECENT) {
      RECENT.putLast(key, compiled);
      if (RECENT.size() > KEPT) {
        RECENT.pollFirstEntry();
      }
    }
  }

  private static CompiledCell compile(Cell cell, int lanes, boolean warmsUp) {
    Steps steps = Steps.of(cell);
    Layout layout = new Layout(cell, steps);
    // Every constant gets its place before the first plan asks for it.
    for (List<Block> blocks : List.of(steps.forward(), steps.backward())) {
      for (Block block : blocks) {
        block.stages().forEach(stage -> constants(layout, stage));
      }
    }
    for (Gradient g : steps.derivative().gradients()) {
      if (g instanceof Gradient.Outer(Expr _, String _, Expr.Parameter p)) {
        layout.constant(p);
      }
    }
    return new CompiledCell(
        cell,
        lanes,
        warmsUp ? Gemm.of(lanes) : Gemm.atOnce(lanes),
        layout,
        KernelCompiler.compile(cell, layout, steps.forward(), "Forward", lanes, warmsUp),
        KernelCompiler.compile(cell, layout, steps.backward(), "Backward", lanes, warmsUp));
  }

  private static void constants(Layout layout, Steps.Stage stage) {
    switch (stage) {
      case Steps.Products p ->
          p.chains().forEach(c -> c.operands().forEach(e -> constants(layout, e)));
      case Steps.Pass p -> p.lines().forEach(line -> constants(layout, line.expr()));
      case Steps.Across a -> constants(layout, a.line().expr());
      case Steps.Mask _ -> {}
    }
  }

  private static void constants(Layout layout, Expr expr) {
    for (Expr e : Expr.postorder(expr)) {
      if (e instanceof Expr.Parameter p && !p.isMatrix() || e instanceof Expr.Count) {
        layout.constant(e);
      }
    }
  }

  /** Whether every element by element line of the plan is in a generated class. */
  boolean isGenerated() {
    return isGenerated(layout.steps.forward(), forward)
        && isGenerated(layout.steps.backward(), backward);
  }

  private static boolean isGenerated(List<Block> blocks, KernelCompiler.Result result) {
    boolean own = GeneratedClasses.isOurs(result.passes().getClass());
    return own
        && blocks.stream()
            .flatMap(b -> Run.of(b).stream())
            .filter(Run::isGenerated)
            .allMatch(run -> result.compiled().containsKey(run.stages().getFirst()));
  }
}
