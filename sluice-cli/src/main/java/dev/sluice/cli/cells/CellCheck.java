package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.kernel.CellContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether all that is derived from a cell's text is right. */
@Command(
    name = "check",
    description = {
      "Check a cell: its gradients against differences of the equations, compiled code against the"
          + " equations, and that streaming, rows alone, any number of threads and plain loops give"
          + " the same bits."
    })
public record CellCheck(
    @Parameters(
            arity = "0..1",
            paramLabel = "CELL",
            description =
                "A name from 'sluice cell list', a .cell file, or - for standard input (default:"
                    + " the whole catalogue).",
            converter = CellNames.class)
        @Nullable Cell cell,
    CellChanges changes,
    @Option(names = "--json", description = "Print one JSON object per cell.") boolean json)
    implements Task {

  /** Changes the cell. */
  public CellCheck {
    if (cell != null) {
      cell = changes.of(cell);
      changes = CellChanges.NONE;
    } else if (!changes.equals(CellChanges.NONE)) {
      throw Failure.wrong(
          "Name the cell that is to be changed, such as lstm, or leave the changes out.");
    }
  }

  @Override
  public int run(Console console) {
    console.advise();
    List<Cell> cells =
        cell == null ? Cell.catalogue().stream().map(Cell::named).toList() : List.of(cell);
    int width = Math.max(4, cells.stream().mapToInt(one -> one.name().length()).max().orElse(0));
    if (!json) {
      console.line(
          "%-" + width + "s  gradients  compiled  same bits: %s", "cell", String.join(", ", BITS));
    }
    int failed = 0;
    List<String> notFinite = new ArrayList<>();
    for (Cell one : cells) {
      CellContract contract = CellContract.check(one);
      if (json) {
        console.json(object(contract));
      } else {
        print(console, contract, width);
      }
      if (!isFinite(contract)) {
        notFinite.add(one.name());
      }
      failed += contract.passed() ? 0 : 1;
      if (console.closed()) {
        return FAILED;
      }
    }
    if (!notFinite.isEmpty()) {
      console.note(
          "%s gives values or gradients that are NaN or infinite, which nothing can be compared"
              + " with; './sluice cell trace' shows how its equations come to them.",
          String.join(", ", notFinite));
    }
    if (failed > notFinite.size()) {
      console.note(
          "%d of %d %s failed: gradients may differ by %s, compiled code by %s, bits not at all.",
          failed,
          cells.size(),
          cells.size() == 1 ? "cell" : "cells",
          Decimal.brief(CellContract.GRADIENT_LIMIT),
          Decimal.brief(CellContract.KERNEL_LIMIT));
    }
    return failed > 0 ? FAILED : DONE;
  }

  /** An error that is no number comes of values that are none. */
  private static boolean isFinite(CellContract contract) {
    return Double.isFinite(contract.gradientError()) && Double.isFinite(contract.kernelError());
  }

  /** What must give the same bits, each against the whole sequence as one batch. */
  private static final List<String> BITS =
      List.of("streaming", "rows alone", "threads 1 2 3", "plain loops");

  private static void print(Console console, CellContract contract, int width) {
    if (!isFinite(contract)) {
      console.line("%-" + width + "s  not finite  FAILED", contract.cell());
      return;
    }
    console.line(
        "%-" + width + "s  %9s  %8s  %s",
        contract.cell(),
        Decimal.brief(contract.gradientError()),
        Decimal.brief(contract.kernelError()),
        (contract.differences().isEmpty() ? "yes" : "NO") + (contract.passed() ? "" : "  FAILED"));
    contract.differences().forEach(difference -> console.line("  %s", difference));
  }

  private static Map<String, Object> object(CellContract contract) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("cell", contract.cell());
    object.put("gradientError", contract.gradientError());
    object.put("compiledError", contract.kernelError());
    object.put("sameBits", contract.differences().isEmpty());
    object.put("differences", contract.differences());
    object.put("passed", contract.passed());
    return object;
  }
}
