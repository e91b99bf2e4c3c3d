package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/** A cell with some of its expressions rewritten; its lines keep their order and their comments. */
final class Rewriting {
  private final Cell cell;
  private final List<Line> lines;

  private Rewriting(Cell cell) {
    this.cell = cell;
    this.lines = new ArrayList<>(cell.lines());
  }

  // ----------------------------------------------------------------------- layer normalization

  static Cell layerNorm(Cell cell) {
    return new Rewriting(cell).layerNorm();
  }

  private Cell layerNorm() {
    Set<String> taken = new HashSet<>();
    cell.shapes().parameters().forEach(p -> taken.add(p.name()));
    Map<String, List<String>> gains = new LinkedHashMap<>();
    boolean products = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Line.Content.Defines(Equation equation)) {
        Set<Expr> normalized = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr e : Expr.postorder(equation.value())) {
          products |= e instanceof Product;
          if (e instanceof LayerNorm(List<Expr> parts)) {
            normalized.addAll(parts);
          }
        }
        set(
            i,
            equation,
            rewritten(
                equation.value(),
                (old, e) ->
                    old instanceof Product product && !normalized.contains(old)
                        ? new Multiply(
                            new LayerNorm(List.of(e)), gain(product, equation, taken, gains))
                        : e));
      }
    }
    if (gains.isEmpty()) {
      throw new IllegalArgumentException(
          products
              ? "Every product of " + cell.name() + " is layer-normalized already."
              : cell.name() + " has no product, so there is nothing to normalize.");
    }
    int end = lines.size();
    while (!(lines.get(end - 1).content() instanceof Line.Content.Defines)) {
      end--;
    }
    for (List<String> names : gains.values()) {
      Init.Value one = new Init.Value.Number(1);
      List<Init> inits = names.stream().map(name -> new Init(name, one, 0)).toList();
      lines.add(end++, new Line(new Line.Content.Starts(inits), List.of(), null));
    }
    return cell();
  }

  /** A new parameter {@code gw_i} for {@code W_i @ …}; {@code gains} has those of each stem. */
  private static Parameter gain(
      Product product, Equation equation, Set<String> taken, Map<String, List<String>> gains) {
    Parameter matrix = Program.parameter(product.matrix());
    String matrixStem = matrix.name().substring(0, matrix.name().indexOf('_'));
    String stem = "g" + matrixStem.toLowerCase(Locale.ROOT);
    String name = stem + "_" + equation.name();
    for (int i = 2; !taken.add(name); i++) {
      name = stem + i + "_" + equation.name();
    }
    gains.computeIfAbsent(matrixStem, _ -> new ArrayList<>()).add(name);
    return new Parameter(name);
  }

  // ------------------------------------------------------------------------------------- noise

  static Cell zoneout(Cell cell, String state, double p) {
    List<String> states = cell.states().stream().map(Cell.State::name).toList();
    if (!states.contains(state)) {
      throw new IllegalArgumentException(
          cell.name()
              + " has no state '"
              + Source.shown(state)
              + "'."
              + Nearest.hintOrList(state, states, "It has"));
    }
    return isNothing(p, "zoneout") ? cell : new Rewriting(cell).zoneout(state, p);
  }

  private Cell zoneout(String state, double p) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Line.Content.Defines(Equation equation)
          && equation.target().equals(state + "'")) {
        if (equation.value() instanceof Zoneout) {
          throw new IllegalArgumentException(
              "The state " + state + " of " + cell.name() + " has zoneout already.");
        }
        set(i, equation, new Zoneout(equation.value(), new Name(state), p, 0));
      }
    }
    return cell();
  }

  static Cell recurrentDropout(Cell cell, double p) {
    return isNothing(p, "dropout") ? cell : new Rewriting(cell).recurrentDropout(p);
  }

  private Cell recurrentDropout(double p) {
    Map<String, String> copies = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>(CellParser.RESERVED);
    taken.addAll(Functions.names());
    cell.inputs().forEach(input -> taken.add(input.name()));
    cell.states().forEach(state -> taken.add(state.name()));
    cell.equations().forEach(equation -> taken.add(equation.name()));
    cell.states().forEach(state -> copies.put(state.name(), copy(state.name(), taken)));
    Set<String> written = new HashSet<>();
    boolean already = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Line.Content.Defines(Equation equation)) {
        Set<Expr> multiplied = multiplied(equation.value());
        already |= multiplied.stream().anyMatch(this::isDroppedState);
        Set<String> dropped = new HashSet<>();
        set(
            i,
            equation,
            rewritten(
                equation.value(),
                (old, e) -> {
                  if (old instanceof Name(String name) && multiplied.contains(old)) {
                    String copy = copies.get(name);
                    if (copy != null) {
                      dropped.add(name);
                      return new Name(copy);
                    }
                  }
                  return e;
                }));
        for (Map.Entry<String, String> copy : copies.entrySet()) {
          if (dropped.contains(copy.getKey()) && written.add(copy.getKey())) {
            Expr mask = new Dropout(new Name(copy.getKey()), p, true, 0);
            Equation masked = new Equation(copy.getValue(), false, null, mask, 0);
            lines.add(i++, new Line(new Line.Content.Defines(masked), List.of(), null));
          }
        }
      }
    }
    if (written.isEmpty()) {
      throw already
          ? new IllegalArgumentException(
              "Every state that a product of "
                  + cell.name()
                  + " reads has recurrent dropout already.")
          : nothingToDrop();
    }
    return cell();
  }

  /** Dropout of a state, or the name of a value that is one. */
  private boolean isDroppedState(Expr e) {
    Expr value = e;
    if (e instanceof Name(String name)) {
      for (Equation equation : cell.equations()) {
        value = equation.target().equals(name) ? equation.value() : value;
      }
    }
    return value instanceof Dropout(Expr a, double _, boolean _, int _)
        && a instanceof Name(String state)
        && cell.states().stream().anyMatch(s -> s.name().equals(state));
  }

  /** A free name for the masked copy of a state: {@code hd} for {@code h}, or {@code hd2} … */
  private static String copy(String state, Set<String> taken) {
    String name = state + "d";
    for (int i = 2; !taken.add(name); i++) {
      name = state + "d" + i;
    }
    return name;
  }

  /** All that stands in what some matrix is multiplied with, but not what dropout reads there. */
  private static Set<Expr> multiplied(Expr root) {
    Set<Expr> multiplied = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Expr e : Expr.postorder(root).reversed()) {
      if (multiplied.contains(e)) {
        if (!(e instanceof Dropout)) {
          multiplied.addAll(e.operands());
        }
      } else if (e instanceof Product product) {
        multiplied.add(product.vector());
      }
    }
    return multiplied;
  }

  static Cell dropConnect(Cell cell, double p) {
    return isNothing(p, "dropconnect") ? cell : new Rewriting(cell).dropConnect(p);
  }

  private Cell dropConnect(double p) {
    Set<Expr> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Expr> others = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Line.Content.Defines(Equation equation)) {
        for (Expr e : Expr.postorder(equation.value())) {
          if (e instanceof Product product && isRecurrent(product.matrix())) {
            if (product.matrix() instanceof Parameter) {
              dropped.add(product.matrix());
            } else {
              others.add(product.matrix());
            }
          }
        }
        set(
            i,
            equation,
            rewritten(
                equation.value(),
                (old, e) -> dropped.contains(old) ? new DropConnect(e, p, 0) : e));
      }
    }
    if (dropped.isEmpty()) {
      throw others.isEmpty()
          ? nothingToDrop()
          : new IllegalArgumentException(
              others.getFirst() instanceof DropConnect
                  ? "Every recurrent matrix of " + cell.name() + " has dropconnect already."
                  : cell.name()
                      + " has no recurrent matrix that dropconnect takes: it takes a parameter,"
                      + " not "
                      + Printer.print(others.getFirst())
                      + ".");
    }
    return cell();
  }

  private boolean isRecurrent(Expr matrix) {
    return cell.shapes().parameter(Program.parameter(matrix).name()).blocks().stream()
        .anyMatch(block -> block.kind() == Shapes.Kind.RECURRENT);
  }

  private IllegalArgumentException nothingToDrop() {
    return new IllegalArgumentException(
        cell.name() + " has no product on a state, so there is nothing to drop.");
  }

  /** Whether this probability changes nothing; it may be so small that nothing is ever drawn. */
  private static boolean isNothing(double p, String noise) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException(
          "The probability of "
              + noise
              + " must be at least 0 and below 1, not "
              + Numbers.print(p)
              + ".");
    }
    if (Noise.isAlways(p)) {
      throw new IllegalArgumentException(Noise.alwaysHappens("The probability of " + noise));
    }
    return Noise.isNever(p);
  }

  // ------------------------------------------------------------------------------------- both

  private void set(int line, Equation old, Expr value) {
    Equation equation = new Equation(old.name(), old.next(), old.size(), value, old.line());
    Line before = lines.get(line);
    lines.set(line, new Line(new Line.Content.Defines(equation), before.above(), before.end()));
  }

  private Cell cell() {
    return cell.withLines(lines);
  }

  /**
   * An expression rebuilt from its leaves.
   *
   * @param rule takes each operation as it was, and on rebuilt operands
   */
  private static Expr rewritten(Expr root, BinaryOperator<Expr> rule) {
    Map<Expr, Expr> done = new IdentityHashMap<>();
    for (Expr e : Expr.postorder(root)) {
      List<Expr> operands = e.operands().stream().map(done::get).toList();
      done.put(e, rule.apply(e, operands.isEmpty() ? e : e.with(operands)));
    }
    return done.get(root);
  }
}
