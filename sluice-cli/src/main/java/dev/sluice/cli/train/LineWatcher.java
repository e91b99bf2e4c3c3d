package dev.sluice.cli.train;

import dev.sluice.cli.console.Console;
import dev.sluice.train.Progress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line for each evaluation; on a terminal one that moves, too. */
public final class LineWatcher implements Watcher {
  private final Console console;
  private @Nullable ProgressLine moving;

  /** Tells nothing yet. */
  public LineWatcher(Console console) {
    this.console = console;
  }

  /**
   * Writes the heads of the columns.
   *
   * @param unit what is counted, such as {@code characters}
   */
  public void start(String unit, Progress progress) {
    console.line("%7s  %9s  %10s  %12s", "epoch", "training", "validation", unit + "/s");
    if (console.terminal()) {
      moving = new ProgressLine(console, progress);
    }
  }

  @Override
  public void updated(Progress progress) {
    if (moving != null) {
      moving.show(progress);
    }
  }

  @Override
  public void evaluated(Progress progress) {
    line(
        String.format(
            Locale.ROOT,
            "%7s  %9.4f  %10s  %,12.0f",
            epoch(progress.inEpochs()),
            progress.loss(),
            loss(progress.validation()),
            progress.charactersPerSecond()));
  }

  @Override
  public void stopped(String why, Progress progress, Path file, String resume) {
    close();
    if (progress.validation() == null) {
      console.line("Training loss so far: %s; not evaluated yet.", loss(progress.loss()));
    }
    console.note("%s", Watcher.sentence(why, progress, file, resume));
  }

  /** A loss for a reader. */
  public static String loss(@Nullable Double loss) {
    return loss == null ? "–" : String.format(Locale.ROOT, "%.4f", loss);
  }

  /** In epochs: 3, or 2.25 within the third. */
  static String epoch(double epochs) {
    return epochs == Math.rint(epochs)
        ? Long.toString((long) epochs)
        : String.format(Locale.ROOT, "%.2f", epochs);
  }

  private void line(String line) {
    if (moving == null) {
      console.line("%s", line);
    } else {
      moving.above(line);
    }
  }

  @Override
  public void close() {
    if (moving != null) {
      moving.close();
      moving = null;
    }
  }
}
