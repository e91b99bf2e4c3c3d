package dev.sluice.kernel;

import dev.sluice.cell.Expr.Largest;
import dev.sluice.cell.Expr.Name;
import dev.sluice.cell.Expr.Total;
import dev.sluice.cell.Program.Line;
import dev.sluice.cell.Size;
import dev.sluice.cell.Steps.Across;
import dev.sluice.cell.Steps.Block;
import dev.sluice.cell.Steps.Pass;
import dev.sluice.cell.Steps.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stages that one generated method does: for each row, all of them. So a sum over units is added up
 * while a pass computes what it sums, or finds that in the first cache; and what is one number of
 * each row stays in a register.
 *
 * @param stages passes, of which only the first may be over units, and sums over units; or one
 *     stage of another kind
 */
record Run(List<Stage> stages) {

  /**
   * Weight of the passes of one method, at most: HotSpot compiles none of more than 8,000 bytes,
   * and one operation comes to some twenty.
   */
  private static final int LONGEST = 200;

  /** Sums that the loop of one pass adds up, at most: their running results are in registers. */
  static final int MOST_ALONG = 8;

  Run {
    stages = List.copyOf(stages);
  }

  /** The stages of a block, in order. */
  static List<Run> of(Block block) {
    List<Run> runs = new ArrayList<>();
    List<Stage> together = new ArrayList<>();
    for (Stage stage : block.stages()) {
      if (!together.isEmpty() && !mayFollow(together, stage)) {
        runs.add(new Run(together));
        together.clear();
      }
      together.add(stage);
    }
    if (!together.isEmpty()) {
      runs.add(new Run(together));
    }
    return runs;
  }

  /** Passes over units stay apart: threads that share units can share each. */
  private static boolean mayFollow(List<Stage> stages, Stage next) {
    return isGenerated(next)
        && size(next) == null
        && isGenerated(stages.getLast())
        && (stages.size() > 1 || size(stages.getLast()) == null || sums(next, stages.getLast()))
        && weight(stages) + weight(List.of(next)) <= LONGEST;
  }

  /** Whether {@code stage} sums a line of {@code pass}. */
  private static boolean sums(Stage stage, Stage pass) {
    return stage instanceof Across(Line line)
        && line.expr().operands().getFirst() instanceof Name(String name)
        && pass instanceof Pass p
        && p.size() != null
        && p.defines().contains(name);
  }

  /** The sums that the loop of the first stage adds up on its way. */
  List<Across> along() {
    return stages.stream()
        .filter(s -> sums(s, stages.getFirst()))
        .map(Across.class::cast)
        .limit(MOST_ALONG)
        .toList();
  }

  /** The size of a pass; null where it is one number of each row, or another stage. */
  private static @Nullable Size size(Stage stage) {
    return stage instanceof Pass p ? p.size() : null;
  }

  /** What its first stage, a pass, goes through; null where that is one number of each row. */
  @Nullable Size size() {
    return size(stages.getFirst());
  }

  /** Operations on each unit, about. */
  int weight() {
    return weight(stages);
  }

  private static int weight(List<Stage> stages) {
    return stages.stream().mapToInt(s -> s instanceof Pass p ? p.weight() : 20).sum();
  }

  /** Whether a generated method does it. */
  boolean isGenerated() {
    return isGenerated(stages.getFirst());
  }

  private static boolean isGenerated(Stage stage) {
    return switch (stage) {
      case Pass _ -> true;
      case Across(Line line) -> line.expr() instanceof Total || line.expr() instanceof Largest;
      default -> false;
    };
  }

  /** Whether each unit is computed by itself, so that threads may share a row's units. */
  boolean isByUnit() {
    return stages.size() == 1 && size(stages.getFirst()) != null;
  }
}
