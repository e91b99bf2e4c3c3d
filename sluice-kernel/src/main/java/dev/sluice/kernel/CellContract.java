package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.GradientCheck;
import dev.sluice.cell.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract of every cell, from the catalogue or from a user: what is derived from its text is
 * right, and the ways to run it give the same bits.
 *
 * @param cell the name of the cell
 * @param gradientError the derivative against differences of the equations, in double
 * @param kernelError compiled code against the equations, values and gradients, relative to the
 *     largest of each array
 * @param differences the checks of equal bits that failed, in words; empty if none did
 */
public record CellContract(
    String cell, double gradientError, double kernelError, List<String> differences) {

  /** The largest {@link #gradientError} that passes. */
  public static final double GRADIENT_LIMIT = 1e-6;

  /** The largest {@link #kernelError} that passes. */
  public static final double KERNEL_LIMIT = 1e-5;

  /** Hidden size, batch, steps: every awkward number of each at least once. */
  private static final int[][] CASES = {
    {1, 1, 1},
    {3, 2, 2},
    {7, 5, 17},
    {8, 16, 2},
    {13, 33, 2},
    {16, 1, 17},
    {31, 2, 17},
    {64, 5, 2},
    {100, 16, 1},
    {129, 2, 2},
    {5, 33, 17},
    {15, 33, 17}, // the input has whole vectors: it is read where it lies, over several tiles
  };

  public CellContract {
    differences = List.copyOf(differences);
  }

  /** Whether everything holds. */
  public boolean passed() {
    return gradientError <= GRADIENT_LIMIT && kernelError <= KERNEL_LIMIT && differences.isEmpty();
  }

  /** Checks a cell; takes a second or so. */
  public static CellContract check(Cell cell) {
    return check(cell, Equations.FLOOR, false);
  }

  /**
   * The same with another floor.
   *
   * @param floor what is smaller beside the largest number of a trial is measured against it
   * @param everyWidth whether vectors of other widths than this machine's are tried, too
   */
  static CellContract check(Cell cell, double floor, boolean everyWidth) {
    double gradientError = 0;
    for (int hidden : new int[] {4, 13}) {
      gradientError =
          Math.max(gradientError, GradientCheck.largestError(cell, sizes(cell, hidden), hidden));
    }
    double kernelError = 0;
    List<String> differences = new ArrayList<>();
    for (int[] c : CASES) {
      Trial trial = new Trial(cell, sizes(cell, c[0]), c[1], c[2], everyWidth);
      Equations equations = new Equations(trial, floor);
      kernelError = Math.max(kernelError, equations.error(null));
      trial.differences(differences);
      if (cell.isNoisy()) {
        kernelError = Math.max(kernelError, equations.error(trial.draws(1)));
        new NoiseTrial(trial).differences(differences);
      }
    }
    return new CellContract(cell.name(), gradientError, kernelError, differences);
  }

  /** Every size a different number, unless the cell demands an input of the hidden size. */
  static Sizes sizes(Cell cell, int hidden) {
    Map<String, Integer> named = new LinkedHashMap<>();
    for (String name : cell.shapes().names()) {
      if (!name.equals("input") && !name.equals("hidden")) {
        named.put(name, hidden + 2 + named.size());
      }
    }
    boolean same = cell.shapes().inputIsHidden();
    return cell.shapes().at(same ? hidden : hidden + 1, hidden, named);
  }
}
