package dev.sluice.cell;

import java.io.Serial;

/**
 * A mistake in the text of a cell.
 *
 * <p>The message is complete: the place, what is wrong with both sides, the nearest name, what to
 * write instead, and the line of the text with a caret under the mistake:
 *
 * <pre>
 * lstm.cell, line 3: 'hh' is not defined. Did you mean 'h'?
 *       f  = sigmoid(W_f @ x + U_f @ hh + b_f)
 *                                    ^
 * </pre>
 */
public final class CellSyntaxException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  CellSyntaxException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** The line of the mistake, from 1; 0 if it concerns the text as a whole. */
  public int line() {
    return line;
  }

  /** The column of the mistake in {@code char}s, from 1; 0 if it concerns the text as a whole. */
  public int column() {
    return column;
  }
}
