package dev.sluice.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The sizes of lists {@code [a, b]}: each the sum of its parts, as soon as these are known. */
final class ListSizes {

  private record Sum(Equation equation, Expr list, SizeNode node, List<SizeNode> parts) {}

  private final SizeMessages messages;
  private final List<Sum> open = new ArrayList<>();

  ListSizes(SizeMessages messages) {
    this.messages = messages;
  }

  /** The size of a list, still free; {@link #addUp} settles it. */
  SizeNode size(Equation equation, Expr list, List<SizeNode> parts) {
    SizeNode size = new SizeNode();
    open.add(new Sum(equation, list, size, parts));
    return size;
  }

  /**
   * Settles lists whose parts have become known, until nothing changes.
   *
   * @throws CellSyntaxException if the size of a list is another one than its parts add up to
   */
  void addUp() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = open.size() - 1; i >= 0; i--) {
        Sum sum = open.get(i);
        if (sum.parts.stream().allMatch(SizeNode::isKnown)) {
          addUp(sum);
          open.set(i, open.getLast());
          open.removeLast();
          changed = true;
        }
      }
    }
  }

  private void addUp(Sum sum) {
    TreeMap<String, Integer> terms = new TreeMap<>();
    try {
      sum.parts.forEach(
          part -> part.size().terms().forEach((n, c) -> terms.merge(n, c, Math::addExact)));
    } catch (ArithmeticException _) {
      throw messages.listTooLong(sum.list);
    }
    Size size = new Size(terms);
    if (!sum.node.isKnown()) {
      sum.node.settle(size, messages.place(sum.list).line());
    } else if (!sum.node.size().equals(size)) {
      messages.enter(sum.equation);
      throw messages.list(sum.list, size, sum.node.size(), sum.node.line());
    }
  }
}
