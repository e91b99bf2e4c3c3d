package dev.sluice.cell.picture;

import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.*;
import dev.sluice.cell.picture.DiagramPart.*;
import dev.sluice.cell.picture.Picture.Tone;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Reads an expression into parts, from its leaves on: products and biases gather in a sum that will
 * be one box, functions of one operand in a chain. What cannot grow any more becomes a node.
 */
final class DiagramParts {

  private final DiagramNodes nodes;
  private final ToIntFunction<String> named;

  /**
   * @param named the node that a name stands for; a new state has a prime
   */
  DiagramParts(DiagramNodes nodes, ToIntFunction<String> named) {
    this.nodes = nodes;
    this.named = named;
  }

  /** The part that a whole right side is. */
  DiagramPart read(Expr root) {
    Map<Expr, DiagramPart> parts = new IdentityHashMap<>();
    for (Expr e : Expr.postorder(root)) {
      parts.put(e, part(e, parts));
    }
    return of(root, parts);
  }

  private static DiagramPart of(Expr e, Map<Expr, DiagramPart> parts) {
    DiagramPart part = parts.get(e);
    if (part == null) {
      throw new IllegalStateException("operands come before " + e.getClass());
    }
    return part;
  }

  private DiagramPart part(Expr e, Map<Expr, DiagramPart> parts) {
    return switch (e) {
      case Constant c -> new Literal(DiagramForm.of(c.value()));
      case Name n -> new Value(named.applyAsInt(n.name()), DiagramForm.ARGUMENT);
      case Next n -> new Value(named.applyAsInt(n.state() + "'"), DiagramForm.ARGUMENT);
      case Expr.Parameter p -> Weighted.of(p.name());
      case Product(Expr m, Expr v) -> product(m, of(v, parts));
      case Concat(List<Expr> of) -> new Several(of.stream().map(p -> of(p, parts)).toList());
      case Negate(Expr a) -> nodes.chained(of(a, parts), true, DiagramForm::negated);
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
      case Dropout(Expr a, double p, boolean sequence, int _) -> {
        List<Integer> one = List.of(nodes.node(of(a, parts), null));
        yield DiagramNodes.value(noise("dropout", p, sequence ? " sequence" : "", one, false));
      }
      case Zoneout(Expr a, Expr b, double p, int _) -> {
        List<Integer> both =
            List.of(nodes.node(of(a, parts), null), nodes.node(of(b, parts), null));
        yield DiagramNodes.value(noise("zoneout", p, "", both, true));
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
    vectors.forEach(v -> weighted.inputs().add(nodes.node(v, null)));
    return weighted;
  }

  private static Weighted matrix(Expr matrix) {
    Weighted weighted = new Weighted();
    for (Expr e : Expr.postorder(matrix)) {
      if (e instanceof Expr.Parameter(String name)) {
        weighted.parameters().add(name);
      } else if (e instanceof DropConnect d) {
        weighted.notes().add("dropconnect " + DiagramForm.of(d.p()).text());
      } else if (e instanceof Upper u) {
        weighted.notes().add("upper " + u.groups());
      }
    }
    return weighted;
  }

  private int noise(String name, double p, String how, List<Integer> inputs, boolean ordered) {
    String text = name + " " + DiagramForm.of(p).text() + how;
    return nodes.operation(text, inputs, ordered, Tone.OPERATION);
  }

  private DiagramPart function(String name, DiagramPart a) {
    return switch (a) {
      case Literal(DiagramForm form) -> new Literal(form.in(name));
      case Value(int node, DiagramForm form) -> new Value(node, form.in(name));
      case Weighted w -> new Boxed(w, DiagramForm.ARGUMENT.in(name), false);
      case Boxed(Weighted w, DiagramForm form, boolean _) -> new Boxed(w, form.in(name), false);
      case Sum sum when sum.hasWeights() ->
          new Boxed(nodes.merge(sum), DiagramForm.ARGUMENT.in(name), false);
      case Sum sum -> functionOfSum(name, sum);
      case Several _ -> new Value(nodes.node(a, null), DiagramForm.ARGUMENT.in(name));
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
          && nodes.all().get(node).name() instanceof String known) {
        read.inputs().add(node);
        form = of.on(known);
      } else {
        read.inputs().add(nodes.node(term.part(), null));
        form = DiagramForm.ARGUMENT;
      }
      text = text == null ? (term.minus() ? form.negated() : form) : text.plus(form, term.minus());
    }
    DiagramForm whole = text == null ? DiagramForm.ARGUMENT : text;
    return new Boxed(read, whole.in(name), false);
  }

  private DiagramPart layerNorm(List<DiagramPart> of) {
    if (of.size() > 1) {
      List<Integer> inputs = of.stream().map(p -> nodes.node(p, null)).toList();
      return DiagramNodes.value(nodes.box(null, "layernorm", "", inputs, Tone.CANDIDATE));
    }
    DiagramPart a = of.getFirst();
    Weighted weighted =
        a instanceof Weighted w ? w : a instanceof Sum s && s.isWeighted() ? nodes.merge(s) : null;
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
      return nodes.chained(a, true, form -> form.plus(number, minus));
    }
    if (a instanceof Literal(DiagramForm number) && !(b instanceof Sum s && !s.isWeighted())) {
      return nodes.chained(b, true, form -> number.plus(form, minus));
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
          : nodes.chained(a, true, form -> form.times(sign, number));
    }
    if (a instanceof Literal(DiagramForm number)) {
      return nodes.chained(b, sign.equals("×"), form -> number.times(sign, form));
    }
    if (a instanceof Weighted gain && gain.isVector()) {
      return scaled(gain, b);
    }
    if (b instanceof Weighted gain && gain.isVector()) {
      return scaled(gain, a);
    }
    return DiagramNodes.value(nodes.pair(sign.equals("/") ? "÷" : sign, a, b, sign.equals("/")));
  }

  /** A vector of weights times something: a peephole, or a gain. */
  private DiagramPart scaled(Weighted gain, DiagramPart a) {
    Weighted inner =
        switch (a) {
          case Weighted w -> w;
          case Sum s when s.isWeighted() -> nodes.merge(s);
          case Literal _, Value _, Boxed _, Sum _, Several _ -> {
            Weighted read = new Weighted();
            read.inputs().add(nodes.node(a, null));
            yield read;
          }
        };
    inner.parameters().addAll(gain.parameters());
    return inner;
  }

  private DiagramPart least(String name, DiagramPart a, DiagramPart b) {
    if (a instanceof Literal(DiagramForm x)) {
      return nodes.chained(b, false, form -> x.beside(form, name));
    }
    if (b instanceof Literal(DiagramForm y)) {
      return nodes.chained(a, false, form -> form.beside(y, name));
    }
    return DiagramNodes.value(nodes.pair(name, a, b, false));
  }
}
