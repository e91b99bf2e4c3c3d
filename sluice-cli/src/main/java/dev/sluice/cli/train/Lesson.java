package dev.sluice.cli.train;

import dev.sluice.data.Batches;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.task.Task;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is to learn: data that were read, and what was found on them. */
public interface Lesson extends AutoCloseable {

  /** What the model will be for. */
  Task task();

  /** Of all data that decide the training, in hexadecimal. */
  String digest();

  /** The layers of a model for it. */
  List<Layer> layers();

  /** What training makes small. */
  Loss loss();

  /** What is learned from. */
  Batches train();

  /** What progress is judged by. */
  Batches validation();

  /** What is counted: {@code sequences}. */
  String unit();

  /** The data in half a sentence: {@code 80 sequences to learn from, 10 to judge by}. */
  String description();

  /** The same for a script. */
  Map<String, @Nullable Object> facts();

  /** The same for a model of another seed; with other data where the seed draws them. */
  default Lesson ofSeed(long seed) {
    return this;
  }

  /** How good a model is on what was kept for the end, or on what it was judged by. */
  Score judge(Model model, int threads);

  /** Whether a model has learned all that there is, so that training may end. */
  default boolean isLearned(Model model, int threads) {
    return false;
  }

  /** Gives back the files that stayed open. */
  @Override
  default void close() {}
}
