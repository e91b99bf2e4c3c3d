/**
 * Pictures of a cell for people: its equations as LaTeX.
 *
 * {@snippet :
 * String latex = Latex.of(Cell.named("elman"));
 * // \begin{aligned}
 * // h_t &= \tanh(W_{h} x_t + U_{h} h_{t-1} + b_{h})
 * // \end{aligned}
 * }
 */
@NullMarked
package dev.sluice.cell.picture;

import org.jspecify.annotations.NullMarked;
