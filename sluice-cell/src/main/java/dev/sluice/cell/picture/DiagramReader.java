package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.Name;
import dev.sluice.cell.Expr.Next;
import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.Picture.Tone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a cell's equations into boxes and operators, at the level a teacher draws: products, bias
 * and the function around them are one box, and so are chains of functions of one operand; other
 * operations element by element are circles.
 */
final class DiagramReader {

  /** Above this many operations, each equation is one box. */
  private static final int FINE = 500;

  private final Cell cell;
  private final List<String> lines;
  private final DiagramNodes nodes = new DiagramNodes();
  private final DiagramParts parts = new DiagramParts(nodes, this::known);

  /** What a name of the equations stands for, new states with a prime: a node. */
  private final Map<String, Integer> defined = new HashMap<>();

  private DiagramReader(Cell cell) {
    this.cell = cell;
    this.lines = DiagramText.equations(cell.text());
  }

  /** The graph of a cell: one node for each operation, if they are not too many. */
  static DiagramGraph read(Cell cell) {
    int operations = 0;
    for (Equation equation : cell.equations()) {
      operations += Expr.postorder(equation.value()).size();
    }
    DiagramReader reader = new DiagramReader(cell);
    reader.sources();
    return operations <= FINE ? reader.fine() : reader.coarse();
  }

  /** The graph of a cell with one box for each equation. */
  static DiagramGraph readCoarsely(Cell cell) {
    DiagramReader reader = new DiagramReader(cell);
    reader.sources();
    return reader.coarse();
  }

  private void sources() {
    for (Cell.State state : cell.states()) {
      defined.put(state.name(), nodes.source(Shape.STATE, state.name(), "", Tone.STATE));
    }
    for (Cell.Input input : cell.inputs()) {
      String below = input.below() == null ? "" : "= below(" + input.below() + ")";
      defined.put(input.name(), nodes.source(Shape.INPUT, input.name(), below, Tone.INPUT));
    }
  }

  private DiagramGraph coarse() {
    List<Equation> equations = cell.equations();
    for (int i = 0; i < equations.size(); i++) {
      Set<Integer> inputs = new LinkedHashSet<>();
      for (Expr e : Expr.postorder(equations.get(i).value())) {
        if (e instanceof Name(String name)) {
          inputs.add(known(name));
        } else if (e instanceof Next(String state)) {
          inputs.add(known(state + "'"));
        }
      }
      Equation equation = equations.get(i);
      String name = DiagramText.prime(equation.target());
      nodes.enter(DiagramText.cut(lines.get(i), 200));
      int node =
          nodes.box(name, DiagramText.cut(name, 40), "", new ArrayList<>(inputs), Tone.LINEAR);
      defined.put(equation.target(), node);
    }
    return new DiagramGraph(nodes.all(), exits());
  }

  private int known(String name) {
    Integer node = defined.get(name);
    if (node == null) {
      throw new IllegalStateException(name + " is used before it is defined");
    }
    return node;
  }

  private DiagramGraph fine() {
    List<Equation> equations = cell.equations();
    for (int i = 0; i < equations.size(); i++) {
      Equation equation = equations.get(i);
      nodes.enter(lines.get(i));
      int before = nodes.all().size();
      DiagramPart root = parts.read(equation.value());
      defined.put(equation.target(), define(equation, root, before));
    }
    nodes.markGates();
    return new DiagramGraph(nodes.all(), exits());
  }

  /** The node of an equation; an alias of another gets one only if it is a value. */
  private int define(Equation equation, DiagramPart root, int before) {
    String name = DiagramText.prime(equation.target());
    int node = nodes.node(root, name);
    if (node >= before) {
      if (nodes.all().get(node).name() == null) {
        nodes.name(node, name);
      }
    } else if (!equation.next()) {
      node = nodes.operation(DiagramText.cut(name, 40), List.of(node), false, Tone.OPERATION);
      nodes.name(node, name);
    }
    return node;
  }

  private List<Exit> exits() {
    List<Exit> exits = new ArrayList<>();
    for (Cell.State state : cell.states()) {
      boolean out = cell.outputs().contains(new Next(state.name()));
      exits.add(new Exit(state.name(), state.name(), known(state.name() + "'"), out));
    }
    for (Expr output : cell.outputs()) {
      if (output instanceof Name(String name)) {
        exits.add(new Exit(null, name, known(name), true));
      }
    }
    return exits;
  }
}
