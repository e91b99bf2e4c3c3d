package dev.sluice.kernel;

import dev.sluice.kernel.Plan.Apply;
import dev.sluice.kernel.Plan.Copy;
import dev.sluice.kernel.Plan.Draw;
import dev.sluice.kernel.Plan.Multiply;
import dev.sluice.kernel.Plan.Op;
import dev.sluice.kernel.Plan.Operand;
import dev.sluice.kernel.Plan.Part;
import dev.sluice.kernel.Plan.Ticks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where threads that share the units of a block have to meet: between an operation that writes and
 * one that touches the same place, unless each thread touches what it wrote itself.
 */
final class Sharing {

  /** What threads divide in one way: equal cuts give each the same part. */
  private record Cut(int from, int width, boolean columns) {
    /** The rows: the same within a block, not from one step to the next, which may have fewer. */
    static final Cut ROWS = new Cut(0, 0, false);
  }

  /**
   * What an operation touches of a buffer, at whatever step.
   *
   * @param cut how threads divide it; null if any may touch any of it
   */
  private record Access(int buffer, int from, int to, boolean writes, @Nullable Cut cut) {
    boolean conflicts(Access other, boolean later) {
      return buffer == other.buffer
          && (writes || other.writes)
          && from < other.to
          && other.from < to
          && (cut == null || !cut.equals(other.cut) || later && cut.equals(Cut.ROWS));
    }
  }

  private final boolean[] meets;
  private final boolean meetsAtEnd;

  Sharing(List<Op> ops) {
    meets = new boolean[ops.size()];
    List<List<Access>> touched = ops.stream().map(Sharing::accesses).toList();
    List<Access> since = new ArrayList<>();
    for (int i = 0; i < meets.length; i++) {
      meets[i] = conflict(since, touched.get(i), false);
      if (meets[i]) {
        since.clear();
      }
      since.addAll(touched.get(i));
    }
    List<Access> all = touched.stream().flatMap(List::stream).toList();
    meetsAtEnd = conflict(all, all, true);
  }

  /** Before which operations threads have to meet. */
  boolean[] meets() {
    return meets;
  }

  /** Whether they have to before the first operation comes again. */
  boolean meetsAtEnd() {
    return meetsAtEnd;
  }

  /**
   * @param later whether the second are those of a later step
   */
  private static boolean conflict(List<Access> first, List<Access> second, boolean later) {
    return first.stream().anyMatch(f -> second.stream().anyMatch(s -> f.conflicts(s, later)));
  }

  private static List<Access> accesses(Op op) {
    List<Access> all = new ArrayList<>();
    switch (op) {
      case Multiply m -> {
        for (Part p : m.parts()) {
          all.add(access(p.a(), p.k(), false, null));
        }
        all.add(access(m.c(), m.n(), true, new Cut(m.c().offset(), m.n(), true)));
      }
      case Apply a -> {
        for (int k = 0; k < a.operands().length; k++) {
          Operand o = a.operands()[k];
          int width = a.widths()[k];
          Cut units = width == 1 ? null : new Cut(o.offset(), width, false);
          all.add(access(o, width, a.written()[k], a.byUnit() ? units : Cut.ROWS));
        }
      }
      case Draw d -> all.add(access(d.to(), d.n(), true, Cut.ROWS));
      case Ticks t -> all.add(access(t.to(), t.n(), true, Cut.ROWS));
      case Copy c -> {
        all.add(access(c.from(), c.n(), false, Cut.ROWS));
        all.add(access(c.to(), c.n(), true, Cut.ROWS));
      }
    }
    return all;
  }

  private static Access access(Operand o, int n, boolean writes, @Nullable Cut cut) {
    return new Access(o.buffer(), o.offset(), o.offset() + n, writes, cut);
  }
}
