package dev.sluice.cli.text;

import dev.sluice.cli.console.Failure;
import dev.sluice.model.Layer;
import dev.sluice.model.Memory;
import java.util.List;

/**
 * The memory that a training takes: known before a parameter is drawn.
 *
 * @param parameters how many numbers the model learns
 * @param bytes of the training, of a copy of the optimizer's memory for each checkpoint, and of the
 *     parameters packed once more for what the model writes
 */
record Need(long parameters, long bytes, int batch, int steps) {

  /** The need of a model with these layers. */
  static Need of(List<Layer> layers, TextOptions options, int threads) {
    int slots = options.learning().toOptimizer().slots().size();
    Memory training = Memory.ofTraining(layers, slots, options.steps(), options.batch(), threads);
    Memory writing = Memory.ofInference(layers, 1, 1, 1);
    return new Need(
        training.parameters() / Float.BYTES,
        training.total() + slots * training.parameters() + writing.weights() + writing.run(),
        options.batch(),
        options.steps());
  }

  /** Refuses what this JVM cannot hold. */
  void require() {
    if (!Memory.fits(bytes)) {
      throw Failure.wrong("%s", sentence(bytes));
    }
  }

  /** What to say where it was not enough after all: a collector may leave gaps between arrays. */
  Failure exceeded(OutOfMemoryError e) {
    return Failure.failed(
        e, "%s", sentence(Math.max(bytes, 3 * Runtime.getRuntime().maxMemory() / 2)));
  }

  private String sentence(long enough) {
    return "There is not enough memory for a model with %,d parameters and batches of %,d × %,d"
            .formatted(parameters, batch, steps)
        + " symbols: it needs about %s, this JVM may use %s."
            .formatted(Memory.in(bytes), Memory.in(Runtime.getRuntime().maxMemory()))
        + " Use a smaller --hidden, --batch or --steps, or give it more: JDK_JAVA_OPTIONS=%s"
            .formatted(Memory.option(enough))
        + " ./sluice …";
  }
}
