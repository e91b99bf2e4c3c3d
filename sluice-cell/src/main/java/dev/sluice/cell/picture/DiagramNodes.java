package dev.sluice.cell.picture;

import dev.sluice.cell.picture.DiagramGraph.Node;
import dev.sluice.cell.picture.DiagramGraph.Shape;
import dev.sluice.cell.picture.DiagramPart.*;
import dev.sluice.cell.picture.Picture.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the nodes of a diagram from the parts of its equations: what has weights becomes a box, any
 * other operation a circle.
 */
final class DiagramNodes {

  private final List<Node> nodes = new ArrayList<>();
  private String title = "";

  /** All nodes so far, in their order. */
  List<Node> all() {
    return nodes;
  }

  /** Nodes from here on come from this equation. */
  void enter(String equation) {
    title = equation;
  }

  /** An input, or a state's previous value. */
  int source(Shape shape, String name, String small, Tone tone) {
    return add(new Node(nodes.size(), shape, name, name, small, name, List.of(), false, tone));
  }

  private int add(Node node) {
    nodes.add(node);
    return node.id();
  }

  /** Calls a node by the name that its equation gives it. */
  void name(int node, String name) {
    nodes.set(node, nodes.get(node).named(name));
  }

  /** What a node gives, as it is. */
  static Value value(int node) {
    return new Value(node, DiagramForm.ARGUMENT);
  }

  /**
   * An operation on one operand and numbers, which joins the chain of those before it.
   *
   * @param linear whether it only scales and shifts
   */
  DiagramPart chained(DiagramPart a, boolean linear, UnaryOperator<DiagramForm> change) {
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

  /** The weighted terms of a sum as one, with the others as what it reads besides. */
  Weighted merge(Sum sum) {
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
  int node(DiagramPart part, @Nullable String name) {
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
  int pair(String symbol, DiagramPart a, DiagramPart b, boolean ordered) {
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

  int operation(String text, List<Integer> inputs, boolean ordered, Tone tone) {
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

  int box(@Nullable String name, String text, String small, List<Integer> inputs, Tone tone) {
    return add(new Node(nodes.size(), Shape.BOX, name, text, small, title, inputs, false, tone));
  }

  /** Marks what is multiplied onto something as a gate, and its multiplication as a valve. */
  void markGates() {
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
}
