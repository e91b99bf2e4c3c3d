package dev.sluice.cell.picture;

import dev.sluice.cell.picture.Picture.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a diagram shows, before anything has a place: boxes and operators, and what each reads.
 *
 * @param nodes each after those that it reads
 * @param exits what leaves the cell, new states first
 */
record DiagramGraph(List<Node> nodes, List<Exit> exits) {

  /** What a node is drawn as. */
  enum Shape {
    INPUT,
    STATE,
    /** Weights, or a function of a sum; the name and what it computes stand in it. */
    BOX,
    /** A circle, or a pill where the text is longer. */
    OPERATION
  }

  /**
   * One node.
   *
   * @param name what it is called in the equations, or null
   * @param text what stands in it
   * @param small the small text below, or empty
   * @param title the equation it comes from
   * @param inputs the numbers of the nodes it reads
   * @param ordered whether the first input has to come from the left, to be told from the second
   */
  record Node(
      int id,
      Shape shape,
      @Nullable String name,
      String text,
      String small,
      String title,
      List<Integer> inputs,
      boolean ordered,
      Tone tone) {
    Node {
      inputs = List.copyOf(inputs);
    }

    Node named(String name) {
      return new Node(id, shape, name, text, small, title, inputs, ordered, tone);
    }

    Node toned(Tone tone) {
      return new Node(id, shape, name, text, small, title, inputs, ordered, tone);
    }

    boolean isSource() {
      return shape == Shape.INPUT || shape == Shape.STATE;
    }

    /** Whether a name has to be written beside it, because it does not stand in it. */
    boolean hasNameBeside() {
      return shape == Shape.OPERATION
          && name != null
          && !name.endsWith(PRIME)
          && !text.equals(name);
    }
  }

  /**
   * What leaves the cell.
   *
   * @param state the state whose new value this is, or null
   * @param name the name of the value, without the prime
   * @param node where it comes from
   * @param out whether it is an output of the cell
   */
  record Exit(@Nullable String state, String name, int node, boolean out) {
    String label() {
      return state == null ? name : name + PRIME;
    }
  }

  /** How a new state is marked. */
  static final String PRIME = "′";
}
