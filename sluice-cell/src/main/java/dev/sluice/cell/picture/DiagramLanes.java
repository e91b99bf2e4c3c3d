package dev.sluice.cell.picture;

import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The states' lines. A state whose new value comes from its old one by operators element by element
 * has them on its line, which then runs above everything, like {@code c} in an LSTM; so has one
 * that is read only once, by a box. All others pass by below, like its {@code h}.
 */
final class DiagramLanes {

  /**
   * The line of one state.
   *
   * @param source the node of its old value
   * @param exit the number of its exit
   * @param nodes what stands on it, from left to right
   */
  record Lane(int source, int exit, List<Integer> nodes, boolean hasBox) {}

  private final DiagramGraph graph;
  private final int[] readers;
  private final int[] before;
  private final boolean[] onTop;
  private final List<Lane> top = new ArrayList<>();
  private final List<Lane> bottom = new ArrayList<>();

  private DiagramLanes(DiagramGraph graph) {
    int count = graph.nodes().size();
    this.graph = graph;
    readers = new int[count];
    before = new int[count];
    onTop = new boolean[count];
    Arrays.fill(before, -1);
    graph.nodes().forEach(n -> new HashSet<>(n.inputs()).forEach(i -> readers[i]++));
  }

  static DiagramLanes of(DiagramGraph graph) {
    DiagramLanes lanes = new DiagramLanes(graph);
    List<Exit> exits = graph.exits();
    int states = (int) exits.stream().filter(e -> e.state() != null).count();
    boolean[] done = new boolean[states];
    for (boolean boxes : new boolean[] {false, true}) {
      for (int i = 0; i < states; i++) {
        done[i] = done[i] || lanes.run(i, boxes);
      }
    }
    for (int i = 0; i < states; i++) {
      if (!done[i]) {
        lanes.bottom.add(new Lane(i, i, List.of(), false));
      }
    }
    lanes.top.sort(Comparator.comparing(Lane::hasBox));
    return lanes;
  }

  /** Looks for a way from a state's old value to its new one; sources are the first nodes. */
  private boolean run(int state, boolean boxes) {
    int root = graph.exits().get(state).node();
    if (boxes && readers[state] != 1 || onTop[root]) {
      return false;
    }
    int[] next = new int[graph.nodes().size()];
    Arrays.fill(next, -1);
    Deque<Integer> open = new ArrayDeque<>(List.of(root));
    next[root] = root;
    while (!open.isEmpty() && next[state] < 0) {
      int v = open.remove();
      Node node = graph.nodes().get(v);
      boolean passes = node.shape() == Shape.OPERATION || boxes && node.shape() == Shape.BOX;
      if (!passes || onTop[v]) {
        continue;
      }
      List<Integer> inputs = node.ordered() ? node.inputs().subList(0, 1) : node.inputs();
      for (int input : inputs) {
        if (next[input] < 0) {
          next[input] = v;
          open.add(input);
        }
      }
    }
    if (next[state] < 0) {
      return false;
    }
    List<Integer> nodes = new ArrayList<>();
    boolean box = false;
    onTop[state] = true;
    for (int v = state; v != root; v = next[v]) {
      int on = next[v];
      before[on] = v;
      onTop[on] = true;
      nodes.add(on);
      box |= graph.nodes().get(on).shape() == Shape.BOX;
    }
    top.add(new Lane(state, state, nodes, box));
    return true;
  }

  /** The lines that carry what changes their state, from the top; those with boxes last. */
  List<Lane> top() {
    return top;
  }

  /** The lines that pass by below. */
  List<Lane> bottom() {
    return bottom;
  }

  boolean isOnTop(int node) {
    return onTop[node];
  }

  /** What stands before a node on its line, or -1. */
  int before(int node) {
    return before[node];
  }

  boolean isRead(int node) {
    return readers[node] > 0;
  }

  /** What a node reads, that on its own line first. */
  List<Integer> inputsOf(Node node) {
    if (before[node.id()] < 0) {
      return node.inputs();
    }
    List<Integer> inputs = new ArrayList<>(node.inputs());
    inputs.remove(Integer.valueOf(before[node.id()]));
    inputs.addFirst(before[node.id()]);
    return inputs;
  }

  /**
   * The sources that run along below the boxes without a line of their own there: those that
   * several boxes read, inputs first, and states that come down from their line.
   */
  List<Integer> buses() {
    Set<Integer> once = new HashSet<>();
    Set<Integer> buses = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.shape() == Shape.BOX && !onTop[node.id()]) {
        for (int input : node.inputs()) {
          boolean low = bottom.stream().anyMatch(l -> l.source() == input);
          boolean high = onTop[input] && !bottom.isEmpty();
          boolean source = graph.nodes().get(input).isSource();
          if (source && !low && !high && (onTop[input] || !once.add(input))) {
            buses.add(input);
          }
        }
      }
    }
    List<Integer> ordered = new ArrayList<>(buses);
    ordered.sort(Comparator.reverseOrder());
    return ordered;
  }

  /** How many states come down from their line at the left to feed boxes. */
  int descending() {
    int count = 0;
    for (Lane lane : top) {
      count += readers[lane.source()] > 1 ? 1 : 0;
    }
    return count;
  }
}
