package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;
import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.DiagramWiring.Wired;
import dev.sluice.cell.picture.Picture.*;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a graph that has places and wires into a picture, once for each step. */
final class DiagramLayout {

  private static final int UNIT = DiagramPlaces.UNIT;

  /** Points of the grid times wires up to which ways are looked for. */
  private static final long MOST_WORK = 6_000_000;

  private static final int TRIES = 4;
  private static final double MARGIN = 14;

  private final DiagramGraph graph;
  private final DiagramLanes lanes;
  private final DiagramPlaces places;
  private final List<Wired> wires;
  private final int steps;

  private DiagramLayout(
      DiagramGraph graph, DiagramLanes lanes, DiagramPlaces places, List<Wired> wires, int steps) {
    this.graph = graph;
    this.lanes = lanes;
    this.places = places;
    this.wires = wires;
    this.steps = steps;
  }

  /** The picture of a cell at so many steps. */
  static Picture of(Cell cell, int steps) {
    DiagramGraph graph = DiagramReader.read(cell);
    DiagramLanes lanes = DiagramLanes.of(graph);
    DiagramPorts ports = new DiagramPorts(graph, lanes);
    for (int spread = 0; spread < TRIES; spread++) {
      DiagramPlaces places = DiagramPlaces.of(graph, lanes, ports, spread);
      long work = (long) places.right * places.bottom * (graph.nodes().size() + 1);
      if (work > MOST_WORK) {
        break;
      }
      List<Wired> wires = DiagramWiring.of(graph, lanes, ports, places);
      if (wires != null) {
        return new DiagramLayout(graph, lanes, places, wires, steps).picture();
      }
    }
    return DiagramStairs.of(DiagramReader.readCoarsely(cell), steps);
  }

  private Picture picture() {
    double left = MARGIN + widest(true);
    double gap = steps == 1 ? 0 : Math.max(0, widest(false) - 6 * UNIT);
    double stride = places.right * UNIT + gap;
    double width = left + steps * stride - gap + MARGIN + widest(false) + 7;
    Picture picture = Picture.empty(width, places.bottom * UNIT + 30);
    for (int step = 0; step < steps; step++) {
      copy(picture, left + step * stride, step, gap);
    }
    return picture;
  }

  private double widest(boolean left) {
    double widest = 0;
    for (Label label : ends(left, 0, 0)) {
      widest = Math.max(widest, label.textWidth());
    }
    return Math.ceil(widest) + 6; // whole pixels, so that sums are exact
  }

  private void copy(Picture picture, double dx, int step, double gap) {
    picture
        .frames()
        .add(
            new Rect(
                dx + places.frameLeft * UNIT,
                places.frameTop * UNIT,
                (places.frameRight - places.frameLeft) * UNIT,
                (places.frameBottom - places.frameTop) * UNIT));
    int copies = step * graph.nodes().size();
    for (Node node : graph.nodes()) {
      if (node.shape() == Shape.INPUT) {
        Point at = new Point(dx + places.x[node.id()] * UNIT, places.bottom * UNIT + 12);
        String sub = steps == 1 ? "" : step(step);
        picture
            .labels()
            .add(
                new Label(
                    at, Anchor.MIDDLE, Type.NAME, Tone.INPUT, node.text(), sub, node.small(), -1));
      } else if (node.shape() != Shape.STATE) {
        box(picture, node, dx, copies);
      }
    }
    for (Wired wired : wires) {
      Tone tone = tone(wired.connection().source());
      int source = copies + wired.connection().source();
      String name = Origin.equationName(graph.nodes().get(wired.connection().source()));
      List<Point> points = new ArrayList<>();
      for (int[] p : wired.route().points()) {
        points.add(new Point(dx + p[0] * UNIT, p[1] * UNIT));
      }
      boolean lane = wired.connection().lane();
      if (wired.connection().exit() >= 0 && gap > 0 && step + 1 < steps) {
        Point end = points.removeLast();
        points.add(new Point(end.x() + gap, end.y()));
      }
      picture.wires().add(new Wire(source, name, tone, lane, true, points));
      if (wired.route().branch()) {
        picture.dots().add(new Dot(source, tone, points.getFirst()));
      }
    }
    if (step == 0) {
      picture.labels().addAll(ends(true, dx, step));
    }
    boolean inner = step + 1 < steps;
    double middle = (places.frameRight + places.right + places.frameLeft) * UNIT / 2.0 + gap / 2;
    picture.labels().addAll(ends(false, dx + (inner ? middle : places.right * UNIT), step));
  }

  /** The labels at the left or right ends of the states' lines. */
  private List<Label> ends(boolean left, double x, int step) {
    List<Label> labels = new ArrayList<>();
    if (left) {
      for (Node node : graph.nodes()) {
        boolean carried =
            lanes.isRead(node.id()) || graph.exits().stream().anyMatch(e -> e.node() == node.id());
        if (node.shape() == Shape.STATE && carried) {
          Point at = new Point(x - 6, places.y[node.id()] * UNIT);
          String sub = steps == 1 ? "" : step(step - 1);
          labels.add(new Label(at, Anchor.END, Type.NAME, Tone.STATE, node.text(), sub, "", -1));
        }
      }
      return labels;
    }
    for (int i = 0; i < graph.exits().size(); i++) {
      Exit exit = graph.exits().get(i);
      boolean inner = step + 1 < steps;
      Point at = new Point(inner ? x : x + 7, places.exitRow[i] * UNIT - (inner ? 16 : 0));
      labels.add(
          new Label(
              at,
              inner ? Anchor.MIDDLE : Anchor.START,
              Type.NAME,
              exit.state() == null ? Tone.VALUE : Tone.STATE,
              steps == 1 ? exit.label() : exit.name(),
              steps == 1 ? "" : step(step),
              exit.out() ? "out" : "",
              -1));
    }
    return labels;
  }

  /** The steps of an unrolled picture are t−1, t, t+1, … */
  private static String step(int step) {
    return step == 1 ? "t" : step < 1 ? "t−" + (1 - step) : "t+" + (step - 1);
  }

  private Tone tone(int source) {
    if (graph.nodes().get(source).shape() == Shape.INPUT) {
      return Tone.INPUT;
    }
    boolean state =
        graph.nodes().get(source).shape() == Shape.STATE
            || graph.exits().stream().anyMatch(e -> e.state() != null && e.node() == source);
    return state || lanes.isOnTop(source) ? Tone.STATE : Tone.VALUE;
  }

  private void box(Picture picture, Node node, double dx, int copies) {
    int v = node.id();
    double x = dx + places.x[v] * UNIT;
    double y = places.y[v] * UNIT;
    double w = places.halfWidth[v] * UNIT;
    double h = places.halfHeight[v] * UNIT;
    int box = picture.boxes().size();
    boolean round = node.shape() == Shape.OPERATION;
    Rect rect = new Rect(x - w, y - h, 2 * w, 2 * h);
    picture.boxes().add(new Box(rect, round, node.tone(), node.title(), Origin.of(node, copies)));
    addTexts(picture, node, x, y, box);
    String name = node.name();
    if (node.hasNameBeside() && name != null) {
      Point at = new Point(x + w + 2, y - 13);
      picture.labels().add(new Label(at, Anchor.START, Type.NAME, Tone.VALUE, name, "", "", -1));
    }
  }

  /** The text in a box, around its center. */
  static void addTexts(Picture picture, Node node, double x, double y, int box) {
    boolean round = node.shape() == Shape.OPERATION;
    @Nullable String small = node.small().isEmpty() ? null : node.small();
    Type type = round ? Type.SYMBOL : Type.NAME;
    Point at = new Point(x, small == null ? y : y - 8);
    picture.labels().add(new Label(at, Anchor.MIDDLE, type, node.tone(), node.text(), "", "", box));
    if (small != null) {
      Point below = new Point(x, y + 11);
      picture
          .labels()
          .add(new Label(below, Anchor.MIDDLE, Type.SMALL, node.tone(), small, "", "", box));
    }
  }
}
