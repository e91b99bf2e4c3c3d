package dev.sluice.cell;

import org.jspecify.annotations.Nullable;

/** A size that may still be unknown; unknown ones that must be equal are joined. */
final class SizeNode {

  private @Nullable SizeNode up;
  private @Nullable Size size;
  private int line;

  /** A size known from the given line of the text. */
  static SizeNode of(Size size, int line) {
    SizeNode node = new SizeNode();
    node.settle(size, line);
    return node;
  }

  private SizeNode root() {
    SizeNode at = this;
    while (at.up != null) {
      if (at.up.up != null) {
        at.up = at.up.up;
      }
      at = at.up;
    }
    return at;
  }

  boolean isKnown() {
    return root().size != null;
  }

  Size size() {
    Size known = root().size;
    if (known == null) {
      throw new IllegalStateException("size is free");
    }
    return known;
  }

  /** The line of the text that settled the size. */
  int line() {
    return root().line;
  }

  void settle(Size known, int at) {
    root().size = known;
    root().line = at;
  }

  /** Makes two sizes one, at this line of the text; false if they are known and differ. */
  boolean unify(SizeNode other, int at) {
    SizeNode a = root();
    SizeNode b = other.root();
    if (a == b) {
      return true;
    }
    if (a.size == null && b.size == null) {
      b.up = a;
    } else if (a.size == null) {
      a.settle(b.size(), at);
    } else if (b.size == null) {
      b.settle(a.size, at);
    } else {
      return a.size.equals(b.size);
    }
    return true;
  }
}
