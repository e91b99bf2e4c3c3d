package dev.sluice.cell.picture;

import static dev.sluice.cell.picture.DiagramGraph.PRIME;

import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What a diagram consists of, with coordinates: all that {@link DiagramSvg} needs and all that a
 * test of the geometry asks for. Units are those of the SVG (CSS pixels); y grows downwards.
 *
 * @param frames the outline of each copy of the cell
 * @param boxes boxes and operators
 * @param wires from a source or a junction to one end each
 * @param labels all text, that in boxes included
 * @param dots where wires of one source part
 */
record Picture(
    double width,
    double height,
    List<Rect> frames,
    List<Box> boxes,
    List<Wire> wires,
    List<Label> labels,
    List<Dot> dots) {

  /** What something means; it decides the color. */
  enum Tone {
    GATE,
    CANDIDATE,
    LINEAR,
    OPERATION,
    VALVE,
    STATE,
    INPUT,
    VALUE
  }

  record Point(double x, double y) {}

  /** An axis-parallel rectangle. */
  record Rect(double x, double y, double width, double height) {
    /** Whether the interiors of two rectangles meet. */
    boolean meets(Rect other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }

    Rect moved(double dx) {
      return new Rect(x + dx, y, width, height);
    }
  }

  /**
   * A box, or a round operator.
   *
   * @param title what a pointer that rests on it is told
   * @param origin what it computes
   */
  record Box(Rect rect, boolean round, Tone tone, String title, Origin origin) {}

  /**
   * What a box or an operator computes, for whoever shows values in a picture.
   *
   * @param source the number that the wires have which carry its value
   * @param name the left side whose value this is, new states as {@code c'}, or empty
   * @param operation what is written in an operator, or empty
   * @param reads the sources of its operands, in their order
   */
  record Origin(int source, String name, String operation, List<Integer> reads) {
    Origin {
      reads = List.copyOf(reads);
    }

    static Origin of(Node node, int copies) {
      return new Origin(
          copies + node.id(),
          equationName(node),
          node.shape() == Shape.OPERATION ? node.text() : "",
          node.inputs().stream().map(input -> copies + input).toList());
    }

    /** How the equations spell the name of what a node gives, or empty. */
    static String equationName(Node node) {
      return node.name() == null ? "" : node.name().replace(PRIME, "'");
    }
  }

  /**
   * A line of horizontal and vertical pieces.
   *
   * @param source wires with one number carry one value
   * @param name the name of that value, new states as {@code c'}, or empty
   * @param arrow whether its end has an arrowhead
   * @param lane whether it is a piece of a state's line
   */
  record Wire(int source, String name, Tone tone, boolean lane, boolean arrow, List<Point> points) {
    Wire {
      points = List.copyOf(points);
    }
  }

  /** A junction. */
  record Dot(int source, Tone tone, Point at) {}

  /** How a text is aligned to its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** How large a text is, in pixels. */
  enum Type {
    NAME(15),
    SMALL(10.5),
    SYMBOL(13);

    final double size;

    Type(double size) {
      this.size = size;
    }
  }

  /**
   * A line of text.
   *
   * @param at the point it is aligned to: its anchor across, its middle in height
   * @param sub a subscript, or empty
   * @param tail smaller text behind it, or empty
   * @param box the number of the box it stands in, or -1
   */
  record Label(
      Point at,
      Anchor anchor,
      Type type,
      Tone tone,
      String text,
      String sub,
      String tail,
      int box) {

    double textWidth() {
      double sum = TextWidth.of(text, type.size) + TextWidth.of(sub, SUB * type.size);
      return tail.isEmpty() ? sum : sum + TAIL_GAP + TextWidth.of(tail, Type.SMALL.size);
    }

    /** The room it takes. */
    Rect rect() {
      double width = textWidth();
      double left =
          switch (anchor) {
            case START -> at.x;
            case MIDDLE -> at.x - width / 2;
            case END -> at.x - width;
          };
      return new Rect(left, at.y - type.size * 0.55, width, type.size * 1.1);
    }
  }

  /** The size of a subscript, in that of its text. */
  static final double SUB = 0.72;

  /** The room before a label's tail. */
  static final double TAIL_GAP = 8;

  /** An empty picture to add to. */
  static Picture empty(double width, double height) {
    return new Picture(
        width,
        height,
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }
}
