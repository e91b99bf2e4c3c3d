package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds all sizes of a cell by unification: what is added has one size, a matrix has the columns of
 * its operand and the rows of its result. What stays free is hidden on a left side, and a mistake
 * inside an expression.
 */
final class SizeInference {

  private record Block(Shapes.Kind kind, SizeNode size) {}

  private static final class Parameter {
    final int line;
    final SizeNode rows = new SizeNode();
    final SizeNode columns = new SizeNode();
    Shapes.Kind kind = Shapes.Kind.BIAS;

    /** Blocks that {@code upper} cuts it into, 0 for none; −1 until it is known. */
    int groups = -1;

    List<Block> blocks = List.of();

    Parameter(int line) {
      this.line = line;
    }
  }

  /** The size of what is made of numbers only. */
  private static final SizeNode NUMBER = new SizeNode();

  private final Source source;
  private final Scope scope;
  private final SizeMessages messages;
  private final Map<String, SizeNode> names = new LinkedHashMap<>();
  private final Set<String> numbers = new LinkedHashSet<>();
  private final Set<String> masked = new HashSet<>();
  private final Set<String> named = new LinkedHashSet<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<Expr, SizeNode> sizes = new IdentityHashMap<>();
  private final ListSizes lists;
  private final Map<Clock, SizeNode> clocks = new IdentityHashMap<>();
  private final Shapes shapes;

  /** The equation that is being read, and the line of its operation. */
  private @Nullable Equation equation;

  private int line;

  SizeInference(
      Source source,
      Scope scope,
      Map<Expr, Token> places,
      Line.Content.Header header,
      List<Equation> equations,
      List<Expr> outputs,
      @Nullable Token out) {
    this.source = source;
    this.scope = scope;
    this.messages = new SizeMessages(source, places);
    this.lists = new ListSizes(messages);
    header.inputs().forEach(i -> names.put(i.name(), inputSize(i)));
    header.states().forEach(s -> names.put(s.name(), declared(s.name(), s.size())));
    equations.forEach(this::read);
    defaults(header, equations);
    checkFree(equations);
    List<Size> outputSizes = new ArrayList<>();
    for (Expr output : outputs) {
      String name = output instanceof Name n ? n.name() : ((Next) output).state();
      if (numbers.contains(name) && out != null) {
        throw source.mistake(
            out,
            "out gives vectors, but "
                + Source.shown(name)
                + " is made of numbers only and has no size.");
      }
      outputSizes.add(size(names.get(name)));
    }
    shapes =
        new Shapes(
            header.name(),
            "hidden".equals(header.inputs().getFirst().size()),
            vectorSizes(),
            numbers,
            shapedParameters(),
            outputSizes,
            named,
            clockSizes(),
            Cost.of(equations, e -> node(e) == NUMBER ? null : size(node(e))));
  }

  Shapes shapes() {
    return shapes;
  }

  // --------------------------------------------------------------------------------- the names

  private SizeNode inputSize(Cell.Input input) {
    if (input.name().equals("x") && input.size() == null) {
      return SizeNode.of(Size.INPUT, lineOf("x"));
    }
    return input.size() == null ? new SizeNode() : declared(input.name(), input.size());
  }

  private SizeNode declared(String name, @Nullable String size) {
    if (size != null) {
      named.add(size);
    }
    return SizeNode.of(size == null ? Size.HIDDEN : Size.of(size), lineOf(name));
  }

  private int lineOf(String name) {
    Scope.Entry entry = scope.entry(name);
    return entry == null ? 1 : entry.token().line();
  }

  // ----------------------------------------------------------------------------- the equations

  private void read(Equation equation) {
    this.equation = equation;
    List<Expr> all = Expr.postorder(equation.value());
    Set<Expr> multiplied = multiplied(all);
    messages.enter(equation);
    for (Expr e : all) {
      line = messages.place(e).line();
      sizes.put(e, sizeOf(e, multiplied));
    }
    if (!equation.next() && equation.value() instanceof Dropout d && isState(d.a())) {
      masked.add(equation.name());
    }
    line = equation.line();
    SizeNode value = node(equation.value());
    if (equation.next()) {
      assign(equation, node(names.get(equation.name())), value);
    } else if (value == NUMBER) {
      if (equation.size() != null) {
        throw messages.numberWithSize(equation);
      }
      numbers.add(equation.name());
      names.put(equation.name(), NUMBER);
    } else if (equation.size() == null) {
      names.put(equation.name(), value);
    } else {
      named.add(equation.size());
      SizeNode size = SizeNode.of(Size.of(equation.size()), equation.line());
      assign(equation, size, value);
      names.put(equation.name(), size);
    }
  }

  private void assign(Equation equation, SizeNode left, SizeNode value) {
    if (value != NUMBER && !unify(left, value)) {
      throw messages.assigned(equation, size(left), left.line(), size(value), value.line());
    }
  }

  /** Vector parameters that a {@code *} or {@code /} reads, themselves or negated. */
  private static Set<Expr> multiplied(List<Expr> all) {
    Set<Expr> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Expr e : all) {
      if (e instanceof Multiply || e instanceof Divide) {
        for (Expr operand : e.operands()) {
          while (operand instanceof Negate negate) {
            operand = negate.a();
          }
          found.add(operand);
        }
      }
    }
    return found;
  }

  private SizeNode sizeOf(Expr e, Set<Expr> multiplied) {
    return switch (e) {
      case Constant _ -> NUMBER;
      case Clock c -> clocks.computeIfAbsent(c, _ -> new SizeNode());
      case Upper(Expr.Parameter p, int _) -> node(p);
      case DropConnect d -> node(d.matrix());
      case Dropout d -> vector(d.a(), "dropout", d);
      case Zoneout z -> {
        SizeNode size = binary(z);
        if (size == NUMBER) {
          throw messages.number(z.a(), "zoneout", z);
        }
        yield size;
      }
      case Name n -> node(names.get(n.name()));
      case Next n -> node(names.get(n.state()));
      case Expr.Parameter p -> {
        Parameter parameter = parameters.get(p.name());
        if (parameter == null) {
          parameter = new Parameter(line);
          if (multiplied.contains(p)) {
            parameter.kind = Shapes.Kind.PEEPHOLE;
          }
          parameters.put(p.name(), parameter);
        }
        yield parameter.rows;
      }
      case Product p -> product(p);
      case Concat c -> {
        List<SizeNode> parts = new ArrayList<>();
        for (Expr part : c.parts()) {
          parts.add(vector(part, "a list [a, b]", c));
        }
        yield lists.size(Objects.requireNonNull(equation), c, parts);
      }
      case LayerNorm l -> {
        l.parts().forEach(part -> vector(part, "layernorm", l));
        yield node(l.parts().getFirst());
      }
      case Softmax s -> vector(s.a(), "softmax", s);
      case Derived _ -> throw new IllegalStateException("no text contains " + e);
      case Binary b -> binary(b);
      case Unary u -> node(u.a());
    };
  }

  private SizeNode binary(Binary e) {
    SizeNode a = node(e.a());
    SizeNode b = node(e.b());
    if (a == NUMBER) {
      return b;
    }
    if (b != NUMBER && !unify(a, b)) {
      throw messages.operands(e, size(a), a.line(), size(b), b.line());
    }
    return a;
  }

  private SizeNode product(Product p) {
    Expr.Parameter named = Program.parameter(p.matrix());
    Parameter matrix = Objects.requireNonNull(parameters.get(named.name()));
    int groups = p.matrix() instanceof Upper u ? u.groups() : 0;
    if (matrix.groups >= 0 && matrix.groups != groups) {
      throw messages.groups(p, named, matrix.groups);
    }
    matrix.groups = groups;
    SizeNode vector = vector(p.vector(), "@", p);
    if (!unify(matrix.columns, vector)) {
      throw messages.columns(
          p, size(matrix.columns), matrix.columns.line(), size(vector), vector.line());
    }
    if (matrix.blocks.isEmpty()) {
      List<Expr> parts =
          p.vector() instanceof Concat(List<Expr> several) ? several : List.of(p.vector());
      matrix.blocks = parts.stream().map(part -> new Block(kind(part), node(part))).toList();
      matrix.kind = matrix.blocks.getFirst().kind();
    }
    return matrix.rows;
  }

  private SizeNode vector(Expr operand, String user, Expr e) {
    SizeNode node = node(operand);
    if (node == NUMBER) {
      throw messages.number(operand, user, e);
    }
    return node;
  }

  /** Recurrent if the operand mentions a state's previous value outside of inner products. */
  private Shapes.Kind kind(Expr operand) {
    Deque<Expr> open = new ArrayDeque<>();
    open.push(operand);
    while (!open.isEmpty()) {
      Expr e = open.pop();
      if (isState(e)) {
        return Shapes.Kind.RECURRENT;
      }
      if (!(e instanceof Product)) {
        e.operands().forEach(open::push);
      }
    }
    return Shapes.Kind.INPUT;
  }

  /** Whether this is the previous value of a state, or a masked copy of it. */
  private boolean isState(Expr e) {
    return e instanceof Name n
        && (scope.is(Scope.Kind.STATE, n.name()) || masked.contains(n.name()));
  }

  // ------------------------------------------------------------------------------- unification

  private boolean unify(SizeNode left, SizeNode right) {
    return left.unify(right, line);
  }

  /** Gives what is still free on left sides, and inputs without a size, the hidden size. */
  private void defaults(Line.Content.Header header, List<Equation> equations) {
    lists.addUp();
    header.inputs().forEach(i -> settleHidden(i.name(), lineOf(i.name())));
    equations.forEach(e -> settleHidden(e.name(), e.line()));
  }

  private void settleHidden(String name, int at) {
    SizeNode node = node(names.get(name));
    if (node != NUMBER && !node.isKnown()) {
      node.settle(Size.HIDDEN, at);
      lists.addUp();
    }
  }

  private void checkFree(List<Equation> equations) {
    for (Equation equation : equations) {
      for (Expr e : Expr.postorder(equation.value())) {
        boolean matrix =
            e instanceof Expr.Parameter p && p.isMatrix()
                || e instanceof Upper
                || e instanceof DropConnect;
        SizeNode node = node(e);
        if (!matrix && node != NUMBER && !node.isKnown()) {
          throw messages.free(e);
        }
      }
    }
  }

  // -------------------------------------------------------------------------------- the result

  private Map<String, Size> vectorSizes() {
    Map<String, Size> found = new HashMap<>();
    names.forEach(
        (name, node) -> {
          if (node != NUMBER) {
            found.put(name, size(node));
          }
        });
    return found;
  }

  private Map<Clock, Size> clockSizes() {
    Map<Clock, Size> found = new IdentityHashMap<>();
    clocks.forEach((clock, node) -> found.put(clock, size(node)));
    return found;
  }

  private List<Shapes.Parameter> shapedParameters() {
    List<Shapes.Parameter> shaped = new ArrayList<>();
    parameters.forEach(
        (name, p) -> {
          List<Shapes.Block> blocks =
              p.blocks.stream().map(b -> new Shapes.Block(b.kind(), size(b.size()))).toList();
          shaped.add(
              new Shapes.Parameter(
                  name, size(p.rows), blocks, Math.max(0, p.groups), p.kind, p.line));
        });
    return shaped;
  }

  private SizeNode node(Expr e) {
    return node(sizes.get(e));
  }

  private static SizeNode node(@Nullable SizeNode node) {
    if (node == null) {
      throw new IllegalStateException("no size");
    }
    return node;
  }

  private static Size size(@Nullable SizeNode node) {
    return node(node).size();
  }
}
