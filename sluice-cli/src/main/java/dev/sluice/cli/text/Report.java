package dev.sluice.cli.text;

import dev.sluice.cli.train.Kept;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.Watcher;
import dev.sluice.train.Progress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells how the training of a text goes. */
interface Report extends Watcher {

  /** It begins, or goes on. */
  void start(TextRun run, RunOptions how, Progress progress);

  /** It has ended, and the model is in the file. */
  void done(Outcome outcome, Path file);

  /**
   * What came out.
   *
   * @param speed symbols learned per second, the median of all epochs but the first
   * @param baseline the loss of the interpolated trigram on the validation part; null where unknown
   */
  record Outcome(Kept kept, double speed, @Nullable Double baseline) {}
}
