package dev.sluice.cell.picture;

import static dev.sluice.cell.picture.DiagramRouter.*;

import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.DiagramRouter.Port;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where wires may begin and end. What a port costs says how welcome it is: boxes are read from
 * below, by what runs below them; from above, by the lines of states; from the left, by operators.
 */
final class DiagramPorts {

  private static final int RARE = 30;
  private static final int UNUSUAL = 60;
  private static final int LAST = 120;

  private final DiagramGraph graph;
  private final DiagramLanes lanes;
  private final List<List<Integer>> below = new ArrayList<>();

  DiagramPorts(DiagramGraph graph, DiagramLanes lanes) {
    this.graph = graph;
    this.lanes = lanes;
    for (Node node : graph.nodes()) {
      below.add(node.shape() == Shape.BOX ? readFromBelow(node) : List.of());
    }
  }

  /** What a box reads from below, from left to right: states, inputs, values. */
  private List<Integer> readFromBelow(Node box) {
    List<Integer> low = new ArrayList<>();
    boolean left = lanes.before(box.id()) < 0; // whether the left side is free
    for (int input : box.inputs()) {
      boolean source = graph.nodes().get(input).isSource();
      if (lanes.before(box.id()) == input || isAbove(input)) {
        continue;
      }
      if (!source && left) {
        left = false;
      } else {
        low.add(input);
      }
    }
    low.sort(Comparator.naturalOrder());
    return low;
  }

  /** Whether boxes read this from above: a line above them, unless it is all there is to recur. */
  boolean isAbove(int input) {
    boolean old = graph.nodes().get(input).shape() == Shape.STATE;
    return lanes.isOnTop(input) && !(old && lanes.bottom().isEmpty());
  }

  /** How many units wide half a box has to be for its ports. */
  int room(Node box) {
    boolean above = box.inputs().stream().anyMatch(this::isAbove);
    return Math.max(above && !lanes.isOnTop(box.id()) ? 4 : 3, below.get(box.id()).size() / 2 + 1);
  }

  /** Whether an operator's wire enters a box from the left. */
  boolean isReadFromLeft(Node node) {
    return node.shape() == Shape.BOX
        && lanes.before(node.id()) < 0
        && node.inputs().stream().anyMatch(i -> !graph.nodes().get(i).isSource() && !isAbove(i));
  }

  /** How far right of a node's center this input comes in from below. */
  int offset(int node, int input, int halfWidth) {
    int index = below.get(node).indexOf(input);
    return index < 0 ? 0 : slot(index, below.get(node).size(), halfWidth);
  }

  private static int slot(int index, int count, int halfWidth) {
    int twice = 2 * index - (count - 1);
    return count <= halfWidth ? twice : Math.floorDiv(twice + 1, 2);
  }

  /** Where a node's first wire may begin. */
  List<Port> starts(DiagramPlaces places, int v) {
    int x = places.x[v];
    int y = places.y[v];
    int w = places.halfWidth[v];
    int h = places.halfHeight[v];
    Port east = new Port(x + w, y, EAST, 0);
    return switch (graph.nodes().get(v).shape()) {
      case STATE -> List.of(new Port(0, y, EAST, 0));
      case INPUT -> List.of(new Port(x, y, NORTH, 0));
      case BOX ->
          lanes.isOnTop(v)
              ? List.of(east)
              : List.of(new Port(x, y - h, NORTH, 0), new Port(x + w, y, EAST, RARE));
      case OPERATION ->
          lanes.isOnTop(v)
              ? List.of(east)
              : List.of(new Port(x, y - h, NORTH, 0), east, new Port(x, y + h, SOUTH, RARE / 2));
    };
  }

  /** Where the wire from a node's input may end. */
  List<Port> ends(DiagramPlaces places, int v, int number, boolean lane) {
    Node node = graph.nodes().get(v);
    int x = places.x[v];
    int y = places.y[v];
    int w = places.halfWidth[v];
    int h = places.halfHeight[v];
    Port west = new Port(x - w, y, WEST, 0);
    if (lane) {
      return List.of(west);
    }
    if (node.shape() == Shape.BOX) {
      return boxEnds(node, node.inputs().get(number), x, y, w, h);
    }
    Port south = new Port(x, y + h, SOUTH, 0);
    Port north = new Port(x, y - h, NORTH, lanes.isOnTop(v) ? RARE / 2 : 0);
    if (lanes.before(v) >= 0) {
      return List.of(south, north);
    }
    if (node.ordered()) {
      return number == 0 ? List.of(west) : List.of(south, north);
    }
    return lanes.isOnTop(v)
        ? List.of(west, south, north)
        : List.of(west, south, north, new Port(x + w, y, EAST, LAST));
  }

  private List<Port> boxEnds(Node node, int input, int x, int y, int w, int h) {
    int v = node.id();
    List<Integer> low = below.get(v);
    boolean above = isAbove(input);
    boolean value = !graph.nodes().get(input).isSource();
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < low.size(); i++) {
      int cost = low.get(i) == input ? 0 : above ? UNUSUAL : RARE;
      ports.add(new Port(x + slot(i, low.size(), w), y + h, SOUTH, cost));
    }
    if (lanes.before(v) < 0) {
      ports.add(new Port(x - w, y, WEST, value ? 0 : LAST));
    }
    int top = above ? 0 : value ? UNUSUAL : LAST;
    for (int i = w - 1; i >= 2; i -= 2) {
      ports.add(new Port(x - i, y - h, NORTH, top));
      ports.add(new Port(x + i, y - h, NORTH, top + 1));
    }
    return ports;
  }
}
