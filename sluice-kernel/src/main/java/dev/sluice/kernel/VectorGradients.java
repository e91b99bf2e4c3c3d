package dev.sluice.kernel;

import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.kernel.Plan.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The gradients of vectors, after the way back: sums over all rows and steps, or over the batch
 * rows where the way back has added up the steps. Threads divide the columns.
 */
final class VectorGradients {

  /** Gradients of several vectors whose deltas stand side by side, {@code size} columns in all. */
  private record Sum(Operand delta, int size, List<Share> shares) {}

  /** The columns {@code [at, at + size)} of a sum belong to a parameter. */
  private record Share(int parameter, int at, int size) {}

  private final Plan plan;
  private final ColumnSums columnSums;
  private final List<Sum> sums = new ArrayList<>();

  /** The sums of all chunks so far, one after the other. */
  private final float[] totals;

  VectorGradients(Kernel kernel) {
    plan = kernel.plan;
    columnSums = ColumnSums.of(kernel.compiled.lanes());
    plan.layout.steps.derivative().gradients().stream()
        .filter(Gradient.Sum.class::isInstance)
        .map(Gradient.Sum.class::cast)
        .sorted(Comparator.comparingLong(g -> plan.operand(g.delta()).place()))
        .forEach(this::add);
    totals = new float[sums.stream().mapToInt(Sum::size).sum()];
  }

  private void add(Gradient.Sum g) {
    Operand delta = plan.operand(g.delta());
    int size = plan.units(g.parameter());
    int parameter = plan.parameter(g.parameter().name());
    Sum last = sums.isEmpty() ? null : sums.getLast();
    if (last != null && last.delta.isBeside(last.size, delta)) {
      List<Share> shares = new ArrayList<>(last.shares);
      shares.add(new Share(parameter, last.size, size));
      sums.set(sums.size() - 1, new Sum(last.delta, last.size + Plan.pad(size), shares));
    } else {
      sums.add(new Sum(delta, Plan.pad(size), List.of(new Share(parameter, 0, size))));
    }
  }

  /** How many floats all of this takes. */
  int floats() {
    return totals.length;
  }

  /** Before the first chunk: the share of one thread. */
  void clear(int part, int parts) {
    int at = 0;
    for (int i = 0; i < sums.size(); at += sums.get(i++).size) {
      int size = sums.get(i).size;
      int to = Plan.share(size, part + 1, parts);
      Arrays.fill(totals, at + Plan.share(size, part, parts), at + to, 0);
    }
  }

  /**
   * Adds entries {@code [first, end)} of a list of rows: the share of one thread.
   *
   * @param ofBatch whether of deltas that the way back added up over the steps, or of the others
   */
  void add(boolean ofBatch, int part, int parts, int[] list, int first, int end, Tape tape) {
    int at = 0;
    for (int i = 0; i < sums.size(); at += sums.get(i++).size) {
      Sum s = sums.get(i);
      int buffer = s.delta.buffer();
      if (ofBatch == (plan.layout.buffers.get(buffer).kind == Layout.Kind.SUM)) {
        int from = Plan.share(s.size, part, parts);
        int n = Plan.share(s.size, part + 1, parts) - from;
        int base = tape.base(s.delta, 0, 0) + from;
        int stride = plan.strides[buffer];
        columnSums.add(tape.array(buffer), base, stride, list, first, end, totals, at + from, n);
      }
    }
  }

  /** Adds the results to the caller's gradients, an array for each parameter. */
  void addTo(float[][] into, int part, int parts) {
    int at = 0;
    for (int i = 0; i < sums.size(); at += sums.get(i++).size) {
      List<Share> shares = sums.get(i).shares;
      for (int k = 0; k < shares.size(); k++) {
        add(shares.get(k), at, into, part, parts);
      }
    }
  }

  private void add(Share share, int at, float[][] into, int part, int parts) {
    float[] gradient = into[share.parameter];
    int size = Plan.pad(share.size);
    int end = Math.min(Plan.share(size, part + 1, parts), share.size);
    for (int j = Plan.share(size, part, parts); j < end; j++) {
      gradient[j] += totals[at + share.at + j];
    }
  }
}
