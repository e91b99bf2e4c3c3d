package dev.sluice.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which equation reads which, before they are parsed: {@code v} reads the equation {@code v = …},
 * {@code s'} reads {@code s' = …}, and the previous value {@code s} of a state reads none.
 */
final class Dependence {

  /** How many equations of a circle a message shows. */
  private static final int SHOWN = 8;

  private final Map<String, Statement> equations = new HashMap<>();

  Dependence(Collection<Statement> equations) {
    equations.forEach(e -> this.equations.putIfAbsent(e.target(), e));
  }

  /** These statements and all that they read, directly or through others. */
  Set<Statement> reached(Collection<Statement> roots) {
    Set<Statement> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    reached.addAll(roots);
    Deque<Statement> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      for (Token read : open.pop().reads()) {
        // With the prime: where the header no longer names a state, the parser is to say so.
        for (String target : List.of(read.text(), read.text() + "'")) {
          Statement other = equations.get(target);
          if (other != null && reached.add(other)) {
            open.push(other);
          }
        }
      }
    }
    return reached;
  }

  /** An equation on the way down from reader to read, and the name that it is looking at. */
  private static final class Visit {
    final Statement equation;
    final Iterator<Token> reads;
    Token read;

    Visit(Statement equation) {
      this.equation = equation;
      this.reads = equation.reads().iterator();
      this.read = equation.tokens().getFirst();
    }
  }

  /**
   * The equations in an order in which each stands below those it reads. An equation that stands
   * too low moves up to just above its first reader; nothing else moves.
   *
   * @throws CellSyntaxException if equations read each other in a circle
   */
  List<Statement> ordered(List<Statement> all) {
    List<Statement> ordered = new ArrayList<>();
    Set<Statement> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Statement> finished = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Visit> path = new ArrayDeque<>();
    for (Statement first : all) {
      if (seen.add(first)) {
        path.push(new Visit(first));
      }
      while (!path.isEmpty()) {
        Visit visit = path.peek();
        if (!visit.reads.hasNext()) {
          finished.add(visit.equation);
          ordered.add(visit.equation);
          path.pop();
          continue;
        }
        visit.read = visit.reads.next();
        Statement other = equations.get(visit.read.written());
        // An equation that reads itself is left to the parser.
        if (other == null || other == visit.equation) {
          continue;
        }
        if (seen.add(other)) {
          path.push(new Visit(other));
        } else if (!finished.contains(other)) {
          throw circle(path, other);
        }
      }
    }
    return ordered;
  }

  private static CellSyntaxException circle(Deque<Visit> path, Statement start) {
    List<Visit> circle = new ArrayList<>();
    for (Visit visit : path) {
      circle.addFirst(visit);
      if (visit.equation == start) {
        break;
      }
    }
    // Equations of one cell stand in order, so a circle goes through a new one: begin there.
    int first =
        IntStream.range(0, circle.size())
            .filter(i -> circle.get(i).equation.given())
            .findFirst()
            .orElse(0);
    Collections.rotate(circle, -first);
    List<String> links =
        new ArrayList<>(
            circle.stream()
                .limit(SHOWN)
                .map(
                    v ->
                        Source.shown(v.equation.target())
                            + " needs "
                            + Source.shown(v.read.written()))
                .toList());
    if (circle.size() > SHOWN) {
      links.add("so on, back to " + Source.shown(circle.getFirst().equation.target()));
    }
    String needs =
        links.stream().limit(links.size() - 1L).collect(Collectors.joining(", "))
            + ", and "
            + links.getLast();
    Token read = circle.getFirst().read;
    String name = Source.shown(read.text());
    String next =
        read.kind() == Token.Kind.NEXT
            ? "The previous value of the state is " + name + "."
            : "Only a state has a previous value: name "
                + name
                + " among the states and define "
                + name
                + "'.";
    return circle.getFirst().equation.mistake(read, needs + ". " + next);
  }
}
