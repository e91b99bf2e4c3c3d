package dev.sluice.cell;

import dev.sluice.cell.Program.Line;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a cell is computed: what is hoisted out of the loop over time, which products are merged,
 * what is done element by element in one pass, and where a multiplication and an addition are
 * rounded once. One plan serves training, inference, tracing and streaming, which is why they give
 * the same bits.
 *
 * @param derivative the cell and its way back, in normal form
 * @param forward the blocks of the way forward, in order
 * @param backward the blocks of the way back, in order
 */
public record Steps(Derivative derivative, List<Block> forward, List<Block> backward) {

  public Steps {
    forward = List.copyOf(forward);
    backward = List.copyOf(backward);
  }

  /**
   * Stages that run together: once over all steps, or step by step.
   *
   * @param loop whether each step needs the one before it
   * @param scan for a loop: whether it is linear in its states, element by element
   * @param states the states that the loop carries
   */
  public record Block(boolean loop, boolean scan, List<String> states, List<Stage> stages) {
    public Block {
      states = List.copyOf(states);
      stages = List.copyOf(stages);
    }
  }

  /** Work after which every row's results are in memory. */
  public sealed interface Stage {
    /** The names that it defines. */
    List<String> defines();

    /** The names that it reads and does not define. */
    Set<String> reads();
  }

  /** Sums of products that read the same operands: one product with their rows side by side. */
  public record Products(List<Chain> chains) implements Stage {
    public Products {
      chains = List.copyOf(chains);
    }

    @Override
    public List<String> defines() {
      return chains.stream().map(Chain::name).toList();
    }

    @Override
    public Set<String> reads() {
      Set<String> reads = new LinkedHashSet<>();
      for (Chain chain : chains) {
        if (chain.start != null) {
          reads.add(chain.start);
        }
        chain.parts.forEach(part -> reads.addAll(Program.reads(part)));
      }
      return reads;
    }
  }

  /**
   * A sum of products, one accumulation per element.
   *
   * @param start the sum that it continues, in the same memory; null where it begins at zero
   * @param parts {@link Expr.Product} or {@link Expr.TransposedProduct}, in order
   */
  public record Chain(
      String name, @Nullable String start, List<Expr> parts, Size size, int source) {
    public Chain {
      parts = List.copyOf(parts);
    }

    /** What each part multiplies, in order. */
    public List<Expr> operands() {
      return parts.stream().map(p -> p.operands().get(1)).toList();
    }
  }

  /** Element by element operations on one size, or on one number per row where it is null. */
  public record Pass(@Nullable Size size, List<Line> lines) implements Stage {
    public Pass {
      lines = List.copyOf(lines);
    }

    @Override
    public List<String> defines() {
      return lines.stream().map(Line::name).toList();
    }

    @Override
    public Set<String> reads() {
      Set<String> reads = new LinkedHashSet<>();
      lines.forEach(line -> reads.addAll(Program.reads(line.expr())));
      defines().forEach(reads::remove);
      return reads;
    }

    /** Operations on each unit, about: its time and the length of its code grow with them. */
    public int weight() {
      return lines.stream().mapToInt(line -> weight(line.expr())).sum();
    }

    /** Whether each unit of a result is computed from the same unit of what it is computed from. */
    static boolean isElementwise(Expr e) {
      return switch (e) {
        case Expr.Total _, Expr.Largest _, Expr.Concat _, Expr.Slice _, Expr.Draw _, Expr.Ticks _ ->
            false;
        default -> Program.product(e) == null;
      };
    }

    static int weight(Expr e) {
      return switch (e) {
        case Expr.Sigmoid _, Expr.Tanh _, Expr.Exp _, Expr.Elu _ -> 25;
        case Expr.Log _ -> 30;
        case Expr.Softplus _ -> 60;
        default -> 2;
      };
    }
  }

  /**
   * {@link Expr.Total}, {@link Expr.Largest}, {@link Expr.Concat} or {@link Expr.Slice}: across
   * units.
   */
  public record Across(Line line) implements Stage {
    @Override
    public List<String> defines() {
      return List.of(line.name());
    }

    @Override
    public Set<String> reads() {
      return new LinkedHashSet<>(Program.reads(line.expr()));
    }
  }

  /** {@link Expr.Draw} or {@link Expr.Ticks}: what depends on row and step, and on no value. */
  public record Mask(Line line) implements Stage {
    @Override
    public List<String> defines() {
      return List.of(line.name());
    }

    @Override
    public Set<String> reads() {
      return Set.of();
    }
  }

  /** The plan of a cell. */
  public static Steps of(Cell cell) {
    Derivative derivative = Derivative.of(cell);
    Set<String> needed = new LinkedHashSet<>(derivative.forward().outputs());
    needed.addAll(derivative.saved());
    Set<String> deltas = new LinkedHashSet<>(derivative.inputs().values());
    for (Derivative.Gradient g : derivative.gradients()) {
      switch (g) {
        case Derivative.Gradient.Outer o -> deltas.add(o.delta());
        case Derivative.Gradient.Sum s -> deltas.add(s.delta());
      }
    }
    return new Steps(
        derivative,
        new Scheduler(derivative.forward(), needed).blocks(),
        new Scheduler(derivative.backward(), deltas).blocks());
  }

  /** The plan as text, the way forward only: what {@code cell show --steps} prints. */
  @Override
  public String toString() {
    return text(forward);
  }

  /** Blocks as text. */
  public static String text(List<Block> blocks) {
    List<String> text = new ArrayList<>();
    for (Block block : blocks) {
      text.add(
          !block.loop
              ? "all steps at once"
              : (block.scan ? "step by step, a scan over " : "step by step, carrying ")
                  + String.join(", ", block.states));
      for (Stage stage : block.stages) {
        switch (stage) {
          case Products(List<Chain> chains) -> {
            text.add("  product");
            for (Chain c : chains) {
              String start = c.start == null ? "" : c.start + " + ";
              text.add(
                  "    "
                      + c.name
                      + " = "
                      + start
                      + String.join(" + ", c.parts.stream().map(Printer::print).toList()));
            }
          }
          case Pass(Size size, List<Line> lines) -> {
            text.add("  each of " + (size == null ? "the rows" : size));
            lines.forEach(line -> text.add("    " + line));
          }
          case Mask(Line line) -> {
            text.add("  mask");
            text.add("    " + line);
          }
          case Across(Line line) -> {
            text.add("  across units");
            text.add("    " + line);
          }
        }
      }
    }
    return String.join("\n", text) + "\n";
  }
}
