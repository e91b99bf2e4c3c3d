package dev.sluice.cli.train;

import dev.sluice.inspect.Alarm;
import dev.sluice.train.Progress;
import java.nio.file.Path;
import java.util.Locale;

/** Tells how a training goes: to a reader, or to a script. */
public interface Watcher extends AutoCloseable {

  /** One update was made. */
  void updated(Progress progress);

  /** The model was judged. */
  void evaluated(Progress progress);

  /** Something in the model keeps it from learning; told once, until it is over. */
  void alarmed(Progress progress, Alarm alarm);

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

  /** Nothing more will be told; called however the training ended. */
  @Override
  void close();
}
