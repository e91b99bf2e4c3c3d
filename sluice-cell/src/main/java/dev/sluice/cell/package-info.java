/**
 * What a recurrent cell is, and what it means.
 *
 * <p>A cell is written once, as its equations, and everything else is derived from that text:
 *
 * <pre>
 * # Gated recurrent unit, reset before the product.
 * # Source: Cho et al. 2014, arXiv 1406.1078v3.
 * gru-v3(x; h)
 *   r  = sigmoid(W_r @ x + U_r @ h + b_r)
 *   z  = sigmoid(W_z @ x + U_z @ h + b_z)
 *   n  = tanh(W_n @ x + U_n @ (r * h) + b_n)
 *   h' = z * h + (1 - z) * n
 *   init b_z = 1
 * </pre>
 *
 * <p>This is the language in short; {@code docs/language.md} among the sources has all of it, with
 * every function.
 *
 * <ul>
 *   <li>The <b>header</b> names the cell, its inputs and its states: {@code name(inputs; states)};
 *       {@code x} is the layer's input.
 *   <li><b>Equations</b>, one on each line, define values ({@code v = …}) and the next value of
 *       each state ({@code s' = …}); {@code s} is its previous value. {@code @} is matrix times
 *       vector, {@code * /} work element by element, {@code [a, b]} puts units side by side, and
 *       numbers broadcast.
 *   <li>A name with an underscore is a <b>parameter</b>, {@code stem_equation}: a matrix if its
 *       stem begins with a capital, else a vector. It stands only in the equation it names.
 *   <li><b>Functions</b>: {@code sigmoid tanh relu leakyrelu elu softplus softsign hardsigmoid exp
 *       log sqrt abs min max softmax layernorm clock} of vectors, {@code upper} of a matrix, and
 *       noise: {@code dropout zoneout dropconnect}. {@code e = below(c)} among the inputs is the
 *       new state of the layer below.
 *   <li><b>Sizes</b> follow from the equations: input, hidden, and those that the text names
 *       ({@code h[p]}, {@code v[r] = …}).
 *   <li>{@code init} lines say how parameters and states start; {@code out} says what leaves the
 *       cell, by default the first state. {@code #} begins a comment.
 * </ul>
 *
 * {@snippet lang = java :
 * Cell cell = Cell.parse(text, "gru-v3.cell"); // or Cell.named("gru-v3"), Cell.load(file)
 * Sizes sizes = cell.shapes().at(3, 5, Map.of()); // input 3, hidden 5
 * cell.shapes().parameter("U_n").columns(); // hidden
 * cell.shapes().parameterCount(sizes); // 135
 * cell.shapes().parameterFormula().text(cell.shapes().symbols()); // 3·h² + 3·h·n + 3·h
 * Map<String, double[]> values = new Interpreter(cell, sizes).step(parameters, inputs, states);
 * values.get("h'"); // the new state
 * }
 *
 * <p>Cells are made from cells: {@link dev.sluice.cell.Cell#with(String) with} replaces lines,
 * drops what nobody uses any more and puts the equations in order; other methods add noise and
 * layer normalization. What comes out is a text like any other, which can be printed, changed and
 * stored.
 *
 * {@snippet lang = java :
 * Cell coupled = Cell.named("lstm").with("f = 1 - i"); // b_f and its init line go
 * Cell cell = coupled.withLayerNorm().withZoneout("c", 0.1).withRecurrentDropout(0.25);
 * cell.text(); // … c' = zoneout(f * c + i * g, c, 0.1) …
 * Cell peephole = cell.with("o = sigmoid(W_o @ x + p_o * c')"); // stands below c' now
 * }
 *
 * <p>A text that is no cell is answered by a {@link dev.sluice.cell.CellSyntaxException}, whose
 * message shows the place and says what to write instead. The parsed form is public too: the
 * records of {@link dev.sluice.cell.Expr}.
 */
@NullMarked
package dev.sluice.cell;

import org.jspecify.annotations.NullMarked;
