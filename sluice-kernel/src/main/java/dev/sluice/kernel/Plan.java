package dev.sluice.kernel;

import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.Columns;
import dev.sluice.cell.Expr.Concat;
import dev.sluice.cell.Expr.DropConnect;
import dev.sluice.cell.Expr.Name;
import dev.sluice.cell.Expr.Parameter;
import dev.sluice.cell.Expr.Slice;
import dev.sluice.cell.Expr.TransposedProduct;
import dev.sluice.cell.Noise;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Size;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Steps;
import dev.sluice.cell.Steps.Across;
import dev.sluice.cell.Steps.Chain;
import dev.sluice.cell.Steps.Mask;
import dev.sluice.cell.Steps.Pass;
import dev.sluice.cell.Steps.Products;
import dev.sluice.kernel.KernelCompiler.Compiled;
import dev.sluice.kernel.Layout.Buffer;
import dev.sluice.kernel.Layout.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A layout with numbers for its sizes: the operations of both directions, as the loop over rows and
 * steps runs them.
 */
final class Plan {

  /** Floats to which each column is padded: whole vectors on any hardware. */
  static final int PAD = 16;

  /** Where an operand is: column {@code offset} of a buffer, {@code shift} steps later. */
  record Operand(int buffer, int offset, int shift) {
    /** Orders operands as they stand in memory. */
    long place() {
      return ((long) buffer << 32) + offset;
    }

    /** Whether {@code next} begins where this ends, which is {@code width} columns wide. */
    boolean isBeside(int width, Operand next) {
      return buffer == next.buffer && shift == next.shift && offset + width == next.offset;
    }
  }

  /** What a stage does to each row. */
  sealed interface Op {}

  /** {@code c (+)= Σ parts}, {@code n} columns. */
  record Multiply(Operand c, int n, boolean accumulate, Part[] parts) implements Op {}

  /** One product of a sum: {@code k} columns of {@code a} by packed matrix {@code matrix}. */
  record Part(Operand a, int k, int matrix) {}

  /**
   * A generated run of stages.
   *
   * @param number its number among all of them
   * @param run the number that the compiler gave out
   * @param widths how many floats of a row each operand has; 1 where it is one number
   * @param written which operands it writes
   * @param units for each stage the units of a row
   * @param byUnit whether threads may share the units, not only the rows
   */
  record Apply(
      int number,
      int run,
      Operand[] operands,
      int[] widths,
      boolean[] written,
      int[] units,
      boolean byUnit)
      implements Op {}

  /** {@code n} units from one place to another. */
  record Copy(Operand from, Operand to, int n) implements Op {}

  /** A mask of {@code n} units, drawn with {@code threshold}; see {@link Expr.Draw}. */
  record Draw(
      int occurrence,
      int threshold,
      float event,
      float otherwise,
      float expected,
      boolean sequence,
      int n,
      Operand to)
      implements Op {}

  /** A clock over {@code n} units. */
  record Ticks(int[] periods, int n, Operand to) implements Op {}

  /**
   * The operations of a block.
   *
   * @param meets before which of them threads that share its units have to meet
   * @param meetsAtEnd whether they have to before the block runs again
   */
  record Block(boolean loop, Op[] ops, boolean[] meets, boolean meetsAtEnd) {}

  /**
   * A right operand that {@link Weights} packs: the rows, or transposed the columns, of several
   * matrices side by side.
   */
  record Matrix(int k, int n, boolean transposed, List<Piece> pieces) {}

  /** Rows {@code [0, rows)} and columns {@code [from, from + columns)} of a parameter. */
  record Piece(
      int parameter, int rows, int columns, int from, int stride, int at, MatrixMask mask) {}

  final Layout layout;
  final Sizes sizes;
  final int[] strides;
  private final int[][] offsets;
  final Block[] forward;
  final Block[] backward;
  final List<Matrix> matrices = new ArrayList<>();

  /** How many of {@link #matrices} the way forward needs; the rest is for the way back. */
  final int forwardMatrices;

  /** How many floats these have. */
  final long forwardFloats;

  /** How many of the operations are generated runs. */
  int applies;

  private final Map<String, Integer> parameters = new LinkedHashMap<>();

  /** The constants that are one number. */
  private final Set<Place> counts = new HashSet<>();

  private final Shapes shapes;

  Plan(
      Shapes shapes,
      Layout layout,
      Sizes sizes,
      KernelCompiler.Result forwardPasses,
      KernelCompiler.Result backwardPasses) {
    this.shapes = shapes;
    this.layout = layout;
    this.sizes = sizes;
    for (int i = 0; i < shapes.parameters().size(); i++) {
      parameters.put(shapes.parameters().get(i).name(), i);
    }
    layout.constants.forEach(
        (expr, place) -> {
          if (expr instanceof Expr.Count) {
            counts.add(place);
          }
        });
    strides = new int[layout.buffers.size()];
    offsets = new int[strides.length][];
    for (Buffer buffer : layout.buffers) {
      offsets[buffer.index] = new int[buffer.columns.size()];
      int at = 0;
      for (int c = 0; c < buffer.columns.size(); c++) {
        offsets[buffer.index][c] = at;
        at = Math.addExact(at, width(buffer.columns.get(c)));
      }
      strides[buffer.index] = buffer.kind == Layout.Kind.CONSTANT ? 0 : at;
    }
    forward = blocks(layout.steps.forward(), forwardPasses);
    forwardMatrices = matrices.size();
    forwardFloats = matrices.stream().mapToLong(m -> (long) m.k() * m.n()).sum();
    backward = blocks(layout.steps.backward(), backwardPasses);
  }

  /** The floats that a column takes. */
  int width(@Nullable Size size) {
    return size == null ? 1 : pad(sizes.of(size));
  }

  static int pad(int n) {
    return Math.multiplyExact(Math.ceilDiv(n, PAD), PAD);
  }

  /** Where the share of a thread begins when threads divide columns, in whole vectors. */
  static int share(int columns, int part, int parts) {
    return (int) ((long) (columns / PAD) * part / parts) * PAD;
  }

  Operand operand(Place place) {
    int buffer = place.buffer().index;
    return new Operand(buffer, offsets[buffer][place.column()], place.shift());
  }

  Operand operand(String name) {
    return operand(layout.place(name));
  }

  /** The operand of a product: a name, or a vector parameter. */
  Operand vector(Expr e) {
    return e instanceof Name(String name) ? operand(name) : operand(layout.constant(e));
  }

  int parameter(String name) {
    return parameters.get(name);
  }

  private Block[] blocks(List<Steps.Block> blocks, KernelCompiler.Result passes) {
    return blocks.stream()
        .map(
            b -> {
              List<Op> ops = new ArrayList<>();
              List<Run> runs = Run.of(b);
              // Beside a sum over units, to share them would only mean more meetings.
              boolean byUnit = runs.stream().allMatch(r -> r.isByUnit() || !r.isGenerated());
              for (Run run : runs) {
                switch (run.stages().getFirst()) {
                  case Steps.Stage first when run.isGenerated() ->
                      ops.add(apply(run, passes.compiled().get(first), byUnit));
                  case Products p -> products(p, ops);
                  case Across a -> ops.addAll(copies(a));
                  case Mask m -> ops.add(mask(m));
                  case Pass p -> throw new IllegalStateException(p.toString());
                }
              }
              Sharing sharing = new Sharing(ops);
              Op[] all = ops.toArray(Op[]::new);
              return new Block(b.loop(), all, sharing.meets(), sharing.meetsAtEnd());
            })
        .toArray(Block[]::new);
  }

  private Op apply(Run run, Compiled compiled, boolean byUnit) {
    int n = compiled.operands().size();
    Operand[] operands = new Operand[n];
    int[] widths = new int[n];
    boolean[] written = new boolean[n];
    for (int k = 0; k < n; k++) {
      Place place = compiled.operands().get(k);
      operands[k] = operand(place);
      widths[k] = counts.contains(place) ? 1 : width(place.buffer().columns.get(place.column()));
      written[k] = compiled.written().contains(place);
    }
    int[] units = run.stages().stream().mapToInt(stage -> units(run, stage)).toArray();
    return new Apply(applies++, compiled.number(), operands, widths, written, units, byUnit);
  }

  /** How many units of a row a generated stage has: whole vectors of them, or those of a sum. */
  private int units(Run run, Steps.Stage stage) {
    return switch (stage) {
      case Pass p -> width(p.size());
      case Across a when run.along().contains(a) -> sizes.of(Objects.requireNonNull(run.size()));
      case Across a -> units(a.line().expr().operands().getFirst());
      default -> throw new IllegalStateException(stage.toString());
    };
  }

  private List<Op> copies(Across across) {
    Operand to = operand(across.line().name());
    return switch (across.line().expr()) {
      case Slice(Expr a, Size from, Size size) -> {
        Operand o = vector(a);
        Operand start = new Operand(o.buffer, o.offset + sizes.of(from), o.shift);
        yield List.of(new Copy(start, to, sizes.of(size)));
      }
      case Concat(List<Expr> parts) -> {
        List<Op> copies = new ArrayList<>();
        int at = 0;
        for (Expr part : parts) {
          Operand target = new Operand(to.buffer, to.offset + at, to.shift);
          copies.add(new Copy(vector(part), target, units(part)));
          at += units(part);
        }
        yield copies;
      }
      default -> throw new IllegalStateException(across.toString());
    };
  }

  private Op mask(Mask mask) {
    Operand to = operand(mask.line().name());
    return switch (mask.line().expr()) {
      case Expr.Draw d ->
          new Draw(
              d.occurrence(),
              Noise.threshold(d.p()),
              (float) d.event(),
              (float) d.otherwise(),
              (float) d.expected(),
              d.sequence(),
              sizes.of(d.size()),
              to);
      case Expr.Ticks(List<Integer> periods, Size size) ->
          new Ticks(periods.stream().mapToInt(p -> p).toArray(), sizes.of(size), to);
      default -> throw new IllegalStateException(mask.toString());
    };
  }

  /** How many units an operand has. */
  int units(Expr e) {
    return switch (e) {
      case Name(String name) -> {
        Place place = layout.place(name);
        yield sizes.of(Objects.requireNonNull(place.buffer().columns.get(place.column())));
      }
      case Parameter p -> sizes.of(shapes.parameter(p.name()).rows());
      default -> throw new IllegalStateException(e.toString());
    };
  }

  /** Sums that stand side by side in memory are one product; others one each. */
  private void products(Products products, List<Op> ops) {
    List<Chain> chains = new ArrayList<>(products.chains());
    chains.sort(
        Comparator.comparingInt((Chain c) -> operand(c.name()).buffer)
            .thenComparingInt(c -> operand(c.name()).offset));
    for (int from = 0, to; from < chains.size(); from = to) {
      Operand first = operand(chains.get(from).name());
      int n = 0;
      for (to = from; to < chains.size(); to++) {
        Operand next = operand(chains.get(to).name());
        if (next.buffer != first.buffer || next.offset != first.offset + n) {
          break;
        }
        n += width(chains.get(to).size());
      }
      ops.add(multiply(chains.subList(from, to), first, n));
    }
  }

  private Op multiply(List<Chain> chains, Operand c, int n) {
    Chain first = chains.getFirst();
    Part[] parts = new Part[first.parts().size()];
    for (int j = 0; j < parts.length; j++) {
      boolean transposed = first.parts().get(j) instanceof TransposedProduct;
      List<Piece> pieces = new ArrayList<>();
      int at = 0;
      int k = 0;
      for (Chain chain : chains) {
        Expr m = chain.parts().get(j).operands().get(0);
        Piece piece = piece(m, at);
        pieces.add(piece);
        k = transposed ? piece.rows : piece.columns;
        at += width(chain.size());
      }
      matrices.add(new Matrix(k, n, transposed, List.copyOf(pieces)));
      parts[j] = new Part(vector(first.operands().get(j)), k, matrices.size() - 1);
    }
    return new Multiply(c, n, first.start() != null, parts);
  }

  Piece piece(Expr matrix, int at) {
    return switch (matrix) {
      case DropConnect d -> {
        Piece p = piece(d.matrix(), at);
        MatrixMask mask = p.mask.dropping(d.occurrence(), d.p());
        yield new Piece(p.parameter, p.rows, p.columns, p.from, p.stride, p.at, mask);
      }
      case Columns c -> piece(c.matrix().name(), sizes.of(c.from()), sizes.of(c.size()), at);
      case Parameter p -> piece(p.name(), 0, sizes.of(shapes.parameter(p.name()).columns()), at);
      default -> throw new IllegalStateException(matrix.toString());
    };
  }

  private Piece piece(String name, int from, int columns, int at) {
    Shapes.Parameter p = shapes.parameter(name);
    int rows = sizes.of(p.rows());
    int stride = sizes.of(p.columns());
    MatrixMask mask = MatrixMask.of(p, rows, stride);
    return new Piece(parameter(name), rows, columns, from, stride, at, mask);
  }
}
