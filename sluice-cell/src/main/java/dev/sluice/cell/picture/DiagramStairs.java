package dev.sluice.cell.picture;

import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.Picture.*;
import java.util.ArrayList;
import java.util.List;

/**
 * The picture of a cell with very many equations: each is a box on the diagonal. What it gives runs
 * to the right in its own row and comes down into each reader in that reader's own column, so that
 * nothing overlaps however many there are, and the work grows with the wires only.
 */
final class DiagramStairs {
  private DiagramStairs() {}

  private static final double ROW = 64;
  private static final double TRACK = 12;
  private static final double HALF = 22;

  /** The picture of a graph; the steps after the first repeat it to the right. */
  static Picture of(DiagramGraph graph, int steps) {
    List<Node> nodes = graph.nodes();
    int count = nodes.size();
    double[] x = new double[count];
    double[] half = new double[count];
    double at = 20;
    for (Node node : nodes) {
      double text = TextWidth.of(node.text(), Type.NAME.size);
      double small = TextWidth.of(node.small(), Type.SMALL.size);
      double wide = Math.max(Math.max(text, small) + 12, (node.inputs().size() + 1) * TRACK);
      half[node.id()] = Math.ceil(wide / 2);
      at += half[node.id()];
      x[node.id()] = at;
      at += half[node.id()] + 16;
    }
    double end = Math.ceil(at + 20);
    double labels = 0;
    for (Exit exit : graph.exits()) {
      String text = exit.label() + " out";
      labels = Math.max(labels, Math.ceil(TextWidth.of(text, Type.NAME.size)) + 20);
    }
    // A node may leave as several states and values: each has a row of its own at the bottom.
    double height = (count + graph.exits().size()) * ROW + 20;
    Picture picture = Picture.empty((end + labels) * steps, height);
    for (int step = 0; step < steps; step++) {
      double dx = step * (end + labels);
      int copies = step * count;
      for (Node node : nodes) {
        int v = node.id();
        double y = (v + 0.5) * ROW;
        int box = picture.boxes().size();
        Rect rect = new Rect(dx + x[v] - half[v], y - HALF, 2 * half[v], 2 * HALF);
        picture
            .boxes()
            .add(
                new Box(rect, node.isSource(), node.tone(), node.title(), Origin.of(node, copies)));
        DiagramLayout.addTexts(picture, node, dx + x[v], y, box);
        List<Integer> inputs = node.inputs();
        for (int i = 0; i < inputs.size(); i++) {
          double track = x[v] + i * TRACK - (inputs.size() - 1) * TRACK / 2;
          Point to = new Point(dx + track, y - HALF);
          wire(
              picture, graph, inputs.get(i), step, dx + x[inputs.get(i)] + half[inputs.get(i)], to);
        }
      }
      for (int i = 0; i < graph.exits().size(); i++) {
        exit(picture, graph, i, dx, x, half, end, step);
      }
    }
    return picture;
  }

  private static void wire(
      Picture picture, DiagramGraph graph, int source, int step, double from, Point to) {
    double y = (source + 0.5) * ROW;
    Tone tone = tone(graph.nodes().get(source));
    int net = step * graph.nodes().size() + source;
    Point corner = new Point(to.x(), y);
    String name = Origin.equationName(graph.nodes().get(source));
    List<Point> points = List.of(new Point(from, y), corner, to);
    picture.wires().add(new Wire(net, name, tone, false, true, points));
    picture.dots().add(new Dot(net, tone, corner));
  }

  private static void exit(
      Picture picture,
      DiagramGraph graph,
      int i,
      double dx,
      double[] x,
      double[] half,
      double end,
      int step) {
    Exit exit = graph.exits().get(i);
    int source = exit.node();
    int same = 0; // exits of one source leave its row at different tracks
    for (int j = 0; j < i; j++) {
      same += graph.exits().get(j).node() == source ? 1 : 0;
    }
    double y = (source + 0.5) * ROW;
    double from = dx + x[source] + half[source];
    Tone tone = exit.state() == null ? Tone.VALUE : Tone.STATE;
    int net = step * graph.nodes().size() + source;
    String name = Origin.equationName(graph.nodes().get(source));
    Point to = new Point(dx + end, y + same * 20);
    List<Point> points = new ArrayList<>(List.of(new Point(from, y)));
    if (same > 0) {
      points.add(new Point(dx + end - 10, y));
      points.add(new Point(dx + end - 10, to.y()));
    }
    points.add(to);
    picture.wires().add(new Wire(net, name, tone, exit.state() != null, true, points));
    Point at = new Point(to.x() + 7, to.y());
    String tail = exit.out() ? "out" : "";
    picture.labels().add(new Label(at, Anchor.START, Type.NAME, tone, exit.label(), "", tail, -1));
  }

  private static Tone tone(Node node) {
    return node.shape() == Shape.STATE
        ? Tone.STATE
        : node.shape() == Shape.INPUT ? Tone.INPUT : Tone.VALUE;
  }
}
