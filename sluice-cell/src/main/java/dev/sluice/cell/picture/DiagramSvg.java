package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;
import dev.sluice.cell.picture.Picture.*;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a picture as SVG. Colors are classes, plain ones for the light scheme and a media query
 * for the dark one: custom properties and markers would be shorter, but not all viewers know them.
 */
final class DiagramSvg {

  private static final double CORNER = 7;
  private static final double ARROW = 8;
  private static final double ARROW_HALF = 3.6;

  /** Colors are those of Okabe and Ito, which stay apart for the color-blind, and tints of them. */
  private static final String STYLE =
      """
      .sluice-cell{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
      .sluice-cell .frame{fill:#f4f6f9;stroke:#c9d1dc}
      .sluice-cell .gap{fill:none;stroke:#f4f6f9;stroke-width:7}
      .sluice-cell .wire{fill:none;stroke-width:1.7}
      .sluice-cell .lane{stroke-width:2.8}
      .sluice-cell text{fill:#18212b}
      .sluice-cell .small{fill:#3d4a58}
      .sluice-cell .value{stroke:#566270}.sluice-cell .value-end{fill:#566270}
      .sluice-cell .state{stroke:#0067b0}.sluice-cell .state-end{fill:#0067b0}
      .sluice-cell .input{stroke:#b04a00}.sluice-cell .input-end{fill:#b04a00}
      .sluice-cell .gate{fill:#ffe6a1;stroke:#b48400}
      .sluice-cell .candidate{fill:#c4ebdd;stroke:#008460}
      .sluice-cell .linear{fill:#dfe5ed;stroke:#6f7c8b}
      .sluice-cell .operation{fill:#fff;stroke:#566270}
      .sluice-cell .valve{fill:#ffd3c2;stroke:#c4500a}
      .sluice-cell rect.state,.sluice-cell rect.input{fill:#fff}
      @media (prefers-color-scheme:dark){
      .sluice-cell .frame{fill:#1b222b;stroke:#3c4856}
      .sluice-cell .gap{stroke:#1b222b}
      .sluice-cell text{fill:#e9eef4}
      .sluice-cell .small{fill:#bcc7d3}
      .sluice-cell .value{stroke:#a3afbc}.sluice-cell .value-end{fill:#a3afbc}
      .sluice-cell .state{stroke:#62b5f0}.sluice-cell .state-end{fill:#62b5f0}
      .sluice-cell .input{stroke:#f09a55}.sluice-cell .input-end{fill:#f09a55}
      .sluice-cell .gate{fill:#5a4600;stroke:#e0b53a}
      .sluice-cell .candidate{fill:#0b4a3a;stroke:#3cc79c}
      .sluice-cell .linear{fill:#333e4b;stroke:#8d9aa9}
      .sluice-cell .operation{fill:#12171d;stroke:#a3afbc}
      .sluice-cell .valve{fill:#6b2b10;stroke:#ff9a66}
      .sluice-cell rect.state,.sluice-cell rect.input{fill:#12171d}
      }
      """;

  private final StringBuilder text = new StringBuilder();
  private final Picture picture;

  private DiagramSvg(Picture picture) {
    this.picture = picture;
  }

  static String write(Cell cell, Picture picture) {
    return new DiagramSvg(picture).document(cell);
  }

  private String document(Cell cell) {
    String width = number(picture.width());
    String height = number(picture.height());
    text.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"sluice-cell\" role=\"img\" width=\"")
        .append(width)
        .append("\" height=\"")
        .append(height)
        .append("\" viewBox=\"0 0 ")
        .append(width)
        .append(' ')
        .append(height)
        .append("\">\n<title>")
        .append(escape(cell.name()))
        .append("</title>\n<desc>")
        .append(escape(DiagramText.cut(cell.text().strip(), 4000)))
        .append("</desc>\n<style>\n")
        .append(STYLE)
        .append("</style>\n");
    for (Rect frame : picture.frames()) {
      rect("frame", frame, 12);
      text.append("/>\n");
    }
    wires();
    for (int i = 0; i < picture.boxes().size(); i++) {
      box(picture.boxes().get(i));
    }
    picture.labels().forEach(this::label);
    return text.append("</svg>\n").toString();
  }

  // ------------------------------------------------------------------------------------- wires

  /** Each source's wires after a gap in those below, so that crossings look like bridges. */
  private void wires() {
    Map<Integer, List<Wire>> nets = new LinkedHashMap<>();
    picture.wires().forEach(w -> nets.computeIfAbsent(w.source(), _ -> new ArrayList<>()).add(w));
    Map<Integer, List<Dot>> dots = new LinkedHashMap<>();
    picture.dots().forEach(d -> dots.computeIfAbsent(d.source(), _ -> new ArrayList<>()).add(d));
    nets.forEach(
        (source, wires) -> {
          wires.forEach(this::gap);
          wires.forEach(this::wire);
          dots.getOrDefault(source, List.of()).forEach(this::dot);
        });
  }

  private void gap(Wire wire) {
    Point middle = wire.points().get(wire.points().size() / 2);
    for (Rect f : picture.frames()) {
      if (middle.x() < f.x() - 60 || middle.x() > f.x() + f.width() + 60) {
        continue;
      }
      List<Point> inside = new ArrayList<>();
      for (Point p : wire.points()) {
        double x = Math.clamp(p.x(), f.x() + 2, f.x() + f.width() - 2);
        double y = Math.clamp(p.y(), f.y() + 2, f.y() + f.height() - 2);
        inside.add(new Point(x, y));
      }
      text.append("<path class=\"gap\" d=\"").append(path(inside, 0)).append("\"/>\n");
      return;
    }
  }

  private void wire(Wire wire) {
    String tone = css(wire.tone());
    text.append("<path class=\"wire ")
        .append(wire.lane() ? "lane " : "")
        .append(tone)
        .append("\" d=\"")
        .append(path(wire.points(), wire.arrow() ? ARROW - 1 : 0))
        .append('"');
    data("node", Integer.toString(wire.source()));
    data("value", wire.name());
    text.append("/>\n");
    if (wire.arrow()) {
      List<Point> points = wire.points();
      Point end = points.getLast();
      Point before = points.get(points.size() - 2);
      double dx = Math.signum(end.x() - before.x());
      double dy = Math.signum(end.y() - before.y());
      double size = wire.lane() ? 1.25 : 1;
      double backX = end.x() - dx * ARROW * size;
      double backY = end.y() - dy * ARROW * size;
      text.append("<path class=\"")
          .append(tone)
          .append("-end\" d=\"M")
          .append(at(end.x(), end.y()));
      text.append('L')
          .append(at(backX - dy * ARROW_HALF * size, backY + dx * ARROW_HALF * size))
          .append('L')
          .append(at(backX + dy * ARROW_HALF * size, backY - dx * ARROW_HALF * size))
          .append("Z\"");
      data("node", Integer.toString(wire.source()));
      text.append("/>\n");
    }
  }

  /** A way with round corners, its end cut off by so much. */
  private static String path(List<Point> points, double cut) {
    StringBuilder path =
        new StringBuilder("M").append(at(points.getFirst().x(), points.getFirst().y()));
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      double length = Math.abs(b.x() - a.x()) + Math.abs(b.y() - a.y());
      double dx = Math.signum(b.x() - a.x());
      double dy = Math.signum(b.y() - a.y());
      if (i == points.size() - 1) {
        double end = Math.min(cut, length);
        path.append('L').append(at(b.x() - dx * end, b.y() - dy * end));
        break;
      }
      Point c = points.get(i + 1);
      double next = Math.abs(c.x() - b.x()) + Math.abs(c.y() - b.y());
      double r = Math.min(CORNER, Math.min(length, next) / 2);
      path.append('L')
          .append(at(b.x() - dx * r, b.y() - dy * r))
          .append('Q')
          .append(at(b.x(), b.y()))
          .append(' ')
          .append(
              at(b.x() + Math.signum(c.x() - b.x()) * r, b.y() + Math.signum(c.y() - b.y()) * r));
    }
    return path.toString();
  }

  private void dot(Dot dot) {
    text.append("<circle class=\"")
        .append(css(dot.tone()))
        .append("-end\" cx=\"")
        .append(number(dot.at().x()))
        .append("\" cy=\"")
        .append(number(dot.at().y()))
        .append("\" r=\"3.4\"");
    data("node", Integer.toString(dot.source()));
    text.append("/>\n");
  }

  // ---------------------------------------------------------------------------- boxes and texts

  private void box(Box box) {
    Rect r = box.rect();
    rect(css(box.tone()), r, box.round() ? Math.min(r.width(), r.height()) / 2 : 6);
    Origin origin = box.origin();
    data("node", Integer.toString(origin.source()));
    data("value", origin.name());
    data("operation", origin.operation());
    data("reads", origin.reads().stream().map(String::valueOf).collect(Collectors.joining(" ")));
    text.append(" stroke-width=\"1.5\"><title>")
        .append(escape(box.title()))
        .append("</title></rect>\n");
  }

  private void rect(String style, Rect r, double corner) {
    text.append("<rect class=\"")
        .append(style)
        .append("\" x=\"")
        .append(number(r.x()))
        .append("\" y=\"")
        .append(number(r.y()))
        .append("\" width=\"")
        .append(number(r.width()))
        .append("\" height=\"")
        .append(number(r.height()))
        .append("\" rx=\"")
        .append(number(corner))
        .append('"');
  }

  private void label(Label label) {
    double size = label.type().size;
    double baseline = label.at().y() + 0.35 * size;
    text.append("<text x=\"")
        .append(number(label.at().x()))
        .append("\" y=\"")
        .append(number(baseline))
        .append("\" font-size=\"")
        .append(number(size))
        .append('"');
    switch (label.anchor()) {
      case START -> {}
      case MIDDLE -> text.append(" text-anchor=\"middle\"");
      case END -> text.append(" text-anchor=\"end\"");
    }
    switch (label.type()) {
      case NAME -> text.append(" font-weight=\"600\"");
      case SMALL -> text.append(" class=\"small\"");
      case SYMBOL -> {}
    }
    text.append(label.box() >= 0 ? " pointer-events=\"none\">" : ">").append(escape(label.text()));
    double drop = label.sub().isEmpty() ? 0 : 0.28 * size;
    if (!label.sub().isEmpty()) {
      text.append("<tspan dy=\"")
          .append(number(drop))
          .append("\" font-size=\"")
          .append(number(Picture.SUB * size))
          .append("\">")
          .append(escape(label.sub()))
          .append("</tspan>");
    }
    if (!label.tail().isEmpty()) {
      text.append("<tspan class=\"small\" dx=\"")
          .append(number(Picture.TAIL_GAP))
          .append(drop == 0 ? "" : "\" dy=\"" + number(-drop))
          .append("\" font-size=\"")
          .append(number(Type.SMALL.size))
          .append("\" font-weight=\"400\">")
          .append(escape(label.tail()))
          .append("</tspan>");
    }
    text.append("</text>\n");
  }

  // ------------------------------------------------------------------------------------ writing

  /** What a page that shows values in the picture finds its elements by. */
  private void data(String name, String value) {
    if (!value.isEmpty()) {
      text.append(" data-").append(name).append("=\"").append(escape(value)).append('"');
    }
  }

  private static String css(Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }

  private static String at(double x, double y) {
    return number(x) + " " + number(y);
  }

  /** At most two decimals, the same everywhere. */
  private static String number(double value) {
    long hundredths = Math.round(value * 100);
    String sign = hundredths < 0 ? "-" : "";
    long whole = Math.abs(hundredths) / 100;
    long rest = Math.abs(hundredths) % 100;
    if (rest == 0) {
      return sign + whole;
    }
    return sign
        + whole
        + "."
        + (rest % 10 == 0 ? "" + rest / 10 : rest < 10 ? "0" + rest : "" + rest);
  }

  private static String escape(String raw) {
    StringBuilder escaped = new StringBuilder();
    raw.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '?');
              }
            });
    return escaped.toString();
  }

  /** What XML 1.0 can contain at all. */
  private static boolean isXml(int c) {
    return c == '\n'
        || c == '\t'
        || c >= 0x20 && c < 0xD800
        || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF;
  }
}
