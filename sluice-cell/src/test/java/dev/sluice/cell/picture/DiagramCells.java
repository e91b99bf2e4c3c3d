package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;
import java.util.ArrayList;
import java.util.List;

/** The cells that diagrams are tested with: the catalogue, and more of every kind. */
final class DiagramCells {
  private DiagramCells() {}

  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    Cell.catalogue().forEach(name -> cells.add(Cell.named(name)));
    for (String text : MORE.split("\n\n")) {
      cells.add(Cell.parse(text));
    }
    for (String name : List.of("lstm", "gru")) {
      cells.add(Cell.named(name).withLayerNorm());
    }
    for (String text : ODD.split("\n\n")) {
      cells.add(Cell.parse(text));
    }
    return cells;
  }

  static final String SMALL = "small(x; h[input])\n  h' = h + x";

  /** What no cell of the catalogue has. */
  static final String MORE =
      """
      janet-two(x; h, c)
        f  = sigmoid(W_f @ x + U_f @ h + b_f)
        g  = tanh(W_g @ x + U_g @ h + b_g)
        c' = f * c + (1 - f) * g
        h' = c'

      noisy(x; h, c)
        d  = dropout(h, 0.2, sequence)
        i  = sigmoid(W_i @ x + dropconnect(U_i, 0.5) @ d + b_i)
        f  = sigmoid(W_f @ x + dropconnect(U_f, 0.5) @ d + b_f)
        g  = tanh(W_g @ x + U_g @ dropout(h, 0.1) + b_g)
        o  = sigmoid(W_o @ x + U_o @ h + b_o)
        c' = zoneout(f * c + i * g, c, 0.5)
        h' = zoneout(o * tanh(c'), h, 0.1)\
      """;

  static final String ODD =
      """
      swap(x; a[input], b[input])
        a' = b + x
        b' = a

      last(x; h[input])
        h' = x

      keep(x; h[input], k)
        h' = h + x
        k' = k

      twice(x; h)
        n  = W_n @ x
        h' = n * n * h * h

      numbers(x; h)
        k  = 2 * 3
        v  = W_v @ x
        w  = v
        h' = k * h + (1 - w) / 3 - max(0, v) / (1 + abs(h))

      difference(x; h[input], s[input])
        d  = h - x
        s' = d * d - s * x
        h' = (s * x) - (h * d) - 1
        out [d, s', h']

      join(x; h)
        n  = tanh(W_n @ [x, h, h * h] + b_n)
        v  = softmax(n) * layernorm(n, h)
        h' = min(max(h, v), n)
        out [v, h', n]

      side(x; h[input], k)
        j  = [k, x]
        k' = tanh(U_k @ j)
        h' = x * h

      a-very-long-name-of-a-cell(x, anotherInput; someLongState)
        anotherRatherLongName = hardsigmoid(W_anotherRatherLongName @ x + V_anotherRatherLongName @ anotherInput + b_anotherRatherLongName)
        shortened = sqrt(anotherRatherLongName) * exp(someLongState)
        someLongState' = shortened\
      """;
}
