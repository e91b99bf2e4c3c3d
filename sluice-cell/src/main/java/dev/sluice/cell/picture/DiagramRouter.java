package dev.sluice.cell.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways for wires on a grid, by A* over points and directions. Wires of different sources
 * never share an edge of the grid, and meet at a point only where both go straight on, across each
 * other. So a picture made of its routes has no overlaps, whatever the order.
 */
final class DiagramRouter {

  /** A direction, or the side of a box. */
  static final int EAST = 0;

  static final int SOUTH = 1;
  static final int WEST = 2;
  static final int NORTH = 3;

  private static final int STEP = 10;
  private static final int BEND = 24;
  private static final int CROSSING = 26;
  private static final int JUNCTION = 6;
  private static final int CROWDED = 80;
  private static final int ALONG_LINE = 12;
  private static final int OWN_ROW = 4;

  /**
   * Where a wire can begin or end.
   *
   * @param side the side of the box it is on
   * @param cost what it costs more than the best
   */
  record Port(int x, int y, int side, int cost) {}

  /**
   * A way found.
   *
   * @param points its corners, first and last included; each x, y
   * @param branch whether it begins on an earlier way of the same source
   */
  record Route(int net, List<int[]> points, boolean branch, int cost) {}

  private final int width;
  private final int height;
  private final int[] steps;
  private final boolean[] blocked;
  private final int[] crowded; // whose wires alone should turn at a point; 0: all, -1: none
  private final boolean[] line;
  private final int[] across; // the net on the edge to the right of a point, or 0
  private final int[] down; // the net on the edge below a point, or 0
  private final int[] best;
  private final int[] from;
  private final int[] stamp;
  private int search;

  DiagramRouter(int width, int height) {
    this.width = width;
    this.height = height;
    this.steps = new int[] {1, width, -1, -width};
    int points = width * height;
    blocked = new boolean[points];
    crowded = new int[points];
    line = new boolean[height];
    across = new int[points];
    down = new int[points];
    best = new int[points * 4];
    from = new int[points * 4];
    stamp = new int[points * 4];
  }

  /** Closes a rectangle of points, edges included. */
  void block(int left, int top, int right, int bottom) {
    mark(left, top, right, bottom, true);
  }

  /** Opens a rectangle of points, edges included. */
  void open(int left, int top, int right, int bottom) {
    mark(left, top, right, bottom, false);
  }

  private void mark(int left, int top, int right, int bottom, boolean value) {
    for (int y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
      for (int x = Math.max(0, left); x <= Math.min(width - 1, right); x++) {
        blocked[y * width + x] = value;
      }
    }
  }

  /**
   * Keeps corners away from the point before a port.
   *
   * @param net the source that begins there, or -1
   */
  void keepFree(Port port, int net) {
    crowded[port.y * width + port.x + steps[port.side]] = net;
  }

  private boolean isCrowded(int point, int net) {
    return crowded[point] != 0 && crowded[point] != net;
  }

  /** Keeps wires from running along a row. */
  void keepLine(int y) {
    line[y] = true;
  }

  /**
   * Finds the cheapest way and takes it.
   *
   * @param net the source, from 1
   * @param starts where a wire can begin
   * @param earlier the ways of the same source: the new one can branch off these
   * @param row the row along which it should run, or -1
   * @return null if there is none
   */
  @Nullable Route route(int net, List<Port> starts, List<Route> earlier, List<Port> ends, int row) {
    search++;
    PriorityQueue<Long> open = new PriorityQueue<>();
    int goalX = ends.getFirst().x;
    int goalY = ends.getFirst().y;
    int slack = 0;
    for (Port end : ends) {
      slack = Math.max(slack, Math.abs(end.x - goalX) + Math.abs(end.y - goalY));
    }
    for (Port start : starts) {
      int point = start.y * width + start.x;
      if (edge(point, start.side) == 0) {
        int cost = earlier.isEmpty() ? start.cost : start.cost + BEND;
        reach(point * 4 + start.side, -1, cost, open, goalX, goalY, slack);
      }
    }
    for (int point : pointsOf(earlier)) {
      for (int side = 0; side < 4; side++) {
        if (!blocked[point] && foreign(point, net) == 0 && edge(point, side) == 0) {
          int cost = isCrowded(point, net) ? CROWDED + JUNCTION : JUNCTION;
          reach(point * 4 + side, -1, cost, open, goalX, goalY, slack);
        }
      }
    }
    while (!open.isEmpty()) {
      long top = open.remove();
      int state = (int) (top & 0xffffffffL);
      int cost = best[state];
      if (stamp[state] == -search) {
        continue;
      }
      stamp[state] = -search;
      int point = state / 4;
      int side = state % 4;
      if (from[state] >= 0 && blocked[point]) { // only an end is entered though it is blocked
        return take(net, state, cost);
      }
      boolean begins = from[state] < 0;
      boolean free = begins || foreign(point, net) == 0;
      for (int turn = 0; turn < 4; turn++) {
        if (turn == (side + 2) % 4 || turn != side && (begins || !free)) {
          continue;
        }
        int more = step(net, point, turn, ends, row);
        if (more < 0) {
          continue;
        }
        more += turn == side ? 0 : BEND + (isCrowded(point, net) ? CROWDED : 0);
        reach((point + steps[turn]) * 4 + turn, state, cost + more, open, goalX, goalY, slack);
      }
    }
    return null;
  }

  /** The cost of going on from a point, or -1 where that is impossible. */
  private int step(int net, int point, int turn, List<Port> ends, int row) {
    int x = point % width;
    int y = point / width;
    boolean outside =
        switch (turn) {
          case EAST -> x == width - 1;
          case SOUTH -> y == height - 1;
          case WEST -> x == 0;
          default -> y == 0;
        };
    if (outside || edge(point, turn) != 0) {
      return -1;
    }
    int to = point + steps[turn];
    int cost = turn % 2 != 0 ? STEP : y == row ? OWN_ROW : line[y] ? STEP + ALONG_LINE : STEP;
    if (blocked[to]) {
      for (Port end : ends) {
        if (end.y * width + end.x == to && (end.side + 2) % 4 == turn && !isUsed(to)) {
          return cost + end.cost;
        }
      }
      return -1;
    }
    int other = foreign(to, net);
    if (other == 0) {
      return isUsed(to) ? -1 : cost; // a net does not cross itself
    }
    return other == 1 + turn % 2 ? -1 : other == 3 ? -1 : isOwn(to, net) ? -1 : cost + CROSSING;
  }

  /** 0: nothing of other nets; 1: one runs across; 2: one runs up and down; 3: a corner or more. */
  private int foreign(int point, int net) {
    int east = other(edge(point, EAST), net);
    int west = other(edge(point, WEST), net);
    int south = other(edge(point, SOUTH), net);
    int north = other(edge(point, NORTH), net);
    if (east == 0 && west == 0 && south == 0 && north == 0) {
      return 0;
    }
    if (south == 0 && north == 0 && east == west) {
      return 1;
    }
    return east == 0 && west == 0 && south == north ? 2 : 3;
  }

  private static int other(int edge, int net) {
    return edge == net ? 0 : edge;
  }

  private boolean isUsed(int point) {
    return edge(point, EAST) + edge(point, WEST) + edge(point, SOUTH) + edge(point, NORTH) != 0;
  }

  private boolean isOwn(int point, int net) {
    return edge(point, EAST) == net
        || edge(point, WEST) == net
        || edge(point, SOUTH) == net
        || edge(point, NORTH) == net;
  }

  private int edge(int point, int side) {
    return switch (side) {
      case EAST -> across[point];
      case SOUTH -> down[point];
      case WEST -> point % width == 0 ? 0 : across[point - 1];
      default -> point < width ? 0 : down[point - width];
    };
  }

  private void reach(
      int state, int before, int cost, PriorityQueue<Long> open, int goalX, int goalY, int slack) {
    if (stamp[state] == -search || stamp[state] == search && best[state] <= cost) {
      return;
    }
    stamp[state] = search;
    best[state] = cost;
    from[state] = before;
    int point = state / 4;
    int far = Math.abs(point % width - goalX) + Math.abs(point / width - goalY) - slack;
    open.add(((long) (cost + OWN_ROW * Math.max(0, far)) << 32) | state);
  }

  private Route take(int net, int end, int cost) {
    List<Integer> states = new ArrayList<>();
    for (int state = end; state >= 0; state = from[state]) {
      states.add(state);
    }
    List<Integer> way = states.reversed();
    List<int[]> corners = new ArrayList<>();
    for (int i = 0; i < way.size(); i++) {
      int point = way.get(i) / 4;
      boolean corner = i == 0 || i == way.size() - 1 || way.get(i) % 4 != way.get(i + 1) % 4;
      if (corner) {
        corners.add(new int[] {point % width, point / width});
      }
    }
    boolean branch = !blocked[way.getFirst() / 4]; // else it begins at a port
    Route route = new Route(net, corners, branch, cost);
    draw(route, net);
    return route;
  }

  /** Gives a way's edges back. */
  void erase(Route route) {
    draw(route, 0);
  }

  /** Takes a way's edges again. */
  void restore(Route route) {
    draw(route, route.net);
  }

  private void draw(Route route, int value) {
    for (int i = 1; i < route.points.size(); i++) {
      int[] a = route.points.get(i - 1);
      int[] b = route.points.get(i);
      for (int x = Math.min(a[0], b[0]); x < Math.max(a[0], b[0]); x++) {
        across[a[1] * width + x] = value;
      }
      for (int y = Math.min(a[1], b[1]); y < Math.max(a[1], b[1]); y++) {
        down[y * width + a[0]] = value;
      }
    }
  }

  private int[] pointsOf(List<Route> routes) {
    int[] points = new int[16];
    int count = 0;
    for (Route route : routes) {
      for (int i = 1; i < route.points.size(); i++) {
        int[] a = route.points.get(i - 1);
        int[] b = route.points.get(i);
        int dx = Integer.signum(b[0] - a[0]);
        int dy = Integer.signum(b[1] - a[1]);
        for (int x = a[0], y = a[1]; x != b[0] || y != b[1]; x += dx, y += dy) {
          if (count == points.length) {
            points = Arrays.copyOf(points, 2 * count);
          }
          points[count++] = y * width + x;
        }
      }
    }
    return Arrays.copyOf(points, count);
  }
}
