package dev.sluice.cli.text;

import dev.sluice.train.Progress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells how a training goes: to a reader, or to a script. */
interface Report extends AutoCloseable {

  /** It begins, or goes on. */
  void start(TextRun run, RunOptions how, Progress progress);

  /** One update was made. */
  void updated(Progress progress);

  /** The model was judged. */
  void evaluated(Progress progress);

  /** It was stopped before its end and saved. */
  void stopped(String why, Progress progress, Path file, String resume);

  /** The sentence for that. */
  static String sentence(String why, Progress progress, Path file, String resume) {
    return String.format(
        Locale.ROOT,
        "%s after update %,d of %,d; saved in %s. Go on with: %s",
        why,
        progress.update(),
        progress.updates(),
        file,
        resume);
  }

  /** It has ended, and the model is in the file. */
  void done(Outcome outcome, Path file);

  /** Nothing more will be told; called however the training ended. */
  @Override
  void close();

  /**
   * What came out.
   *
   * @param speed symbols learned per second, the median of all epochs but the first
   * @param baseline the loss of the interpolated trigram on the validation part; null where unknown
   */
  record Outcome(Progress progress, double speed, @Nullable Double baseline) {}
}
