package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.*;
import dev.sluice.cell.picture.DiagramGraph.Exit;
import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.DiagramPart.*;
import dev.sluice.cell.picture.Picture.Tone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cell's equations into boxes and operators, at the level a teacher draws: products, bias
 * and the function around them are one box, and so are chains of functions of one operand; other
 * operations element by element are circles.
 */
final class DiagramReader {

  /** Above this many operations, each equation is one box. */
  private static final int FINE = 500;

  private final Cell cell;
  private final List<String> lines;
  private final List<Node> nodes = new ArrayList<>();

  /** What a name of the equations stands for, new states with a prime: a node. */
  private final Map<String, Integer> defined = new HashMap<>();

  private String title = "";

  private DiagramReader(Cell cell) {
    this.cell = cell;
    this.lines = DiagramText.equations(cell.text());
  }

  /** The graph of a cell: one node for each operation, if they are not too many. */
  static DiagramGraph read(Cell cell) {
    int operations = 0;
    for (Equation equation : cell.equations()) {
      operations += Expr.postorder(equation.value()).size();
    }
    DiagramReader reader = new DiagramReader(cell);
    reader.sources();
    return operations <= FINE ? reader.fine() : reader.coarse();
  }

  /** The graph of a cell with one box for each equation. */
  static DiagramGraph readCoarsely(Cell cell) {
    DiagramReader reader = new DiagramReader(cell);
    reader.sources();
    return reader.coarse();
  }

  private void sources() {
    for (Cell.State state : cell.states()) {
      defined.put(state.name(), source(Shape.STATE, state.name(), "", Tone.STATE));
    }
    for (Cell.Input input : cell.inputs()) {
      String below = input.below() == null ? "" : "= below(" + input.below() + ")";
      defined.put(input.name(), source(Shape.INPUT, input.name(), below, Tone.INPUT));
    }
  }

  private int source(Shape shape, String name, String small, Tone tone) {
    return add(new Node(nodes.size(), shape, name, name, small, name, List.of(), false, tone));
  }

  private int add(Node node) {
    nodes.add(node);
    return node.id();
  }

  private DiagramGraph coarse() {
    List<Equation> equations = cell.equations();
    for (int i = 0; i < equations.size(); i++) {
      Set<Integer> inputs = new LinkedHashSet<>();
      for (Expr e : Expr.postorder(equations.get(i).value())) {
        if (e instanceof Name(String name)) {
          inputs.add(known(name));
        } else if (e instanceof Next(String state)) {
          inputs.add(known(state + "'"));
        }
      }
      Equation equation = equations.get(i);
      String name = DiagramText.prime(equation.target());
      title = DiagramText.cut(lines.get(i), 200);
      int node = box(name, DiagramText.cut(name, 40), "", new ArrayList<>(inputs), Tone.LINEAR);
      defined.put(equation.target(), node);
    }
    return new DiagramGraph(nodes, exits());
  }

  private int known(String name) {
    Integer node = defined.get(name);
    if (node == null) {
      throw new IllegalStateException(name + " is used before it is defined");
    }
    return node;
  }

  private DiagramGraph fine() {
    List<Equation> equations = cell.equations();
    for (int i = 0; i < equations.size(); i++) {
      Equation equation = equations.get(i);
      title = lines.get(i);
      int before = nodes.size();
      Map<Expr, DiagramPart> parts = new IdentityHashMap<>();
      for (Expr e : Expr.postorder(equation.value())) {
        parts.put(e, part(e, parts));
      }
      DiagramPart root = of(equation.value(), parts);
      defined.put(equation.target(), define(equation, root, before));
    }
    gates();
    return new DiagramGraph(nodes, exits());
  }

  /** The node of an equation; an alias of another gets one only if it is a value. */
  private int define(Equation equation, DiagramPart root, int before) {
    String name = DiagramText.prime(equation.target());
    int node = node(root, name);
    Node made = nodes.get(node);
    if (node >= before) {
      if (made.name() == null) {
        nodes.set(node, made.named(name));
      }
    } else if (!equation.next()) {
      node = operation(DiagramText.cut(name, 40), List.of(node), false, Tone.OPERATION);
      nodes.set(node, nodes.get(node).named(name));
    }
    return node;
  }

  private List<Exit> exits() {
    List<Exit> exits = new ArrayList<>();
    for (Cell.State state : cell.states()) {
      boolean out = cell.outputs().contains(new Next(state.name()));
      exits.add(new Exit(state.name(), state.name(), known(state.name() + "'"), out));
    }
    for (Expr output : cell.outputs()) {
      if (output instanceof Name(String name)) {
        exits.add(new Exit(null, name, known(name), true));
      }
    }
    return exits;
  }

  // --------------------------------------------------------------------------------- the parts

  private static DiagramPart of(Expr e, Map<Expr, DiagramPart> parts) {
    DiagramPart part = parts.get(e);
    if (part == null) {
      throw new IllegalStateException("operands come before " + e.getClass());
    }
    return part;
  }

  private DiagramPart part(Expr e, Map<Expr, DiagramPart> parts) {
    return switch (e) {
      case Constant c -> new Literal(number(c.value()));
      case Name n -> new Value(known(n.name()), DiagramForm.ARGUMENT);
      case Next n -> new Value(known(n.state() + "'"), DiagramForm.ARGUMENT);
      case Expr.Parameter p -> Weighted.of(p.name());
      case Product(Expr m, Expr v) -> product(m, of(v, parts));
      case Concat(List<Expr> of) -> new Several(of.stream().map(p -> of(p, parts)).toList());
      case Negate(Expr a) -> chained(of(a, parts), true, DiagramForm::negated);
      case Add(Expr a, Expr b) -> sum(of(a, parts), of(b, parts), false);
      case Subtract(Expr a, Expr b) -> sum(of(a, parts), of(b, parts), true);
      case Multiply(Expr a, Expr b) -> times(of(a, parts), of(b, parts), "×");
      case Divide(Expr a, Expr b) -> times(of(a, parts), of(b, parts), "/");
      case Min(Expr a, Expr b) -> least("min", of(a, parts), of(b, parts));
      case Max(Expr a, Expr b) -> least("max", of(a, parts), of(b, parts));
      case Sigmoid(Expr a) -> function("sigmoid", of(a, parts));
      case Tanh(Expr a) -> function("tanh", of(a, parts));
      case Relu(Expr a) -> function("relu", of(a, parts));
      case LeakyRelu(Expr a) -> function("leakyrelu", of(a, parts));
      case Elu(Expr a) -> function("elu", of(a, parts));
      case Softplus(Expr a) -> function("softplus", of(a, parts));
      case Softsign(Expr a) -> function("softsign", of(a, parts));
      case HardSigmoid(Expr a) -> function("hardsigmoid", of(a, parts));
      case Exp(Expr a) -> function("exp", of(a, parts));
      case Log(Expr a) -> function("log", of(a, parts));
      case Sqrt(Expr a) -> function("sqrt", of(a, parts));
      case Abs(Expr a) -> function("abs", of(a, parts));
      case Softmax(Expr a) -> function("softmax", of(a, parts));
      case LayerNorm(List<Expr> of) -> layerNorm(of.stream().map(p -> of(p, parts)).toList());
      case Dropout(Expr a, double p, boolean _, int _) ->
          value(noise("dropout", p, List.of(node(of(a, parts), null)), false));
      case Zoneout(Expr a, Expr b, double p, int _) -> {
        List<Integer> both = List.of(node(of(a, parts), null), node(of(b, parts), null));
        yield value(noise("zoneout", p, both, true));
      }
      case DropConnect _, Upper _ -> matrix(e);
      case Clock(List<Integer> periods) -> {
        String times = periods.stream().map(String::valueOf).collect(Collectors.joining(" "));
        yield new Boxed(new Weighted(), DiagramForm.of("clock " + times), false);
      }
      case Derived _ -> throw new IllegalArgumentException("No cell contains " + e + ".");
    };
  }

  /** A matrix times a vector; {@code [a, b]} is two vectors side by side. */
  private DiagramPart product(Expr matrix, DiagramPart vector) {
    List<DiagramPart> vectors =
        vector instanceof Several(List<DiagramPart> all) ? all : List.of(vector);
    Weighted weighted = matrix(matrix);
    vectors.forEach(v -> weighted.inputs().add(node(v, null)));
    return weighted;
  }

  private static Weighted matrix(Expr matrix) {
    Weighted weighted = new Weighted();
    for (Expr e : Expr.postorder(matrix)) {
      if (e instanceof Expr.Parameter(String name)) {
        weighted.parameters().add(name);
      } else if (e instanceof DropConnect d) {
        weighted.notes().add("dropconnect " + number(d.p()).text());
      } else if (e instanceof Upper u) {
        weighted.notes().add("upper " + u.groups());
      }
    }
    return weighted;
  }

  private int noise(String name, double p, List<Integer> inputs, boolean ordered) {
    return operation(name + " " + number(p).text(), inputs, ordered, Tone.OPERATION);
  }

  /**
   * An operation on one operand and numbers, which joins the chain of those before it.
   *
   * @param linear whether it only scales and shifts
   */
  private DiagramPart chained(DiagramPart a, boolean linear, UnaryOperator<DiagramForm> change) {
    return switch (a) {
      case Literal(DiagramForm form) -> new Literal(change.apply(form));
      case Value(int node, DiagramForm form) -> new Value(node, change.apply(form));
      case Weighted w -> new Boxed(w, change.apply(DiagramForm.ARGUMENT), linear);
      case Boxed(Weighted w, DiagramForm form, boolean before) ->
          new Boxed(w, change.apply(form), before && linear);
      case Sum sum when sum.isWeighted() ->
          new Boxed(merge(sum), change.apply(DiagramForm.ARGUMENT), linear);
      case Sum _, Several _ -> new Value(node(a, null), change.apply(DiagramForm.ARGUMENT));
    };
  }

  private DiagramPart function(String name, DiagramPart a) {
    return switch (a) {
      case Literal(DiagramForm form) -> new Literal(form.in(name));
      case Value(int node, DiagramForm form) -> new Value(node, form.in(name));
      case Weighted w -> new Boxed(w, DiagramForm.ARGUMENT.in(name), false);
      case Boxed(Weighted w, DiagramForm form, boolean _) -> new Boxed(w, form.in(name), false);
      case Sum sum when sum.hasWeights() ->
          new Boxed(merge(sum), DiagramForm.ARGUMENT.in(name), false);
      case Sum sum -> functionOfSum(name, sum);
      case Several _ -> new Value(node(a, null), DiagramForm.ARGUMENT.in(name));
    };
  }

  /** {@code exp(l + m - m')}: one box that shows the sum, for it has no weights to show. */
  private DiagramPart functionOfSum(String name, Sum sum) {
    Weighted read = new Weighted();
    DiagramForm text = null;
    for (Sum.Term term : sum.terms()) {
      DiagramForm form;
      if (term.part() instanceof Literal(DiagramForm number)) {
        form = number;
      } else if (term.part() instanceof Value(int node, DiagramForm of)
          && nodes.get(node).name() instanceof String known) {
        read.inputs().add(node);
        form = of.on(known);
      } else {
        read.inputs().add(node(term.part(), null));
        form = DiagramForm.ARGUMENT;
      }
      text = text == null ? (term.minus() ? form.negated() : form) : text.plus(form, term.minus());
    }
    DiagramForm whole = text == null ? DiagramForm.ARGUMENT : text;
    return new Boxed(read, whole.in(name), false);
  }

  private DiagramPart layerNorm(List<DiagramPart> of) {
    if (of.size() > 1) {
      List<Integer> inputs = of.stream().map(p -> node(p, null)).toList();
      return value(box(null, "layernorm", "", inputs, Tone.CANDIDATE));
    }
    DiagramPart a = of.getFirst();
    Weighted weighted =
        a instanceof Weighted w ? w : a instanceof Sum s && s.isWeighted() ? merge(s) : null;
    if (weighted == null) {
      return function("layernorm", a);
    }
    weighted.notes().add("layernorm");
    return weighted;
  }

  private DiagramPart sum(DiagramPart a, DiagramPart b, boolean minus) {
    if (a instanceof Literal(DiagramForm x) && b instanceof Literal(DiagramForm y)) {
      return new Literal(x.plus(y, minus));
    }
    if (b instanceof Literal(DiagramForm number) && !(a instanceof Sum s && !s.isWeighted())) {
      return chained(a, true, form -> form.plus(number, minus));
    }
    if (a instanceof Literal(DiagramForm number) && !(b instanceof Sum s && !s.isWeighted())) {
      return chained(b, true, form -> number.plus(form, minus));
    }
    Sum sum = a instanceof Sum s ? s : new Sum(new ArrayList<>(List.of(new Sum.Term(a, false))));
    List<Sum.Term> more = b instanceof Sum s ? s.terms() : List.of(new Sum.Term(b, false));
    more.forEach(t -> sum.terms().add(new Sum.Term(t.part(), t.minus() != minus)));
    return sum;
  }

  private DiagramPart times(DiagramPart a, DiagramPart b, String sign) {
    if (b instanceof Literal(DiagramForm number)) {
      return a instanceof Literal(DiagramForm x)
          ? new Literal(x.times(sign, number))
          : chained(a, true, form -> form.times(sign, number));
    }
    if (a instanceof Literal(DiagramForm number)) {
      return chained(b, sign.equals("×"), form -> number.times(sign, form));
    }
    if (a instanceof Weighted gain && gain.isVector()) {
      return scaled(gain, b);
    }
    if (b instanceof Weighted gain && gain.isVector()) {
      return scaled(gain, a);
    }
    return value(pair(sign.equals("/") ? "÷" : sign, a, b, sign.equals("/")));
  }

  /** A vector of weights times something: a peephole, or a gain. */
  private DiagramPart scaled(Weighted gain, DiagramPart a) {
    Weighted inner =
        switch (a) {
          case Weighted w -> w;
          case Sum s when s.isWeighted() -> merge(s);
          case Literal _, Value _, Boxed _, Sum _, Several _ -> {
            Weighted read = new Weighted();
            read.inputs().add(node(a, null));
            yield read;
          }
        };
    inner.parameters().addAll(gain.parameters());
    return inner;
  }

  private DiagramPart least(String name, DiagramPart a, DiagramPart b) {
    if (a instanceof Literal(DiagramForm x)) {
      return chained(b, false, form -> x.beside(form, name));
    }
    if (b instanceof Literal(DiagramForm y)) {
      return chained(a, false, form -> form.beside(y, name));
    }
    return value(pair(name, a, b, false));
  }

  private static Value value(int node) {
    return new Value(node, DiagramForm.ARGUMENT);
  }

  // --------------------------------------------------------------------------------- the nodes

  /** The weighted terms of a sum as one, with the others as what it reads besides. */
  private Weighted merge(Sum sum) {
    Weighted all = new Weighted();
    for (Sum.Term term : sum.terms()) {
      switch (term.part()) {
        case Weighted w -> all.add(w);
        case Boxed(Weighted w, DiagramForm form, boolean linear) when linear -> {
          all.add(w);
          all.notes().add(form.shown());
        }
        case Literal(DiagramForm form) ->
            all.notes().add((term.minus() ? "− " : "+ ") + form.text());
        case Value _, Boxed _, Sum _, Several _ -> all.inputs().add(node(term.part(), null));
      }
    }
    return all;
  }

  /**
   * The node that gives this value.
   *
   * @param name the left side, if this is a whole right side
   */
  private int node(DiagramPart part, @Nullable String name) {
    return switch (part) {
      case Literal(DiagramForm form) -> operation(form.text(), List.of(), false, Tone.OPERATION);
      case Value(int node, DiagramForm form) ->
          form.isArgument() ? node : operation(form.shown(), List.of(node), false, Tone.OPERATION);
      case Weighted w -> weights(w, DiagramForm.ARGUMENT, name);
      case Boxed(Weighted w, DiagramForm form, boolean _) -> weights(w, form, name);
      case Sum sum ->
          sum.isWeighted() ? weights(merge(sum), DiagramForm.ARGUMENT, name) : chain(sum);
      case Several(List<DiagramPart> of) -> {
        List<Integer> inputs = of.stream().map(p -> node(p, null)).toList();
        yield box(
            name, name == null ? "[ , ]" : name, name == null ? "" : "[ , ]", inputs, Tone.LINEAR);
      }
    };
  }

  private int weights(Weighted w, DiagramForm form, @Nullable String name) {
    String function = form.isArgument() ? "linear" : form.shown();
    String notes = String.join(", ", w.notes());
    List<Integer> inputs = new ArrayList<>(w.inputs());
    Tone tone = form.isSquash() ? Tone.CANDIDATE : Tone.LINEAR;
    if (name != null) {
      String small = notes.isEmpty() ? function : function + ", " + notes;
      return box(name, DiagramText.cut(name, 40), DiagramText.cut(small, 40), inputs, tone);
    }
    List<String> matrices =
        w.parameters().stream().filter(p -> Character.isUpperCase(p.charAt(0))).toList();
    String weights = String.join(" ", matrices.isEmpty() ? w.parameters() : matrices);
    String own = DiagramText.cut(weights, 18);
    return form.isArgument()
        ? box(null, own, notes.isEmpty() ? function : notes, inputs, tone)
        : box(null, DiagramText.cut(function, 40), notes.isEmpty() ? own : notes, inputs, tone);
  }

  /**
   * A sum of terms of which some have no weights: those that have are one box, + joins the rest.
   */
  private int chain(Sum sum) {
    List<Sum.Term> terms = new ArrayList<>();
    Sum weighted = new Sum(new ArrayList<>());
    int first = -1;
    for (Sum.Term term : sum.terms()) {
      if (!Sum.isWeighted(term.part())) {
        terms.add(term);
        continue;
      }
      if (first < 0) {
        first = terms.size();
        terms.add(term);
      }
      weighted.terms().add(term);
    }
    if (first >= 0) {
      DiagramPart only = weighted.terms().getFirst().part();
      DiagramPart one = weighted.terms().size() == 1 ? only : merge(weighted);
      boolean minus = weighted.terms().stream().allMatch(Sum.Term::minus);
      terms.set(first, new Sum.Term(one, minus));
    }
    DiagramPart all = terms.getFirst().part();
    if (terms.getFirst().minus()) {
      all = chained(all, true, DiagramForm::negated);
    }
    for (Sum.Term term : terms.subList(1, terms.size())) {
      all =
          term.part() instanceof Literal(DiagramForm number)
              ? chained(all, true, form -> form.plus(number, term.minus()))
              : all instanceof Literal(DiagramForm number)
                  ? chained(term.part(), true, form -> number.plus(form, term.minus()))
                  : value(pair(term.minus() ? "−" : "+", all, term.part(), term.minus()));
    }
    return node(all, null);
  }

  /** An operation on two operands; one whose order matters shows the names it has. */
  private int pair(String symbol, DiagramPart a, DiagramPart b, boolean ordered) {
    int left = node(a, null);
    int right = node(b, null);
    String text = symbol;
    boolean known = false;
    if (ordered) {
      String x = nodes.get(left).name();
      String y = nodes.get(right).name();
      known = y != null && y.length() <= 4;
      text = known ? "· " + symbol + " " + y : symbol;
      if (!known && x != null && x.length() <= 4) {
        known = true;
        text = x + " " + symbol + " ·";
      }
    }
    return operation(text, List.of(left, right), ordered && !known, Tone.OPERATION);
  }

  private int operation(String text, List<Integer> inputs, boolean ordered, Tone tone) {
    return add(
        new Node(
            nodes.size(),
            Shape.OPERATION,
            null,
            DiagramText.cut(text, 40),
            "",
            title,
            inputs,
            ordered,
            tone));
  }

  private int box(
      @Nullable String name, String text, String small, List<Integer> inputs, Tone tone) {
    return add(new Node(nodes.size(), Shape.BOX, name, text, small, title, inputs, false, tone));
  }

  /** Marks what is multiplied onto something as a gate, and its multiplication as a valve. */
  private void gates() {
    for (Node node : List.copyOf(nodes)) {
      if (!node.text().equals("×")) {
        continue;
      }
      for (int input : node.inputs()) {
        Node gate = nodes.get(input);
        if (gate.shape() == Shape.OPERATION && gate.inputs().size() == 1) {
          gate = nodes.get(gate.inputs().getFirst()); // 1 − z is a gate too
        }
        if (gate.tone() == Tone.GATE || gate.shape() == Shape.BOX && isGate(gate.small())) {
          nodes.set(gate.id(), gate.toned(Tone.GATE));
          nodes.set(node.id(), node.toned(Tone.VALVE));
        }
      }
    }
  }

  private static boolean isGate(String function) {
    return function.startsWith("sigmoid")
        || function.startsWith("hardsigmoid")
        || function.startsWith("exp")
        || function.startsWith("clock")
        || function.contains("σ");
  }

  private static DiagramForm number(double value) {
    String text = Double.toString(value);
    if (!text.contains("E")) {
      text = new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    return DiagramForm.of(text.replace("-", "−").replace(".0E", "e").replace("E", "e"));
  }
}
