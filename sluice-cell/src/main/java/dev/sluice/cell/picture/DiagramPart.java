package dev.sluice.cell.picture;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A piece of an equation on its way to become a node; what is above it decides which. */
sealed interface DiagramPart {

  /** A number, or an operation on numbers. */
  record Literal(DiagramForm form) implements DiagramPart {}

  /** What a node gives, and a chain of functions of it. */
  record Value(int node, DiagramForm form) implements DiagramPart {}

  /**
   * A sum of products and weights: the inside of a box.
   *
   * @param inputs the nodes it reads
   * @param parameters the names of its weights
   * @param notes what else is done inside, as {@code layernorm}
   */
  record Weighted(Set<Integer> inputs, Set<String> parameters, Set<String> notes)
      implements DiagramPart {
    Weighted() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    static Weighted of(String parameter) {
      Weighted weighted = new Weighted();
      weighted.parameters.add(parameter);
      return weighted;
    }

    boolean isVector() {
      return inputs.isEmpty() && notes.isEmpty();
    }

    void add(Weighted other) {
      inputs.addAll(other.inputs);
      parameters.addAll(other.parameters);
      notes.addAll(other.notes);
    }
  }

  /**
   * A box with a chain of functions around its sum.
   *
   * @param linear whether the chain only scales and shifts
   */
  record Boxed(Weighted inside, DiagramForm form, boolean linear) implements DiagramPart {}

  /** A sum that is not finished; it grows by adding to its list. */
  record Sum(List<Term> terms) implements DiagramPart {

    record Term(DiagramPart part, boolean minus) {}

    /** Whether all of it goes into one box. */
    boolean isWeighted() {
      return hasWeights()
          && terms.stream().allMatch(t -> isWeighted(t.part) || t.part instanceof Literal);
    }

    /** Whether some of it goes into a box. */
    boolean hasWeights() {
      return terms.stream().anyMatch(t -> isWeighted(t.part));
    }

    static boolean isWeighted(DiagramPart part) {
      return part instanceof Weighted || part instanceof Boxed b && b.linear;
    }
  }

  /** Several values side by side. */
  record Several(List<DiagramPart> of) implements DiagramPart {
    public Several {
      of = List.copyOf(of);
    }
  }
}
