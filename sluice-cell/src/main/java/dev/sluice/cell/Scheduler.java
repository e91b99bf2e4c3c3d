package dev.sluice.cell;

import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Program.Line;
import dev.sluice.cell.Steps.Block;
import dev.sluice.cell.Steps.Pass;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Decides in which block each line of a program runs; {@link StageBuilder} does the rest. */
final class Scheduler {
  private final Program program;
  private final Set<String> roots = new LinkedHashSet<>();
  private final Map<String, Integer> state = new HashMap<>();
  private final Set<String> next = new HashSet<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /**
   * @param needed the names that somebody outside reads
   */
  Scheduler(Program program, Set<String> needed) {
    this.program = program;
    roots.addAll(needed);
    for (Carried s : program.states()) {
      state.put(s.old(), state.size());
      next.add(s.next());
      roots.add(s.next());
    }
  }

  List<Block> blocks() {
    Map<String, Line> needed = needed();
    for (Line line : needed.values()) {
      Program.reads(line.expr()).forEach(name -> uses.merge(name, 1, Integer::sum));
    }
    roots.forEach(name -> uses.merge(name, 1, Integer::sum));

    Map<String, BitSet> reads = new HashMap<>();
    state.forEach((name, index) -> reads.computeIfAbsent(name, _ -> new BitSet()).set(index));
    for (Line line : needed.values()) {
      BitSet all = new BitSet();
      for (String name : Program.reads(line.expr())) {
        all.or(reads.getOrDefault(name, new BitSet()));
      }
      reads.put(line.name(), all);
    }
    List<Set<String>> components = components(reads);
    int[] componentOf = new int[state.size()];
    for (int k = 0; k < components.size(); k++) {
      for (String s : components.get(k)) {
        componentOf[state.get(s)] = k;
      }
    }
    boolean[] cyclic = new boolean[components.size()];
    for (Carried s : program.states()) {
      int k = componentOf[state.get(s.old())];
      BitSet r = reads.getOrDefault(s.next(), new BitSet());
      cyclic[k] |= components.get(k).stream().anyMatch(o -> r.get(state.get(o)));
    }
    // A line is inside the loop of a component if it reads one of its old states and feeds one.
    Map<String, Set<Integer>> feeds = new HashMap<>();
    for (Carried s : program.states()) {
      feeds.computeIfAbsent(s.next(), _ -> new HashSet<>()).add(componentOf[state.get(s.old())]);
    }
    Map<String, Integer> blockOf = new HashMap<>();
    for (Line line : List.copyOf(needed.values()).reversed()) {
      Set<Integer> fed = feeds.getOrDefault(line.name(), Set.of());
      for (String name : Program.reads(line.expr())) {
        feeds.computeIfAbsent(name, _ -> new HashSet<>()).addAll(fed);
      }
      int depends = reads.get(line.name()).stream().map(i -> componentOf[i]).max().orElse(-1);
      boolean inside = depends >= 0 && cyclic[depends] && fed.contains(depends);
      blockOf.put(line.name(), inside ? 2 * depends + 1 : 2 * depends + 2);
    }
    join(List.copyOf(needed.values()), blockOf);
    TreeMap<Integer, List<Line>> byBlock = new TreeMap<>();
    for (Line line : needed.values()) {
      byBlock.computeIfAbsent(blockOf.get(line.name()), _ -> new ArrayList<>()).add(line);
    }
    return assemble(byBlock, components);
  }

  /**
   * Arithmetic that costs less than the memory for its result joins the loop beside it: before the
   * loop if only the loop reads it, behind it if all it reads is known there, unless what it reads
   * has to be in memory for others anyway.
   */
  private void join(List<Line> lines, Map<String, Integer> blockOf) {
    Map<String, List<Line>> readersOf = new HashMap<>();
    for (Line line : lines) {
      for (String name : Program.reads(line.expr())) {
        readersOf.computeIfAbsent(name, _ -> new ArrayList<>()).add(line);
      }
    }
    for (Line line : lines) {
      int block = blockOf.get(line.name());
      if (block > 0 && block % 2 == 0 && joins(line, block - 1, readersOf, blockOf)) {
        blockOf.put(line.name(), block - 1);
      }
    }
    Map<String, Set<Integer>> readers = new HashMap<>();
    for (Line line : lines.reversed()) {
      int block = blockOf.get(line.name());
      Set<Integer> in = readers.getOrDefault(line.name(), Set.of());
      if (isMovable(line) && block % 2 == 0) {
        boolean oneLoop = in.size() == 1 && in.stream().allMatch(b -> b % 2 != 0);
        block = oneLoop ? in.iterator().next() : block;
        blockOf.put(line.name(), block);
      }
      // Whoever needs it in memory, a product or a sum over units, counts as another block.
      int reader = Pass.isElementwise(line.expr()) ? block : -2;
      for (String name : Program.reads(line.expr())) {
        readers.computeIfAbsent(name, _ -> new HashSet<>()).add(reader);
      }
    }
  }

  /**
   * Whether a line right behind a loop is to join it: it needs memory anyway, or spares that of a
   * value of the loop, or its only reader does.
   */
  private boolean joins(
      Line line, int loop, Map<String, List<Line>> readersOf, Map<String, Integer> blockOf) {
    if (!mayJoin(line, loop, blockOf)) {
      return false;
    }
    boolean frees =
        Program.reads(line.expr()).stream()
            .filter(name -> blockOf.getOrDefault(name, -1) == loop)
            .anyMatch(name -> isFreed(readersOf.get(name), loop, blockOf));
    if (frees || roots.contains(line.name())) {
      return true;
    }
    List<Line> readers = readersOf.get(line.name());
    if (readers.size() > 1 || blockOf.get(readers.getFirst().name()) != loop + 1) {
      return false;
    }
    blockOf.put(line.name(), loop);
    boolean together = joins(readers.getFirst(), loop, readersOf, blockOf);
    blockOf.put(line.name(), loop + 1);
    return together;
  }

  /** Whether all that a line reads is known when a loop runs, and some of it not before. */
  private boolean mayJoin(Line line, int loop, Map<String, Integer> blockOf) {
    int latest =
        Program.reads(line.expr()).stream()
            .mapToInt(name -> blockOf.getOrDefault(name, -1))
            .max()
            .orElse(-1);
    return isMovable(line) && latest == loop;
  }

  /** Whether only a loop reads a value of it, once all have joined it that may. */
  private boolean isFreed(List<Line> readers, int loop, Map<String, Integer> blockOf) {
    return readers.stream()
        .allMatch(
            line -> {
              int block = blockOf.get(line.name());
              return block == loop || block == loop + 1 && mayJoin(line, loop, blockOf);
            });
  }

  /**
   * Cheap, and as large as what it reads; and not the new value of a state, whose old value others
   * may read a step later.
   */
  private boolean isMovable(Line line) {
    return Pass.isElementwise(line.expr())
        && line.size() != null
        && Pass.weight(line.expr()) <= 2
        && !next.contains(line.name());
  }

  private List<Block> assemble(TreeMap<Integer, List<Line>> byBlock, List<Set<String>> components) {
    // Blocks stay apart even without a loop between them: the later one may read, at another
    // step, a state that the earlier one writes.
    StageBuilder stages = new StageBuilder(roots, uses);
    List<Block> blocks = new ArrayList<>();
    for (Map.Entry<Integer, List<Line>> entry : byBlock.entrySet()) {
      List<Line> lines = entry.getValue();
      if (entry.getKey() % 2 == 0) {
        blocks.add(new Block(false, false, List.of(), stages.of(lines)));
      } else {
        List<String> states = List.copyOf(components.get(entry.getKey() / 2));
        blocks.add(new Block(true, Linear.in(states, lines), states, stages.of(lines)));
      }
    }
    return blocks;
  }

  /** The lines that somebody needs, in order. */
  private Map<String, Line> needed() {
    Set<String> wanted = new HashSet<>(roots);
    List<Line> lines = new ArrayList<>();
    for (Line line : program.lines().reversed()) {
      if (wanted.contains(line.name())) {
        lines.add(line);
        wanted.addAll(Program.reads(line.expr()));
      }
    }
    Map<String, Line> map = new LinkedHashMap<>();
    lines.reversed().forEach(line -> map.put(line.name(), line));
    return map;
  }

  private List<Set<String>> components(Map<String, BitSet> reads) {
    Map<String, Set<String>> edges = new LinkedHashMap<>();
    for (Carried s : program.states()) {
      Set<String> old = new LinkedHashSet<>();
      BitSet r = reads.getOrDefault(s.next(), new BitSet());
      for (Carried other : program.states()) {
        if (r.get(state.get(other.old()))) {
          old.add(other.old());
        }
      }
      edges.put(s.old(), old);
    }
    return Components.of(edges);
  }
}
