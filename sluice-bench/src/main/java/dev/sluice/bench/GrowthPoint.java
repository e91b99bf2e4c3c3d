package dev.sluice.bench;

import dev.sluice.cell.Cell;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One training step's sizes.
 *
 * @param axis the size that grows: {@code steps}, {@code batch}, {@code hidden} or {@code layers}
 */
record GrowthPoint(String axis, int steps, int batch, int hidden, int layers) {

  static final GrowthPoint USUAL = new GrowthPoint("steps", 50, 16, 128, 1);

  private static final int[] STEPS = {10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};
  private static final int[] BATCH = {1, 2, 5, 10, 20, 50, 100, 200};
  private static final int[] HIDDEN = {10, 20, 50, 100, 200, 500, 1000, 2000};
  private static final int[] LAYERS = {1, 2, 4, 8, 16, 32};

  /** Two decades of each size and more, layers excepted; the quick ones have fewer points. */
  static List<List<GrowthPoint>> axes(boolean quick) {
    return List.of(
        axis(STEPS, quick ? 1000 : 10_000, n -> new GrowthPoint("steps", n, 16, 128, 1)),
        axis(BATCH, quick ? 100 : 200, n -> new GrowthPoint("batch", 50, n, 128, 1)),
        axis(HIDDEN, quick ? 1000 : 2000, n -> new GrowthPoint("hidden", 20, 16, n, 1)),
        axis(LAYERS, quick ? 16 : 32, n -> new GrowthPoint("layers", 50, 16, 64, n)));
  }

  private static List<GrowthPoint> axis(int[] values, int last, IntFunction<GrowthPoint> point) {
    return IntStream.of(values).filter(n -> n <= last).mapToObj(point).toList();
  }

  /** The size that grows. */
  int value() {
    return switch (axis) {
      case "steps" -> steps;
      case "batch" -> batch;
      case "hidden" -> hidden;
      default -> layers;
    };
  }

  /** The sizes that stay, for a reader. */
  String others() {
    return switch (axis) {
      case "steps" -> "batch %d, hidden %d".formatted(batch, hidden);
      case "batch" -> "steps %d, hidden %d".formatted(steps, hidden);
      case "hidden" -> "steps %d, batch %d".formatted(steps, batch);
      default -> "steps %d, batch %d, hidden %d".formatted(steps, batch, hidden);
    };
  }

  /**
   * Ready to run. Layers are those of a model, with its embedding, linear layer and optimizer; else
   * there is one kernel and nothing besides.
   */
  GrowthStep step(int threads) {
    Cell lstm = Cell.named("lstm");
    return axis.equals("layers")
        ? new GrowthStep.OfModel(lstm, this, threads)
        : new GrowthStep.OfKernel(lstm, this, threads);
  }
}
