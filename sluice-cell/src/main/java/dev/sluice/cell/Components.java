package dev.sluice.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Strongly connected components (Kosaraju), without recursion. */
final class Components {
  private Components() {}

  /**
   * The components in an order in which each comes after those it reads.
   *
   * @param reads for each node the nodes it reads; nodes that are no key are left out
   */
  static List<Set<String>> of(Map<String, Set<String>> reads) {
    Map<String, Set<String>> readers = new LinkedHashMap<>();
    reads.keySet().forEach(node -> readers.put(node, new LinkedHashSet<>()));
    for (String node : reads.keySet()) {
      for (String other : reads.get(node)) {
        if (reads.containsKey(other)) {
          readers.get(other).add(node);
        }
      }
    }
    List<String> finished = new ArrayList<>();
    Set<String> visited = new HashSet<>();
    for (String node : reads.keySet()) {
      visit(node, readers, visited, finished);
    }
    List<Set<String>> components = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String node : finished.reversed()) {
      List<String> component = new ArrayList<>();
      visit(node, reads, taken, component);
      if (!component.isEmpty()) {
        components.add(new LinkedHashSet<>(component));
      }
    }
    return components;
  }

  /** Depth first; {@code finished} receives each node after all that it leads to. */
  private static void visit(
      String start, Map<String, Set<String>> edges, Set<String> visited, List<String> finished) {
    if (!visited.add(start)) {
      return;
    }
    Deque<String> path = new ArrayDeque<>(List.of(start));
    Map<String, Iterator<String>> next = new HashMap<>();
    next.put(start, edges.get(start).iterator());
    while (!path.isEmpty()) {
      String node = path.peek();
      Iterator<String> rest = next.get(node);
      boolean deeper = false;
      while (rest.hasNext() && !deeper) {
        String to = rest.next();
        if (edges.containsKey(to) && visited.add(to)) {
          path.push(to);
          next.put(to, edges.get(to).iterator());
          deeper = true;
        }
      }
      if (!deeper) {
        finished.add(path.pop());
      }
    }
  }
}
