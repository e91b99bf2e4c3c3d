package dev.sluice.cell.picture;

import static dev.sluice.cell.picture.DiagramRouter.WEST;

import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.DiagramRouter.Port;
import dev.sluice.cell.picture.DiagramRouter.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which ports the wires of a placed graph may use, and in which order they find their ways. */
final class DiagramWiring {

  /**
   * A wire to draw.
   *
   * @param reader the node it ends at, or -1
   * @param exit the exit it ends at, or -1
   * @param lane whether it is a piece of a state's line
   */
  record Connection(int source, int reader, int exit, boolean lane, int input, int length) {}

  /** A wire with its way. */
  record Wired(Connection connection, Route route) {}

  private static final int ATTEMPTS = 6;

  private final DiagramGraph graph;
  private final DiagramLanes lanes;
  private final DiagramPlaces places;
  private final DiagramPorts ports;
  private final DiagramRouter router;

  private DiagramWiring(
      DiagramGraph graph, DiagramLanes lanes, DiagramPorts ports, DiagramPlaces places) {
    this.graph = graph;
    this.ports = ports;
    this.lanes = lanes;
    this.places = places;
    this.router = new DiagramRouter(places.right + 1, places.bottom + 1);
  }

  /** All wires, or null if one finds no way. */
  static @Nullable List<Wired> of(
      DiagramGraph graph, DiagramLanes lanes, DiagramPorts ports, DiagramPlaces places) {
    DiagramWiring wiring = new DiagramWiring(graph, lanes, ports, places);
    wiring.obstacles();
    return wiring.wire();
  }

  private void obstacles() {
    DiagramPlaces p = places;
    router.block(0, 0, p.frameLeft + 1, p.bottom);
    router.block(p.frameRight - 1, 0, p.right, p.bottom);
    router.block(0, 0, p.right, p.frameTop);
    router.block(0, p.frameBottom - 1, p.right, p.bottom);
    for (Node node : graph.nodes()) {
      int v = node.id();
      int x = p.x[v];
      int y = p.y[v];
      switch (node.shape()) {
        case STATE -> router.open(1, y, p.frameLeft + 1, y);
        case INPUT -> router.open(x, p.frameBottom - 1, x, y - 1);
        case BOX, OPERATION -> {
          router.block(
              x - p.halfWidth[v], y - p.halfHeight[v], x + p.halfWidth[v], y + p.halfHeight[v]);
          if (node.hasNameBeside()) {
            router.block(x + 1, y - 1, x + p.halfWidth[v] + p.nameUnits(node), y - 1);
          }
        }
      }
    }
    for (int row : p.exitRow) {
      router.open(p.frameRight - 1, row, p.right - 1, row);
      router.keepLine(row);
    }
    places.busRows().forEach(router::keepLine);
    for (Node node : graph.nodes()) {
      if (!node.isSource()) {
        for (int input = 0; input < node.inputs().size(); input++) {
          for (Port end : ports.ends(places, node.id(), input, false)) {
            router.keepFree(end, -1);
          }
        }
        if (lanes.before(node.id()) >= 0) {
          ports.ends(places, node.id(), 0, true).forEach(end -> router.keepFree(end, -1));
        }
        ports.starts(places, node.id()).forEach(start -> router.keepFree(start, node.id() + 1));
      }
    }
  }

  // ----------------------------------------------------------------------------------- the wires

  /** Sources whose wires found no way come first in the next attempt. */
  private @Nullable List<Wired> wire() {
    List<Connection> open = connections();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Map<Integer, List<Wired>> nets = new HashMap<>();
      int failed = wire(open, nets);
      if (failed < 0) {
        return finished(nets);
      }
      nets.values().forEach(net -> net.forEach(w -> router.erase(w.route)));
      open.sort(Comparator.comparing(c -> c.source != failed));
    }
    return null;
  }

  /** The source of the first wire that finds no way, or -1. */
  private int wire(List<Connection> open, Map<Integer, List<Wired>> nets) {
    for (Connection connection : open) {
      List<Wired> net = nets.computeIfAbsent(connection.source, _ -> new ArrayList<>());
      Wired wired = connect(connection, net);
      if (wired == null) {
        return connection.source;
      }
      net.add(wired);
    }
    return -1;
  }

  private List<Wired> finished(Map<Integer, List<Wired>> nets) {
    for (int round = 0; round < 2; round++) {
      for (int source = 0; source < graph.nodes().size(); source++) {
        List<Wired> net = nets.get(source);
        if (net != null) {
          nets.put(source, improved(net));
        }
      }
    }
    List<Wired> all = new ArrayList<>();
    for (int source = 0; source < graph.nodes().size(); source++) {
      all.addAll(nets.getOrDefault(source, List.of()));
    }
    return all;
  }

  /** A source's wires once more, now that all others are known; the old ones if they cost less. */
  private List<Wired> improved(List<Wired> net) {
    net.forEach(w -> router.erase(w.route));
    List<Wired> again = new ArrayList<>();
    int before = 0;
    int after = 0;
    for (Wired wired : net) {
      before += wired.route.cost();
      Wired other = connect(wired.connection, again);
      if (other != null) {
        again.add(other);
        after += other.route.cost();
      }
    }
    if (again.size() == net.size() && after <= before) {
      return again;
    }
    again.forEach(w -> router.erase(w.route));
    net.forEach(w -> router.restore(w.route));
    return net;
  }

  private @Nullable Wired connect(Connection c, List<Wired> net) {
    List<Port> ends =
        c.exit >= 0
            ? List.of(new Port(places.right, places.exitRow[c.exit], WEST, 0))
            : ports.ends(places, c.reader, c.input, c.lane);
    List<Route> earlier = net.stream().map(Wired::route).toList();
    int row =
        c.exit >= 0
            ? places.exitRow[c.exit]
            : c.lane ? places.y[c.source] : places.busRow(c.source);
    boolean box = graph.nodes().get(c.source).shape() == Shape.BOX;
    List<Port> starts =
        box || net.isEmpty() ? ports.starts(places, c.source) : List.of(); // a box has two ports
    Route route = router.route(c.source + 1, starts, earlier, ends, row);
    return route == null ? null : new Wired(c, route);
  }

  /** All wires: those along the states' lines first, then the shortest. */
  private List<Connection> connections() {
    List<Connection> all = new ArrayList<>();
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        int source = node.inputs().get(i);
        boolean lane = lanes.before(node.id()) == source && node.inputs().indexOf(source) == i;
        int length = length(source, places.x[node.id()], places.y[node.id()]);
        all.add(new Connection(source, node.id(), -1, lane, i, length));
      }
    }
    for (int i = 0; i < graph.exits().size(); i++) {
      Exit exit = graph.exits().get(i);
      int length = length(exit.node(), places.right, places.exitRow[i]);
      boolean lane = exit.state() != null;
      all.add(new Connection(exit.node(), -1, i, lane, 0, length));
    }
    all.sort(Comparator.comparing((Connection c) -> !c.lane).thenComparing(Connection::length));
    return all;
  }

  private int length(int source, int x, int y) {
    return Math.abs(places.x[source] - x) + Math.abs(places.y[source] - y);
  }
}
