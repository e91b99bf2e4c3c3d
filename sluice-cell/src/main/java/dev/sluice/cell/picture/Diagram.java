package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;

/**
 * Draws a cell from its equations, as an SVG document.
 *
 * <p>States are lines that run through from left to right: the old value enters on the left, the
 * new one leaves on the right. What multiplies a state is a valve on its line, with the gate coming
 * in from below; inputs come from below too. An equation's products, bias and function are one box
 * that carries its name; other operations element by element are circles. A dot is a junction;
 * where lines cross without one, they do not meet.
 *
 * <p>One text gives the same bytes everywhere. The picture follows the reader's light or dark color
 * scheme, needs no script and no font of its own, and can stand in an HTML page as it is. A cell of
 * more than some hundred operations is drawn with one box for each equation, on a diagonal.
 *
 * <p>A program can show values in it: boxes and operators have {@code data-node}, their number;
 * {@code data-value}, the name of what they give, new states as {@code c'}; {@code data-operation},
 * what an operator does; and {@code data-reads}, the numbers of its operands. Lines, their ends and
 * junctions have the number and lines also the name of what they carry.
 */
public final class Diagram {
  private Diagram() {}

  private static final int MOST_STEPS = 20;

  /** One step of a cell, as an SVG document. */
  public static String svg(Cell cell) {
    return svg(cell, 1);
  }

  /**
   * Several steps of a cell side by side, each one's states joined to the next one's, as an SVG
   * document; for more than one step, the first is {@code t−1}.
   *
   * @param unroll how many steps, 1 to 20
   * @throws IllegalArgumentException if there are fewer or more
   */
  public static String svg(Cell cell, int unroll) {
    if (unroll < 1 || unroll > MOST_STEPS) {
      throw new IllegalArgumentException(
          "A diagram shows 1 to " + MOST_STEPS + " steps, not " + unroll + ".");
    }
    return DiagramSvg.write(cell, DiagramLayout.of(cell, unroll));
  }
}
