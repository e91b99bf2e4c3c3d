package dev.sluice.cli.train;

import dev.sluice.cli.console.Console;
import dev.sluice.train.Progress;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line on a terminal, written over and over: how far it is, the loss, the time left. */
final class ProgressLine {
  private static final int WIDTH = 79;
  private static final String CLEAR = "\r\u001B[K";

  private final Console console;
  private final ProgressBar bar;

  ProgressLine(Console console, Progress progress) {
    this.console = console;
    bar =
        new ProgressBarBuilder()
            .setTaskName("")
            .setInitialMax(progress.updates())
            .startsFrom(progress.update(), Duration.ZERO)
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
            .setUpdateIntervalMillis(250)
            .setConsumer(new ConsoleProgressBarConsumer(console.out(), WIDTH))
            .build();
  }

  void show(Progress progress) {
    bar.setExtraMessage(
        String.format(
            Locale.ROOT, " loss %.4f, %,.0f/s", progress.loss(), progress.charactersPerSecond()));
    bar.stepTo(progress.update());
  }

  /** Writes a line that stays, above this one. */
  void above(String line) {
    console.text(CLEAR + line + "\n");
  }

  void close() {
    bar.close();
    console.text(CLEAR);
  }
}
