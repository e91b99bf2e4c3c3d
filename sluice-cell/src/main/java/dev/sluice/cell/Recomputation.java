package dev.sluice.cell;

import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Program.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the way back computes again instead of reading: what differs from another saved value by one
 * number of each row, as a layer norm's result does from the centred value. Memory for each step
 * costs more, written on the way forward and read on the way back. (Not so {@code 1 - z} of two
 * vectors: the way back wants the place of such a value for its own.)
 */
final class Recomputation {
  private final Derivative derivative;
  private final Map<String, Line> forward;
  private final Set<String> saved;

  /** The saved names, and what saved states become: the following step's memory has that. */
  private final Set<String> inMemory = new HashSet<>();

  /** Saved names that stay so: something in memory anyway, or what others are computed from. */
  private final Set<String> kept = new HashSet<>();

  private final Map<String, Expr> again = new HashMap<>();
  private final List<Line> lines = new ArrayList<>();

  private Recomputation(Derivative derivative) {
    this.derivative = derivative;
    forward = derivative.forward().byName();
    saved = derivative.saved();
    inMemory.addAll(saved);
    kept.addAll(derivative.forward().outputs());
    for (Carried s : derivative.forward().states()) {
      kept.add(s.next());
      if (saved.contains(s.old())) {
        inMemory.add(s.next());
      }
    }
    for (Gradient g : derivative.gradients()) {
      if (g instanceof Gradient.Outer(Expr _, String _, Name(String operand))) {
        kept.add(operand);
      }
    }
  }

  /** The same derivative, which saves less. */
  static Derivative of(Derivative derivative) {
    return new Recomputation(derivative).derivative();
  }

  private Derivative derivative() {
    for (Line line : derivative.forward().lines()) {
      String name = line.name();
      if (saved.contains(name) && !kept.contains(name) && isCheap(line)) {
        kept.addAll(Program.reads(line.expr()));
        String copy = name + ":again";
        lines.add(new Line(copy, renamed(line.expr()), line.size(), line.source()));
        again.put(name, new Name(copy));
      }
    }
    for (Line line : derivative.backward().lines()) {
      lines.add(new Line(line.name(), renamed(line.expr()), line.size(), line.source()));
    }
    Program b = derivative.backward();
    Program backward = new Program(b.states(), lines, b.outputs(), b.names());
    return new Derivative(
        derivative.forward(),
        backward,
        derivative.gradients(),
        derivative.inputs(),
        derivative.values());
  }

  /** One operation on a number and on units that are in memory, or computed again themselves. */
  private boolean isCheap(Line line) {
    boolean one =
        switch (line.expr()) {
          case Add _, Subtract _, Multiply _ -> Program.product(line.expr()) == null;
          default -> false;
        };
    List<String> reads = Program.reads(line.expr());
    return one
        && line.size() != null
        && reads.stream().allMatch(name -> isNumber(name) || inMemory.contains(name))
        && reads.stream().anyMatch(this::isNumber);
  }

  private boolean isNumber(String name) {
    return forward.containsKey(name) && forward.get(name).size() == null;
  }

  private Expr renamed(Expr e) {
    return e instanceof Name(String name)
        ? again.getOrDefault(name, e)
        : e.with(e.operands().stream().map(this::renamed).toList());
  }
}
