package dev.sluice.server.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.GradientCheck;
import dev.sluice.kernel.CellContract;
import java.util.Locale;
import java.util.Map;

/** Whether a cell's derivatives are those of its equations. */
record CellCheck(double largestError, boolean passed, String sentence) {
  static CellCheck of(Cell cell) {
    int input = cell.shapes().inputIsHidden() ? 4 : 3;
    double error = GradientCheck.largestError(cell, cell.shapes().at(input, 4, Map.of()), 1);
    boolean passed = error <= CellContract.GRADIENT_LIMIT;
    String sentence =
        passed
            ? "The gradients agree with differences of the equations to %.1e."
            : Double.isFinite(error)
                ? "The gradients differ from differences of the equations by %.1e."
                : "The equations give values or gradients that are NaN or infinite.";
    return new CellCheck(error, passed, String.format(Locale.ROOT, sentence, error));
  }
}
