package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Program.Line;
import dev.sluice.cell.Steps.Across;
import dev.sluice.cell.Steps.Chain;
import dev.sluice.cell.Steps.Mask;
import dev.sluice.cell.Steps.Pass;
import dev.sluice.cell.Steps.Products;
import dev.sluice.cell.Steps.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lines of a block into stages: products that read the same side by side, sums of products
 * in one, element by element operations in as few passes as what they read allows.
 */
final class StageBuilder {
  private final Set<String> roots;
  private final Map<String, Integer> uses;

  /**
   * @param roots the names that are read by others than lines
   * @param uses how often each name is read
   */
  StageBuilder(Set<String> roots, Map<String, Integer> uses) {
    this.roots = roots;
    this.uses = uses;
  }

  /** A stage in the making: a chain of products, or one line. */
  private static final class Item {
    final List<Expr> parts = new ArrayList<>();
    Line line;
    @Nullable String start;
    int level;

    Item(Line line) {
      this.line = line;
    }

    boolean isChain() {
      return !parts.isEmpty();
    }

    boolean isElementwise() {
      return Pass.isElementwise(line.expr());
    }

    boolean isAcross() {
      return !isChain() && !isElementwise();
    }

    List<String> reads() {
      if (!isChain()) {
        return Program.reads(line.expr());
      }
      List<String> names = new ArrayList<>();
      if (start != null) {
        names.add(start);
      }
      parts.forEach(p -> names.addAll(Program.reads(p)));
      return names;
    }
  }

  /** The stages of a block with these lines, which are in order. */
  List<Stage> of(List<Line> block) {
    Map<String, Item> items = items(fuse(block));
    levels(items);
    TreeMap<Integer, List<Item>> byLevel = new TreeMap<>();
    items.values().forEach(i -> byLevel.computeIfAbsent(i.level, _ -> new ArrayList<>()).add(i));
    List<Stage> stages = new ArrayList<>();
    for (List<Item> level : byLevel.values()) {
      products(level.stream().filter(Item::isChain).toList(), stages);
      level.stream().filter(Item::isAcross).forEach(i -> stages.add(alone(i.line)));
      Map<String, List<Line>> passes = new LinkedHashMap<>();
      for (Item item : level) {
        if (item.isElementwise()) {
          passes
              .computeIfAbsent(String.valueOf(item.line.size()), _ -> new ArrayList<>())
              .add(item.line);
        }
      }
      passes.values().forEach(lines -> cut(lines, stages));
    }
    return stages;
  }

  private static Stage alone(Line line) {
    boolean given = line.expr() instanceof Draw || line.expr() instanceof Ticks;
    return given ? new Mask(line) : new Across(line);
  }

  /** Where a product of two values is only added, both are rounded once. */
  private List<Line> fuse(List<Line> block) {
    Map<String, Line> lines = new LinkedHashMap<>();
    block.forEach(line -> lines.put(line.name(), line));
    for (Line line : block) {
      if (Program.product(line.expr()) != null) {
        continue;
      }
      Expr fused =
          switch (line.expr()) {
            case Add(Expr c, Name m) when multiplied(m, line, lines) instanceof Multiply p ->
                replace(m, lines, new Fma(p.a(), p.b(), c));
            case Add(Name m, Expr c) when multiplied(m, line, lines) instanceof Multiply p ->
                replace(m, lines, new Fma(p.a(), p.b(), c));
            default -> line.expr();
          };
      if (fused != line.expr()) {
        lines.put(line.name(), new Line(line.name(), fused, line.size(), line.source()));
      }
    }
    return List.copyOf(lines.values());
  }

  private @Nullable Multiply multiplied(Name name, Line user, Map<String, Line> lines) {
    Line line = lines.get(name.name());
    return line != null
            && line.expr() instanceof Multiply m
            && uses.get(name.name()) == 1
            && Objects.equals(line.size(), user.size())
        ? m
        : null;
  }

  private static Expr replace(Name product, Map<String, Line> lines, Expr by) {
    lines.remove(product.name());
    return by;
  }

  private Map<String, Item> items(List<Line> block) {
    Map<String, Item> items = new LinkedHashMap<>();
    for (Line line : block) {
      Item item = new Item(line);
      Expr product = Program.product(line.expr());
      if (product != null) {
        if (line.expr() instanceof Add(Name(String start), Expr _)) {
          Item before = items.get(start);
          if (before != null && before.isChain() && uses.get(start) == 1) {
            // The same sum: it moves behind the operands of its last product.
            items.remove(start);
            item = before;
            item.line = line;
          } else {
            item.start = start;
          }
        }
        item.parts.add(product);
      }
      items.put(line.name(), item);
    }
    return items;
  }

  /** Behind what it reads; as late as its readers allow, if it is neither a product nor a root. */
  private void levels(Map<String, Item> items) {
    for (Item item : items.values()) {
      for (String name : item.reads()) {
        Item before = items.get(name);
        if (before != null) {
          item.level = Math.max(item.level, before.level + barrier(before, item));
        }
      }
    }
    Map<String, Integer> latest = new HashMap<>();
    for (Item item : List.copyOf(items.values()).reversed()) {
      Integer late = latest.get(item.line.name());
      if (late != null && !item.isChain() && !roots.contains(item.line.name())) {
        item.level = Math.max(item.level, late);
      }
      for (String name : item.reads()) {
        Item before = items.get(name);
        if (before != null) {
          latest.merge(name, item.level - barrier(before, item), Math::min);
        }
      }
    }
  }

  private static int barrier(Item before, Item after) {
    boolean together =
        before.isElementwise()
            && after.isElementwise()
            && Objects.equals(before.line.size(), after.line.size());
    return together ? 0 : 1;
  }

  /**
   * Chains that read the same operands, and all or none of which continue a sum, are one product.
   */
  private static void products(List<Item> chains, List<Stage> stages) {
    Map<List<Object>, List<Chain>> groups = new LinkedHashMap<>();
    for (Item item : chains) {
      Chain chain =
          new Chain(
              item.line.name(),
              item.start,
              item.parts,
              Objects.requireNonNull(item.line.size()),
              item.line.source());
      List<Object> key = new ArrayList<>(chain.operands());
      key.add(item.start == null);
      key.add(item.parts.stream().map(Expr::getClass).toList());
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(chain);
    }
    groups.values().forEach(group -> stages.add(new Products(group)));
  }

  /** Operations in one pass, at most: beyond it HotSpot compiles the generated method badly. */
  private static final int PASS_WEIGHT = 240;

  private static void cut(List<Line> lines, List<Stage> stages) {
    List<Line> pass = new ArrayList<>();
    int weight = 0;
    for (Line line : lines) {
      int w = Pass.weight(line.expr());
      if (weight + w > PASS_WEIGHT && !pass.isEmpty()) {
        stages.add(new Pass(line.size(), pass));
        pass = new ArrayList<>();
        weight = 0;
      }
      pass.add(line);
      weight += w;
    }
    stages.add(new Pass(lines.getFirst().size(), pass));
  }
}
