package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Derivative;
import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Program;
import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Program.Line;
import dev.sluice.cell.Size;
import dev.sluice.cell.Steps;
import dev.sluice.cell.Steps.Across;
import dev.sluice.cell.Steps.Block;
import dev.sluice.cell.Steps.Chain;
import dev.sluice.cell.Steps.Mask;
import dev.sluice.cell.Steps.Pass;
import dev.sluice.cell.Steps.Products;
import dev.sluice.cell.Steps.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where each name of a plan lives: which buffer, which columns, at which step. Known to nobody
 * outside this package. It does not depend on the numbers of the sizes, so all kernels of a cell
 * share it.
 *
 * <p>A value takes the place of one that is read for the last time when it is computed: gates lie
 * where their pre-activations were, and on the way back their gradients lie there again. That is
 * also why the gates of one product stand side by side, as the products of the way back want them.
 */
final class Layout {

  /** How a buffer's rows are arranged over time. */
  enum Kind {
    /** One row per step and batch row; a single step's rows where nobody needs the others. */
    VALUE,
    /** A state of the way forward: one step more than the sequence, its first the initial state. */
    STATE,
    /** A gradient carried back: as {@link #STATE}, but two steps in turn where these suffice. */
    CARRY,
    /** A vector parameter or a count: the same for all rows. */
    CONSTANT,
    /**
     * What the way back adds to over the steps, one row for each batch row: the gradient of a
     * vector parameter that nothing else reads.
     */
    SUM
  }

  /** Columns side by side; a null size is one number per row. */
  static final class Buffer {
    final int index;
    final Kind kind;
    final List<@Nullable Size> columns = new ArrayList<>();

    /** Whether another block reads it, so that all steps of a tile are kept. */
    boolean crosses;

    /** Whether the way back reads what the way forward left, or the gradients what the way back. */
    boolean saved;

    /** Whether only the way back uses it. */
    final boolean backward;

    Buffer(int index, Kind kind, boolean backward) {
      this.index = index;
      this.kind = kind;
      this.backward = backward;
    }
  }

  /** A place: column {@code column} of a buffer, {@code shift} steps later than the current one. */
  record Place(Buffer buffer, int column, int shift) {}

  final Steps steps;
  final List<Buffer> buffers = new ArrayList<>();
  final Map<String, Place> places = new LinkedHashMap<>();
  final Map<Expr, Place> constants = new LinkedHashMap<>();

  private final Map<String, @Nullable Size> sizes = new HashMap<>();
  private final Map<String, Integer> lastUse = new HashMap<>();
  private final Map<String, Integer> definedIn = new HashMap<>();
  private final Set<String> crossing = new HashSet<>();
  private final Set<String> saved = new HashSet<>();
  private final Set<String> stored = new HashSet<>();

  /** The names that are added up over the steps. */
  private final Set<String> summed = new HashSet<>();

  private @Nullable Buffer sums;
  private boolean goesBack;

  Layout(Cell cell, Steps steps) {
    this.steps = steps;
    Derivative derivative = steps.derivative();
    saved.addAll(derivative.saved());
    for (Program p : List.of(derivative.forward(), derivative.backward())) {
      p.lines().forEach(line -> sizes.put(line.name(), line.size()));
    }
    uses(derivative);
    sums(derivative);
    cell.inputs().forEach(i -> given(i.name(), cell.shapes().size(i.name())));
    for (Carried s : derivative.forward().states()) {
      state(s, Kind.STATE, 0);
    }
    place(steps.forward(), 0);
    goesBack = true;
    for (int k = 0; k < derivative.forward().outputs().size(); k++) {
      given("d.out." + k, cell.shapes().outputSizes().get(k));
    }
    for (Carried s : derivative.backward().states()) {
      state(s, Kind.CARRY, 1);
    }
    place(steps.backward(), stages(steps.forward()));
    places.forEach(
        (name, place) -> {
          place.buffer.crosses |= crossing.contains(name);
          place.buffer.saved |= saved.contains(name);
        });
  }

  Place place(String name) {
    return Objects.requireNonNull(places.get(name), name);
  }

  /** The place of a vector parameter or a count. */
  Place constant(Expr e) {
    return constants.computeIfAbsent(
        e, _ -> new Place(column(buffer(Kind.CONSTANT), Size.HIDDEN), 0, 0));
  }

  private static int stages(List<Block> blocks) {
    return blocks.stream().mapToInt(b -> b.stages().size()).sum();
  }

  private Buffer buffer(Kind kind) {
    Buffer buffer = new Buffer(buffers.size(), kind, goesBack);
    buffers.add(buffer);
    return buffer;
  }

  private static Buffer column(Buffer buffer, @Nullable Size size) {
    buffer.columns.add(size);
    return buffer;
  }

  private void given(String name, Size size) {
    sizes.put(name, size);
    Buffer buffer = column(buffer(Kind.VALUE), size);
    buffer.crosses = true;
    places.put(name, new Place(buffer, 0, 0));
  }

  private void state(Carried s, Kind kind, int old) {
    Buffer buffer = column(buffer(kind), s.size());
    sizes.put(s.old(), s.size());
    places.put(s.old(), new Place(buffer, 0, old));
    places.put(s.next(), new Place(buffer, 0, 1 - old));
  }

  /** Finds for every name the last stage that reads it, and whether another block does. */
  private void uses(Derivative derivative) {
    Map<String, Integer> blockOf = new HashMap<>();
    int block = 0;
    int stage = 0;
    List<List<Block>> directions = List.of(steps.forward(), steps.backward());
    for (List<Block> blocks : directions) {
      for (Block b : blocks) {
        Set<Stage> along =
            Run.of(b).stream().flatMap(run -> run.along().stream()).collect(Collectors.toSet());
        for (Stage s : b.stages()) {
          for (String name : s.defines()) {
            blockOf.put(name, block);
            definedIn.put(name, stage);
            if (!b.loop()) {
              crossing.add(name);
            }
          }
          // What is added up while it is computed need not be in memory for that.
          for (String name : along.contains(s) ? Set.<String>of() : s.reads()) {
            lastUse.put(name, stage);
            stored.add(name);
            boolean carried = !blockOf.containsKey(name);
            boolean forward = blocks == steps.forward();
            if (!carried && blockOf.get(name) != block && (forward || name.startsWith("d."))) {
              crossing.add(name);
            }
            if (carried && !b.states().contains(name)) {
              crossing.add(name);
            }
          }
          stage++;
        }
        block++;
      }
      int end = Integer.MAX_VALUE;
      if (blocks == steps.forward()) {
        derivative.forward().outputs().forEach(name -> last(name, end));
      }
    }
    derivative.inputs().values().forEach(name -> last(name, Integer.MAX_VALUE));
    for (Gradient g : derivative.gradients()) {
      switch (g) {
        case Gradient.Outer(Expr _, String delta, Expr operand) -> {
          last(delta, Integer.MAX_VALUE);
          saved.add(delta);
          if (operand instanceof Expr.Name(String name)) {
            lastUse.put(name, Integer.MAX_VALUE);
            stored.add(name);
          }
        }
        case Gradient.Sum(Expr.Parameter _, String delta) -> {
          last(delta, Integer.MAX_VALUE);
          saved.add(delta);
        }
      }
    }
  }

  /** Gradients of vectors that one pass of a loop computes and nobody else reads. */
  private void sums(Derivative derivative) {
    for (Gradient g : derivative.gradients()) {
      if (g instanceof Gradient.Sum(Expr.Parameter _, String delta)) {
        summed.add(delta);
      }
    }
    Set<String> inLoops = new HashSet<>();
    for (Block block : steps.backward()) {
      for (Stage stage : block.stages()) {
        summed.removeAll(stage.reads());
        if (block.loop() && stage instanceof Pass p && p.size() != null) {
          inLoops.addAll(p.defines());
        }
      }
    }
    summed.retainAll(inLoops);
    for (Gradient g : derivative.gradients()) {
      if (g instanceof Gradient.Outer(Expr _, String delta, Expr _)) {
        summed.remove(delta);
      }
    }
    summed.removeAll(derivative.inputs().values());
    derivative.backward().states().forEach(s -> summed.remove(s.next()));
  }

  private void last(String name, int stage) {
    lastUse.put(name, stage);
    stored.add(name);
    crossing.add(name);
  }

  private void place(List<Block> blocks, int first) {
    int stage = first;
    Map<String, List<String>> continues = continuing(blocks);
    // From the last on, as a sum that is continued may itself continue another.
    for (Block b : blocks.reversed()) {
      for (Stage s : b.stages().reversed()) {
        if (s instanceof Products p) {
          for (Chain c : p.chains()) {
            if (c.start() != null && places.containsKey(c.name())) {
              places.put(c.start(), place(c.name()));
            }
          }
        }
      }
    }
    for (Block b : blocks) {
      for (Stage s : b.stages()) {
        switch (s) {
          case Products p -> products(p, continues);
          case Pass p -> pass(p, stage);
          case Across(Line line) -> own(line.name(), line.size());
          case Mask(Line line) -> own(line.name(), line.size());
        }
        stage++;
      }
    }
  }

  /** For each sum that a later product continues, the names of that product's sums, in order. */
  private static Map<String, List<String>> continuing(List<Block> blocks) {
    Map<String, List<String>> continues = new HashMap<>();
    for (Block b : blocks) {
      for (Stage s : b.stages()) {
        if (s instanceof Products p) {
          List<String> starts =
              p.chains().stream().map(Chain::start).filter(Objects::nonNull).toList();
          starts.forEach(start -> continues.put(start, starts));
        }
      }
    }
    return continues;
  }

  /** Sums that one later product continues stand side by side. */
  private void products(Products p, Map<String, List<String>> continues) {
    Buffer buffer = null;
    List<Chain> order = new ArrayList<>();
    Set<String> done = new HashSet<>();
    Map<String, Chain> byName = new LinkedHashMap<>();
    p.chains().forEach(c -> byName.put(c.name(), c));
    for (Chain c : p.chains()) {
      for (String name : continues.getOrDefault(c.name(), List.of(c.name()))) {
        if (byName.containsKey(name) && done.add(name)) {
          order.add(byName.get(name));
        }
      }
    }
    for (Chain c : order) {
      if (places.containsKey(c.name())) {
        continue; // a carried gradient has its place
      }
      if (c.start() != null) {
        places.put(c.name(), place(c.start()));
      } else {
        buffer = buffer == null ? buffer(Kind.VALUE) : buffer;
        places.put(c.name(), new Place(column(buffer, c.size()), buffer.columns.size() - 1, 0));
      }
    }
  }

  private void own(String name, @Nullable Size size) {
    places.put(name, new Place(column(buffer(Kind.VALUE), size), 0, 0));
  }

  private void pass(Pass pass, int stage) {
    Map<String, Set<String>> from = new HashMap<>();
    Set<Place> taken = new HashSet<>();
    for (Line line : pass.lines()) {
      Set<String> sources = new LinkedHashSet<>();
      for (String name : Program.reads(line.expr())) {
        sources.addAll(from.getOrDefault(name, Set.of(name)));
      }
      from.put(line.name(), sources);
      if (!stored.contains(line.name()) || places.containsKey(line.name())) {
        continue;
      }
      if (summed.contains(line.name())) {
        sums = sums == null ? buffer(Kind.SUM) : sums;
        column(sums, line.size());
        places.put(line.name(), new Place(sums, sums.columns.size() - 1, 0));
        continue;
      }
      Place free = free(line, sources, stage, taken);
      if (free == null) {
        own(line.name(), line.size());
      } else {
        taken.add(free);
        places.put(line.name(), free);
      }
    }
  }

  /** The place of a value that {@code line} is computed from and that nobody reads afterwards. */
  private @Nullable Place free(Line line, Set<String> sources, int stage, Set<Place> taken) {
    List<String> candidates = new ArrayList<>();
    if (line.name().startsWith("d.")) {
      // A gate's own gradient goes where the gate is, so that the order of the gates is kept.
      candidates.add(line.name().substring(2).split("[.:]", 2)[0]);
      candidates.retainAll(sources);
    }
    candidates.addAll(sources);
    for (String name : candidates) {
      Place place = places.get(name);
      if (place != null
          && place.buffer.kind == Kind.VALUE
          && definedIn.containsKey(name)
          && lastUse.getOrDefault(name, 0) == stage
          && Objects.equals(sizes.get(name), line.size())
          && !taken.contains(place)) {
        return place;
      }
    }
    return null;
  }
}
