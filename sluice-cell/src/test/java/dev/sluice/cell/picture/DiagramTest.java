package dev.sluice.cell.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.picture.Picture.*;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class DiagramTest {

  static List<Cell> cells() {
    return DiagramCells.all();
  }

  // ---------------------------------------------------------------------------------- geometry

  @ParameterizedTest
  @MethodSource("cells")
  void nothingOverlaps(Cell cell) {
    for (int steps : new int[] {1, 3}) {
      Picture picture = DiagramLayout.of(cell, steps);
      assertThat(picture.frames()).as("drawn with valves, not on a diagonal").hasSize(steps);
      assertThat(overlaps(picture)).as(cell.name() + ", " + steps).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void nothingOverlapsOnTheDiagonal(Cell cell) {
    Picture picture = DiagramStairs.of(DiagramReader.readCoarsely(cell), 2);
    assertThat(overlaps(picture)).as(cell.name()).isEmpty();
  }

  /** All that no picture may have, in words. */
  private static List<String> overlaps(Picture picture) {
    List<String> found = new ArrayList<>();
    Rect page = new Rect(0, 0, picture.width(), picture.height());
    List<Box> boxes = picture.boxes();
    List<Label> labels = picture.labels();
    for (int i = 0; i < boxes.size(); i++) {
      inside(page, boxes.get(i).rect(), "box", found);
      for (int j = 0; j < i; j++) {
        if (boxes.get(i).rect().meets(boxes.get(j).rect())) {
          found.add("boxes meet: " + boxes.get(i) + " " + boxes.get(j));
        }
      }
    }
    for (int i = 0; i < labels.size(); i++) {
      Label label = labels.get(i);
      inside(page, label.rect(), label.text(), found);
      for (int j = 0; j < i; j++) {
        if (label.rect().meets(labels.get(j).rect())) {
          found.add("labels meet: " + label + " " + labels.get(j));
        }
      }
      for (int j = 0; j < boxes.size(); j++) {
        if (label.box() == j) {
          inside(boxes.get(j).rect(), label.rect(), label.text(), found);
        } else if (label.rect().meets(boxes.get(j).rect())) {
          found.add("label on a box: " + label + " " + boxes.get(j));
        }
      }
    }
    for (Wire wire : picture.wires()) {
      wire(wire, picture, found);
    }
    collinear(picture, found);
    corners(picture, found);
    return found;
  }

  private static void inside(Rect outer, Rect inner, String what, List<String> found) {
    if (inner.x() < outer.x()
        || inner.y() < outer.y()
        || inner.x() + inner.width() > outer.x() + outer.width()
        || inner.y() + inner.height() > outer.y() + outer.height()) {
      found.add(what + " leaves " + outer + ": " + inner);
    }
  }

  /** A wire touches boxes at its two ends only, and no text. */
  private static void wire(Wire wire, Picture picture, List<String> found) {
    List<Point> points = wire.points();
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      if ((a.x() == b.x()) == (a.y() == b.y())) {
        found.add("neither horizontal nor vertical: " + wire);
      }
      Rect segment =
          new Rect(
              Math.min(a.x(), b.x()) - 0.5,
              Math.min(a.y(), b.y()) - 0.5,
              Math.abs(a.x() - b.x()) + 1,
              Math.abs(a.y() - b.y()) + 1);
      for (Box box : picture.boxes()) {
        Rect r = box.rect();
        Rect inner = new Rect(r.x() + 1, r.y() + 1, r.width() - 2, r.height() - 2);
        Rect outer = new Rect(r.x() - 1, r.y() - 1, r.width() + 2, r.height() + 2);
        boolean begins = i == 1 && on(r, a);
        boolean ends = i == points.size() - 1 && on(r, b);
        if (segment.meets(inner) || !begins && !ends && segment.meets(outer)) {
          found.add("wire " + points + " through " + box);
        }
      }
      for (Label label : picture.labels()) {
        if (segment.meets(label.rect())) {
          found.add("wire " + points + " through text " + label);
        }
      }
    }
  }

  private static boolean on(Rect r, Point p) {
    boolean x = p.x() >= r.x() && p.x() <= r.x() + r.width();
    boolean y = p.y() >= r.y() && p.y() <= r.y() + r.height();
    return x && y;
  }

  private record Piece(int source, double from, double to) {}

  /** No two sources share a piece of a line. */
  private static void collinear(Picture picture, List<String> found) {
    Map<String, List<Piece>> lines = new HashMap<>();
    for (Wire wire : picture.wires()) {
      for (int i = 1; i < wire.points().size(); i++) {
        Point a = wire.points().get(i - 1);
        Point b = wire.points().get(i);
        boolean vertical = a.x() == b.x();
        String line = vertical ? "x" + a.x() : "y" + a.y();
        double p = vertical ? a.y() : a.x();
        double q = vertical ? b.y() : b.x();
        Piece piece = new Piece(wire.source(), Math.min(p, q), Math.max(p, q));
        List<Piece> others = lines.computeIfAbsent(line, _ -> new ArrayList<>());
        for (Piece other : others) {
          if (other.source != piece.source && other.from < piece.to && piece.from < other.to) {
            found.add("two wires on " + line + ": " + piece + " " + other);
          }
        }
        others.add(piece);
      }
    }
  }

  /** Where wires of two sources meet, neither has a corner, an end or a junction. */
  private static void corners(Picture picture, List<String> found) {
    for (Wire wire : picture.wires()) {
      List<Point> turns = wire.points().subList(1, wire.points().size() - 1);
      for (Wire other : picture.wires()) {
        if (other.source() == wire.source()) {
          continue;
        }
        for (int i = 1; i < other.points().size(); i++) {
          Point a = other.points().get(i - 1);
          Point b = other.points().get(i);
          Rect segment =
              new Rect(
                  Math.min(a.x(), b.x()),
                  Math.min(a.y(), b.y()),
                  Math.abs(a.x() - b.x()),
                  Math.abs(a.y() - b.y()));
          turns.stream()
              .filter(t -> on(segment, t))
              .forEach(t -> found.add("corner on another wire: " + t));
        }
      }
    }
  }

  /** Every wire ends at a box or leaves; every one begins where its source or a junction is. */
  @ParameterizedTest
  @MethodSource("cells")
  void everyOperandHasItsWire(Cell cell) {
    DiagramGraph graph = DiagramReader.read(cell);
    int operands = graph.nodes().stream().mapToInt(n -> n.inputs().size()).sum();
    Picture picture = DiagramLayout.of(cell, 1);
    assertThat(picture.wires()).hasSize(operands + graph.exits().size());
    for (Wire wire : picture.wires()) {
      Point start = wire.points().getFirst();
      boolean dot =
          picture.dots().stream()
              .anyMatch(d -> d.source() == wire.source() && d.at().equals(start));
      boolean box = picture.boxes().stream().anyMatch(b -> on(b.rect(), start));
      boolean source = graph.nodes().get(wire.source()).isSource();
      assertThat(dot || box || source).as(wire.toString()).isTrue();
    }
  }

  /** One box for two products would say that their sum is what {@code max} is taken of. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max(0, W_h @ x)",
        "min(1, 2 * (W_h @ x))",
        "1 / (W_h @ x)",
        "-(1 / (2 + W_h @ x))",
        "relu(W_h @ x)"
      })
  void whatIsNotLinearIsABoxOfItsOwn(String term) {
    DiagramGraph graph = DiagramReader.read(Cell.parse("own(x; h)\n  h' = " + term + " + U_h @ h"));
    List<Set<String>> reads =
        graph.nodes().stream()
            .filter(n -> n.shape() == DiagramGraph.Shape.BOX)
            .map(n -> n.inputs().stream().map(i -> graph.nodes().get(i).text()).toList())
            .map(Set::copyOf)
            .toList();
    assertThat(reads).containsExactlyInAnyOrder(Set.of("x"), Set.of("h"));
  }

  @Test
  void whatOnlyScalesAndShiftsStaysInTheBox() {
    DiagramGraph graph =
        DiagramReader.read(Cell.parse("one(x; h)\n  h' = 1 - 2 * (W_h @ x) / 3 + U_h @ h"));
    assertThat(graph.nodes()).filteredOn(n -> n.shape() == DiagramGraph.Shape.BOX).hasSize(1);
  }

  // -------------------------------------------------------------------------------------- text

  @ParameterizedTest
  @MethodSource("cells")
  void everyNameIsWritten(Cell cell) {
    Set<String> written =
        DiagramLayout.of(cell, 1).labels().stream().map(Label::text).collect(Collectors.toSet());
    for (Equation equation : cell.equations()) {
      assertThat(written).contains(DiagramText.prime(equation.target()));
    }
    cell.inputs().forEach(input -> assertThat(written).contains(input.name()));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void isXmlAndTheSameEachTime(Cell cell) throws Exception {
    for (int steps : new int[] {1, 2}) {
      String svg = Diagram.svg(cell, steps);
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)))
              .getDocumentElement();
      assertThat(root.getNodeName()).isEqualTo("svg");
      assertThat(root.getAttribute("role")).isEqualTo("img");
      assertThat(root.getAttribute("viewBox")).startsWith("0 0 ");
      assertThat(root.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo(cell.name());
      assertThat(svg).isEqualTo(Diagram.svg(Cell.parse(cell.text()), steps));
    }
  }

  /** From these a page tells which value flows where. */
  @ParameterizedTest
  @MethodSource("cells")
  void boxesAndLinesSayWhatTheyCarry(Cell cell) {
    DiagramGraph graph = DiagramReader.read(cell);
    int count = graph.nodes().size();
    Picture picture = DiagramLayout.of(cell, 2);
    for (Box box : picture.boxes()) {
      Origin origin = box.origin();
      int copies = origin.source() / count * count;
      DiagramGraph.Node node = graph.nodes().get(origin.source() % count);
      assertThat(origin.reads()).isEqualTo(node.inputs().stream().map(i -> copies + i).toList());
      assertThat(origin.name()).isEqualTo(Origin.equationName(node));
    }
    for (Wire wire : picture.wires()) {
      DiagramGraph.Node node = graph.nodes().get(wire.source() % count);
      assertThat(wire.name()).isEqualTo(Origin.equationName(node));
    }
  }

  @Test
  void dataOfAValve() {
    assertThat(Diagram.svg(Cell.named("ran")))
        .contains("data-node=\"")
        .contains(" data-value=\"i\" data-reads=\"")
        .contains(" data-operation=\"×\" data-reads=\"")
        .contains(" data-value=\"c'\"");
  }

  @Test
  void commentsCannotEscapeTheirElement() throws Exception {
    Cell cell =
        Cell.parse("# </desc><script>alert(\"&\")</script> \uFFFF \u0001\n" + DiagramCells.SMALL);
    String svg = Diagram.svg(cell);
    assertThat(svg).doesNotContain("<script").contains("&lt;script&gt;");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  // ------------------------------------------------------------------------------------- bounds

  @Test
  void stepsAreOneToTwenty() {
    Cell cell = Cell.named("elman");
    for (int steps : new int[] {0, -1, 21, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Diagram.svg(cell, steps))
          .withMessage("A diagram shows 1 to 20 steps, not " + steps + ".");
    }
    assertThat(DiagramLayout.of(cell, 20).frames()).hasSize(20);
  }

  @Test
  void aLayoutIsFoundForThirtyEquations() {
    StringBuilder text = new StringBuilder("long(x; h)\n  v0 = tanh(W_v0 @ x + U_v0 @ h)\n");
    for (int i = 1; i < 30; i++) {
      String name = "v" + i;
      text.append(
          "  %s = sigmoid(W_%s @ x + U_%s @ v%d) * v%d\n"
              .formatted(name, name, name, i - 1, i / 2));
    }
    text.append("  h' = h * v29");
    Picture picture = DiagramLayout.of(Cell.parse(text.toString()), 1);
    assertThat(picture.frames()).hasSize(1);
    assertThat(overlaps(picture)).isEmpty();
  }

  @Test
  @Timeout(10)
  void manyEquationsEndInBoundedTime() {
    StringBuilder text = new StringBuilder("huge(x; h)\n  v0 = W_v0 @ x\n");
    for (int i = 1; i < 500; i++) {
      text.append("  v%d = tanh(v%d + v%d) * h\n".formatted(i, i - 1, i / 2));
    }
    Cell cell = Cell.parse(text + "  h' = v499 * h");
    String svg = Diagram.svg(cell);
    assertThat(svg.length()).isLessThan(4_000_000);
    assertThat(svg).contains(">v499<").contains(">h′<");
  }

  @Test
  @Timeout(10)
  void longSumsAndManyNamesEndInBoundedTime() {
    String sum = "h' = h" + " + h".repeat(4_900);
    assertThat(Diagram.svg(Cell.parse("sum(x; h[input])\n  v = x\n  " + sum + " + v")))
        .contains(">v<");
    String wide = "h' = h" + " * h - x".repeat(120);
    assertThat(Diagram.svg(Cell.parse("wide(x; h[input])\n  " + wide))).contains("h′");
    StringBuilder text = new StringBuilder("pairs(x; h[input])\n");
    for (int i = 0; i < 45; i++) {
      text.append("  v%d = x * h\n".formatted(i));
    }
    text.append("  h' = (v0");
    for (int i = 1; i < 45; i++) {
      text.append(" * v").append(i);
    }
    assertThat(Diagram.svg(Cell.parse(text + ")"))).contains(">v44<");
  }
}
