package dev.sluice.cell.picture;

import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where everything stands, in units of the routing grid.
 *
 * <p>From top to bottom: the lines of states that carry operators; rows of operators; one row of
 * boxes; the lines of states that only pass by; the inputs. From left to right, the columns are in
 * the order of a walk from the new states back through what they read, so that each operator stands
 * above the box it takes its value from, and right of all else that it reads.
 */
final class DiagramPlaces {

  /** A pixel distance that leaves room for a wire: the unit of the grid. */
  static final int UNIT = 12;

  static final int BOX_HALF_HEIGHT = 2;

  private final DiagramGraph graph;
  private final DiagramPorts ports;
  private final int spread;
  private final DiagramLanes lanes;
  private final int[] parent;
  private final int[] column;
  private final int[] height;
  private final boolean[] hanging;
  private int columns;

  /** The center of each node; terminals: where their wire begins. */
  final int[] x;

  final int[] y;
  final int[] halfWidth;
  final int[] halfHeight;

  /** The rows in which the new states and the values leave, by exit. */
  final int[] exitRow;

  /** Below the boxes, the rows of what many of them read. */
  private final Map<Integer, Integer> busRow = new HashMap<>();

  int frameLeft;
  int frameTop;
  int frameRight;
  int frameBottom;

  /** The grid's right and bottom edge, where exits end and inputs begin. */
  int right;

  int bottom;

  private DiagramPlaces(DiagramGraph graph, DiagramLanes lanes, DiagramPorts ports, int spread) {
    this.ports = ports;
    int count = graph.nodes().size();
    this.graph = graph;
    this.lanes = lanes;
    this.spread = spread;
    parent = new int[count];
    column = new int[count];
    height = new int[count];
    hanging = new boolean[count];
    x = new int[count];
    y = new int[count];
    halfWidth = new int[count];
    halfHeight = new int[count];
    exitRow = new int[graph.exits().size()];
    Arrays.fill(parent, -1);
    Arrays.fill(column, -1);
  }

  /**
   * Places a graph.
   *
   * @param spread how many units of room to add between things, for wires that found no way
   */
  static DiagramPlaces of(DiagramGraph graph, DiagramLanes lanes, DiagramPorts ports, int spread) {
    DiagramPlaces places = new DiagramPlaces(graph, lanes, ports, spread);
    places.sizes();
    places.walk();
    places.rows();
    places.columns();
    places.terminals();
    return places;
  }

  private Node node(int id) {
    return graph.nodes().get(id);
  }

  private void sizes() {
    for (Node node : graph.nodes()) {
      int v = node.id();
      double text = TextWidth.of(node.text(), Picture.Type.SYMBOL.size);
      switch (node.shape()) {
        case INPUT, STATE -> {}
        case OPERATION -> {
          halfWidth[v] = text <= 14 ? 1 : (int) Math.ceil((text + 12) / 2 / UNIT);
          halfHeight[v] = 1;
        }
        case BOX -> {
          double name = TextWidth.of(node.text(), Picture.Type.NAME.size);
          double small = TextWidth.of(node.small(), Picture.Type.SMALL.size);
          double room = Math.max(name, small) + 12;
          halfWidth[v] = Math.max(ports.room(node), (int) Math.ceil(room / 2 / UNIT));
          halfHeight[v] = BOX_HALF_HEIGHT;
        }
      }
    }
  }

  // ----------------------------------------------------------------------- columns and heights

  /** Visits what the exits read, inputs before readers, and gives each node a column. */
  private void walk() {
    List<Integer> roots = new ArrayList<>();
    graph.exits().stream().map(Exit::node).filter(lanes::isOnTop).sorted().forEach(roots::add);
    graph.exits().stream()
        .map(Exit::node)
        .filter(n -> !lanes.isOnTop(n))
        .sorted()
        .forEach(roots::add);
    boolean[] seen = new boolean[graph.nodes().size()];
    for (int root : roots) {
      if (seen[root]) {
        continue;
      }
      List<int[]> open = new ArrayList<>(); // a node and how many of its inputs were visited
      seen[root] = true;
      open.add(new int[] {root, 0});
      while (!open.isEmpty()) {
        int[] top = open.getLast();
        List<Integer> inputs = lanes.inputsOf(node(top[0]));
        if (top[1] == inputs.size()) {
          open.removeLast();
          place(top[0]);
          continue;
        }
        int input = inputs.get(top[1]++);
        if (!seen[input]) {
          seen[input] = true;
          parent[input] = top[0];
          open.add(new int[] {input, 0});
        }
      }
    }
  }

  private void place(int v) {
    Node node = node(v);
    if (node.isSource()) {
      return;
    }
    int last = -1;
    int children = 0;
    for (int input : lanes.inputsOf(node)) {
      if (parent[input] == v && !node(input).isSource() && !lanes.isOnTop(input)) {
        last = input;
        children++;
      }
    }
    if (node.shape() == Shape.BOX || last < 0) {
      column[v] = columns++;
      height[v] = node.shape() == Shape.BOX ? 0 : 1;
      hanging[v] = node.shape() != Shape.BOX && node.inputs().stream().anyMatch(lanes::isOnTop);
      return;
    }
    column[v] = column[last];
    if (lanes.isOnTop(v)) {
      return;
    }
    if (hanging[last]) { // what reads a line from above stands above what reads it
      height[v] = 1;
      hanging[v] = true;
      for (int u = 0; u < v; u++) {
        if (column[u] == column[v] && !lanes.isOnTop(u)) {
          height[u]++;
        }
      }
    } else {
      height[v] = height[last] + 1;
    }
  }

  // ------------------------------------------------------------------------------- coordinates

  private void rows() {
    int rowBoxes = 0;
    int top = 0;
    for (Node node : graph.nodes()) {
      if (!node.isSource() && !lanes.isOnTop(node.id())) {
        top = Math.max(top, height[node.id()]);
        rowBoxes += node.shape() == Shape.BOX ? 1 : 0;
      }
    }
    frameTop = 1;
    int at = frameTop + 1;
    boolean first = true;
    for (DiagramLanes.Lane lane : lanes.top()) {
      int half = lane.hasBox() ? BOX_HALF_HEIGHT : 1;
      at += (first ? 1 : 3 + spread) + half;
      for (int v : lane.nodes()) {
        y[v] = at;
      }
      y[lane.source()] = at;
      exitRow[lane.exit()] = at;
      at += half;
      first = false;
    }
    int gap = 3 + spread;
    int[] rowAt = new int[top + 1];
    for (int h = top; h >= 1; h--) {
      at += gap + 1;
      rowAt[h] = at;
      at += 1;
    }
    if (rowBoxes > 0) {
      at += gap + BOX_HALF_HEIGHT;
      rowAt[0] = at;
      at += BOX_HALF_HEIGHT;
    }
    for (Node node : graph.nodes()) {
      if (!node.isSource() && !lanes.isOnTop(node.id())) {
        y[node.id()] = rowAt[height[node.id()]];
      }
    }
    at += 1;
    for (int source : lanes.buses()) {
      at += 1;
      busRow.put(source, at);
    }
    at += spread;
    for (DiagramLanes.Lane lane : lanes.bottom()) {
      at += 3;
      y[lane.source()] = at;
      exitRow[lane.exit()] = at;
      busRow.put(lane.source(), at);
    }
    frameBottom = at + 3;
    bottom = frameBottom + 3;
  }

  private void columns() {
    int[] left = new int[columns];
    int[] right = new int[columns];
    for (Node node : graph.nodes()) {
      int v = node.id();
      if (column[v] >= 0) {
        int enters = ports.isReadFromLeft(node) ? 1 : 0;
        left[column[v]] = Math.max(left[column[v]], halfWidth[v] + enters);
        right[column[v]] = Math.max(right[column[v]], halfWidth[v] + nameUnits(node));
      }
    }
    frameLeft = 3;
    int at = frameLeft + 3 + spread + lanes.descending();
    int[] center = new int[columns];
    for (int c = 0; c < columns; c++) {
      center[c] = at + left[c];
      at = center[c] + right[c] + 3 + spread;
    }
    for (Node node : graph.nodes()) {
      if (column[node.id()] >= 0) {
        x[node.id()] = center[column[node.id()]];
      }
    }
    frameRight = at + 1;
    this.right = frameRight + 4;
  }

  /** The row along which a source's wires run below the boxes, or -1. */
  int busRow(int source) {
    return busRow.getOrDefault(source, -1);
  }

  Collection<Integer> busRows() {
    return busRow.values();
  }

  /** How far the name beside an operator reaches beyond it. */
  int nameUnits(Node node) {
    return node.hasNameBeside() ? 1 + (int) Math.ceil(nameWidth(node) / UNIT) : 0;
  }

  static double nameWidth(Node node) {
    return node.name() == null ? 0 : TextWidth.of(node.name(), Picture.Type.NAME.size);
  }

  private void terminals() {
    int free = frameLeft + 2;
    List<Node> inputs = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.shape() == Shape.INPUT) {
        x[node.id()] = wished(node.id());
        inputs.add(node);
      }
    }
    inputs.sort(Comparator.comparing(n -> x[n.id()]));
    for (Node node : inputs) {
      double small = TextWidth.of(node.small(), Picture.Type.SMALL.size) + Picture.TAIL_GAP;
      int half = (int) Math.ceil((nameWidth(node) + small + 30) / 2 / UNIT);
      x[node.id()] = Math.max(x[node.id()], free + half);
      free = x[node.id()] + half;
      frameRight = Math.max(frameRight, x[node.id()] + 2);
    }
    right = Math.max(right, frameRight + 4);
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < exitRow.length; i++) {
      if (graph.exits().get(i).state() != null) {
        rows.add(exitRow[i]);
      }
    }
    for (int i = 0; i < exitRow.length; i++) {
      if (graph.exits().get(i).state() == null) {
        exitRow[i] = freeRow(rows, y[graph.exits().get(i).node()]);
        rows.add(exitRow[i]);
        frameBottom = Math.max(frameBottom, exitRow[i] + 2);
      }
    }
    bottom = Math.max(bottom, frameBottom + 3);
    for (Node node : graph.nodes()) {
      if (node.shape() == Shape.INPUT) {
        y[node.id()] = bottom;
      }
    }
  }

  /** Below the first that reads it. */
  private int wished(int input) {
    int first = Integer.MAX_VALUE;
    for (Node node : graph.nodes()) {
      if (node.inputs().contains(input)) {
        int v = node.id();
        first = Math.min(first, x[v] + ports.offset(v, input, halfWidth[v]));
      }
    }
    return first == Integer.MAX_VALUE ? frameLeft + 4 : first;
  }

  private int freeRow(Set<Integer> taken, int wished) {
    for (int distance = 0; ; distance++) {
      for (int row : new int[] {wished + distance, wished - distance}) {
        if (row > frameTop + 1 && taken.stream().noneMatch(t -> Math.abs(t - row) < 3)) {
          return row;
        }
      }
    }
  }
}
