package dev.sluice.kernel;

import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Program.Line;
import dev.sluice.cell.Size;
import dev.sluice.cell.Steps.Across;
import dev.sluice.cell.Steps.Pass;
import dev.sluice.cell.Steps.Stage;
import dev.sluice.kernel.Layout.Buffer;
import dev.sluice.kernel.Layout.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the method of a {@link Run}: a loop over rows, and in it one loop over units for each pass
 * or group of sums. See {@link dev.sluice.kernel.generated.Passes} for its arguments.
 */
final class RunCode {
  private static final int ARRAYS = 0;
  private static final int BASES = 1;
  private static final int STRIDES = 2;
  private static final int ROWS = 3;
  private static final int FROM = 4;
  private static final int TO = 5;
  private static final int UNITS = 6;

  private final CodeBuilder code;
  private final Layout layout;
  private final int lanes;
  private final Run run;

  /** The sums that the loop of the first stage adds up. */
  private final List<Across> along;

  /** What is read or written in memory, and its number. */
  private final Map<Place, Integer> operands = new LinkedHashMap<>();

  private final Set<Place> written = new HashSet<>();

  /** For each operand, the variables of its array and of the current row's start. */
  private final List<Integer> arrays = new ArrayList<>();

  private final List<Integer> starts = new ArrayList<>();

  /** The variable of the last array, which holds nothing for longer than a sum. */
  private int scratch;

  /** The variables of what is one number of the current row, by name. */
  private final Map<String, Integer> numbers = new HashMap<>();

  RunCode(CodeBuilder code, Layout layout, int lanes, Run run) {
    this.code = code;
    this.layout = layout;
    this.lanes = lanes;
    this.run = run;
    along = run.along();
    Set<String> known = new HashSet<>();
    for (Stage stage : run.stages()) {
      Set<String> defined = new HashSet<>(known);
      if (stage instanceof Pass) {
        defined.addAll(stage.defines());
      }
      for (Line line : lines(stage)) {
        if (!along.contains(stage)) {
          reads(line.expr(), defined);
        }
        Place place = layout.places.get(line.name());
        if (place != null) {
          operands.putIfAbsent(place, operands.size());
          written.add(place);
        }
      }
      if (!(stage instanceof Pass p) || p.size() == null) {
        known.addAll(stage.defines());
      }
    }
  }

  private void reads(Expr expr, Set<String> defined) {
    for (Expr e : Expr.postorder(expr)) {
      if (e instanceof Name(String n) && !defined.contains(n)) {
        operands.putIfAbsent(layout.place(n), operands.size());
      } else if (e instanceof Parameter || e instanceof Count) {
        operands.putIfAbsent(layout.constant(e), operands.size());
      }
    }
  }

  private static List<Line> lines(Stage stage) {
    return switch (stage) {
      case Pass(Size _, List<Line> lines) -> lines;
      case Across(Line line) -> List.of(line);
      default -> throw new IllegalStateException(stage.toString());
    };
  }

  /** In the order of the method's arrays. */
  List<Place> operands() {
    return List.copyOf(operands.keySet());
  }

  Set<Place> written() {
    return Set.copyOf(written);
  }

  void write() {
    Map<Buffer, Integer> known = new HashMap<>();
    operands.forEach(
        (place, k) -> {
          arrays.add(known.computeIfAbsent(place.buffer(), _ -> array(k)));
          starts.add(code.allocateLocal(TypeKind.INT));
          if (isConstant(place)) {
            code.aload(BASES).loadConstant(k).iaload().istore(starts.get(k));
          }
        });
    scratch = array(operands.size());
    int[] units = new int[run.stages().size()];
    for (int s = 0; s < units.length; s++) {
      units[s] = code.allocateLocal(TypeKind.INT);
      code.aload(UNITS).loadConstant(s).iaload().istore(units[s]);
    }
    int entry = code.allocateLocal(TypeKind.INT);
    Label rows = code.newLabel();
    Label end = code.newLabel();
    code.iload(FROM).istore(entry);
    code.labelBinding(rows).iload(entry).iload(TO).if_icmpge(end);
    starts(entry);
    for (int s = 0; s < units.length; s++) {
      switch (run.stages().get(s)) {
        case Pass p when p.size() == null -> numbers(p);
        case Pass p -> pass(p, units);
        case Across a when along.contains(a) -> {}
        default -> s += sums(s, units[s]) - 1;
      }
    }
    code.iinc(entry, 1).goto_(rows);
    code.labelBinding(end).return_();
  }

  /** The variable of an array. */
  private int array(int k) {
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(ARRAYS).loadConstant(k).aaload().astore(array);
    return array;
  }

  /** Whether an operand is the same for all rows. */
  private static boolean isConstant(Place place) {
    return place.buffer().kind == Layout.Kind.CONSTANT;
  }

  /** Where the operands of the current row start: those with the same columns are as far apart. */
  private void starts(int entry) {
    Map<List<@Nullable Size>, Integer> distances = new HashMap<>();
    operands.forEach(
        (place, k) -> {
          if (!isConstant(place)) {
            int distance =
                distances.computeIfAbsent(place.buffer().columns, _ -> distance(entry, k));
            code.aload(BASES).loadConstant(k).iaload().iload(distance).iadd();
            code.istore(starts.get(k));
          }
        });
  }

  /** The variable of how far the current row of an operand is from row 0. */
  private int distance(int entry, int k) {
    int distance = code.allocateLocal(TypeKind.INT);
    code.aload(ROWS).iload(entry).iaload().aload(STRIDES).loadConstant(k).iaload().imul();
    code.istore(distance);
    return distance;
  }

  /** What is one number of each row. */
  private void numbers(Pass pass) {
    Lines lines = new Lines(Arithmetic.of(1, code), numbers, -1);
    for (Line line : pass.lines()) {
      lines.write(line);
    }
  }

  /**
   * For each vector of units, all lines of the pass, and the sums along it.
   *
   * @param units the variables of each stage's units, this one's being the first
   */
  private void pass(Pass pass, int[] units) {
    Arithmetic a = Arithmetic.of(lanes, code);
    int unit = code.allocateLocal(TypeKind.INT);
    Lines lines = new Lines(a, new HashMap<>(), unit);
    // As vectors they would be alive at the loop's safepoint, where C2 boxes some of them.
    if (lanes == 1) {
      pass.lines().forEach(lines::broadcasts);
    }
    Reduction.Along sums =
        new Reduction.Along(a, along.stream().map(RunCode::reduction).toList(), scratch);
    sums.begin();
    Label loop = code.newLabel();
    Label end = code.newLabel();
    code.loadConstant(0).istore(unit);
    code.labelBinding(loop).iload(unit).iload(units[0]).if_icmpge(end);
    pass.lines().forEach(lines::write);
    sums.units(unit, units[Math.min(1, units.length - 1)]); // those of the sum right behind it
    for (int i = 0; i < along.size(); i++) {
      sums.take(i, lines.operand(along.get(i).line().expr().operands().getFirst()));
    }
    code.iinc(unit, a.lanes()).goto_(loop);
    code.labelBinding(end);
    numbers(along, sums.results());
  }

  /** Keeps results of sums. */
  private void numbers(List<Across> sums, int[] results) {
    Lines lines = new Lines(Arithmetic.of(1, code), numbers, -1);
    for (int i = 0; i < results.length; i++) {
      lines.store(sums.get(i).line().name(), results[i]);
    }
  }

  /**
   * The sums from stage {@code from} on that are of one kind and size, in one loop.
   *
   * @return how many these are
   */
  private int sums(int from, int units) {
    List<Across> sums = new ArrayList<>();
    for (Stage stage : run.stages().subList(from, run.stages().size())) {
      if (!(stage instanceof Across a)
          || sums.size() == Reduction.most(lanes)
          || along.contains(a)
          || !isBeside(sums, a)) {
        break;
      }
      sums.add(a);
    }
    int[] of = new int[sums.size()];
    int[] start = new int[of.length];
    for (int i = 0; i < of.length; i++) {
      int k = operands.get(operand(sums.get(i)));
      of[i] = arrays.get(k);
      start[i] = starts.get(k);
    }
    code.lineNumber(sums.getFirst().line().source());
    numbers(sums, reduction(sums.getFirst()).write(code, lanes, of, start, units, scratch));
    return of.length;
  }

  private boolean isBeside(List<Across> sums, Across next) {
    return sums.isEmpty()
        || reduction(sums.getFirst()) == reduction(next)
            && size(next) != null
            && Objects.equals(size(sums.getFirst()), size(next));
  }

  private static Reduction reduction(Across sum) {
    return sum.line().expr() instanceof Largest ? Reduction.LARGEST : Reduction.TOTAL;
  }

  private Place operand(Across sum) {
    return switch (sum.line().expr().operands().getFirst()) {
      case Name(String n) -> layout.place(n);
      case Expr e -> layout.constant(e);
    };
  }

  /** The size of what it sums; null for a parameter, whose place has none. */
  private @Nullable Size size(Across sum) {
    return sum.line().expr().operands().getFirst() instanceof Name(String n)
            && layout.place(n) instanceof Place p
        ? p.buffer().columns.get(p.column())
        : null;
  }

  /** Lines, for one vector of units or for one number of the row. */
  private final class Lines {
    private final Arithmetic a;

    /** The variable of the first unit; −1 where there is one number of the row. */
    private final int unit;

    private final Map<String, Integer> values;
    private final Map<Expr, Integer> constants = new HashMap<>();

    /**
     * @param values the variables of what is known, by name
     */
    Lines(Arithmetic a, Map<String, Integer> values, int unit) {
      this.a = a;
      this.values = values;
      this.unit = unit;
    }

    /** One number per row is the same for all its units: plain loops fetch it before theirs. */
    void broadcasts(Line line) {
      for (Expr e : Expr.postorder(line.expr())) {
        if (e instanceof Count && !constants.containsKey(e)) {
          int k = operands.get(layout.constant(e));
          constants.put(e, a.broadcast(arrays.get(k), starts.get(k)));
        } else if (e instanceof Name(String n) && !values.containsKey(n)) {
          if (numbers.containsKey(n)) {
            values.put(n, a.broadcast(numbers.get(n)));
          } else if (layout.places.get(n) instanceof Place p
              && operands.containsKey(p)
              && p.buffer().columns.get(p.column()) == null) {
            int k = operands.get(p);
            values.put(n, a.broadcast(arrays.get(k), starts.get(k)));
          }
        }
      }
    }

    void write(Line line) {
      code.lineNumber(line.source());
      store(line.name(), value(line.expr()));
    }

    void store(String name, int value) {
      values.put(name, value);
      Place place = layout.places.get(name);
      if (place != null) {
        int k = operands.get(place);
        int index = index(k);
        boolean adds = place.buffer().kind == Layout.Kind.SUM;
        int result = adds ? a.add(a.load(arrays.get(k), index), value) : value;
        a.store(result, arrays.get(k), index);
      }
    }

    private int index(int k) {
      if (unit < 0) {
        return starts.get(k);
      }
      int index = code.allocateLocal(TypeKind.INT);
      code.iload(starts.get(k)).iload(unit).iadd().istore(index);
      return index;
    }

    private int load(Place place) {
      int k = operands.get(place);
      return a.load(arrays.get(k), index(k));
    }

    /** What is known by name: a vector of units, or one number of the row in all lanes. */
    private int fetch(String name) {
      if (unit >= 0 && numbers.containsKey(name)) {
        return a.broadcast(numbers.get(name));
      }
      Place place = layout.place(name);
      return unit >= 0 && place.buffer().columns.get(place.column()) == null
          ? one(place)
          : load(place);
    }

    private int one(Place place) {
      int k = operands.get(place);
      return a.broadcast(arrays.get(k), starts.get(k));
    }

    private int operand(Expr e) {
      return switch (e) {
        case Name(String n) -> values.computeIfAbsent(n, this::fetch);
        case Constant(double v) -> a.constant((float) v);
        case Parameter _ -> constants.computeIfAbsent(e, _ -> load(layout.constant(e)));
        default -> throw new IllegalStateException("not in a normal form: " + e);
      };
    }

    /** A count is only ever divided by, so its place has one over it. */
    private int oneOver(Count n) {
      Place place = layout.constant(n);
      return constants.computeIfAbsent(n, _ -> unit >= 0 ? one(place) : load(place));
    }

    private int value(Expr e) {
      return switch (e) {
        case Name _, Constant _, Parameter _ -> operand(e);
        case Negate n -> a.neg(operand(n.a()));
        case Add(Expr x, Expr y) -> a.add(operand(x), operand(y));
        case Subtract(Expr x, Expr y) -> a.sub(operand(x), operand(y));
        case Multiply(Expr x, Expr y) -> a.mul(operand(x), operand(y));
        case Divide(Expr x, Count n) -> a.mul(operand(x), oneOver(n));
        case Divide(Expr x, Expr y) -> a.div(operand(x), operand(y));
        case Min(Expr x, Expr y) -> a.min(operand(x), operand(y));
        case Max(Expr x, Expr y) -> a.max(operand(x), operand(y));
        case Fma(Expr x, Expr y, Expr z) -> a.fma(operand(x), operand(y), operand(z));
        case Select(Expr x, Expr y, Expr t, Expr o) ->
            a.select(operand(x), operand(y), operand(t), operand(o));
        case Sigmoid(Expr x) -> VectorMath.sigmoid(a, operand(x));
        case Tanh(Expr x) -> VectorMath.tanh(a, operand(x));
        case Exp(Expr x) -> VectorMath.exp(a, operand(x));
        case Log(Expr x) -> VectorMath.log(a, operand(x));
        case Softplus(Expr x) -> VectorMath.softplus(a, operand(x));
        case Sqrt(Expr x) -> a.sqrt(operand(x));
        case Abs(Expr x) -> a.abs(operand(x));
        case Relu(Expr x) -> a.max(operand(x), a.constant(0));
        case LeakyRelu(Expr x) -> {
          int v = operand(x);
          yield a.select(v, a.constant(0), v, a.mul(v, a.constant(0.01f)));
        }
        case Elu(Expr x) -> {
          int v = operand(x);
          yield a.select(v, a.constant(0), v, VectorMath.expm1(a, v));
        }
        case Softsign(Expr x) -> {
          int v = operand(x);
          yield a.div(v, a.add(a.constant(1), a.abs(v)));
        }
        case HardSigmoid(Expr x) ->
            a.clamp(a.fma(operand(x), a.constant(1 / 6f), a.constant(0.5f)), 0, 1);
        case Draw _, Ticks _, Clock _, Dropout _, Zoneout _ -> throw notElementwise(e);
        case DropConnect _, Upper _ -> throw notElementwise(e);
        case Next _, Columns _, Product _, TransposedProduct _, Concat _, Slice _ ->
            throw notElementwise(e);
        case LayerNorm _, Softmax _, Total _, Largest _, Count _ -> throw notElementwise(e);
      };
    }

    private IllegalStateException notElementwise(Expr e) {
      return new IllegalStateException("not element by element: " + e);
    }
  }
}
