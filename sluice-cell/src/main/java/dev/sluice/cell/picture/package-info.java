/**
 * Pictures of a cell for people: its equations as LaTeX, and its diagram as an SVG document.
 *
 * {@snippet :
 * String latex = Latex.of(Cell.named("elman"));
 * // \begin{aligned}
 * // h_t &= \tanh(W_{h} x_t + U_{h} h_{t-1} + b_{h})
 * // \end{aligned}
 *
 * String picture = Diagram.svg(Cell.named("lstm")); // <svg …, for a file or an HTML page
 * String threeSteps = Diagram.svg(Cell.named("lstm"), 3);
 * }
 */
@NullMarked
package dev.sluice.cell.picture;

import org.jspecify.annotations.NullMarked;
