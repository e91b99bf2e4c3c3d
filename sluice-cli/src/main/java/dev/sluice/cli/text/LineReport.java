package dev.sluice.cli.text;

import dev.sluice.cli.cells.OtherLines;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Words;
import dev.sluice.cli.train.LineWatcher;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.data.Corpus;
import dev.sluice.data.Vocabulary;
import dev.sluice.inspect.Alarm;
import dev.sluice.model.Memory;
import dev.sluice.model.Model;
import dev.sluice.stream.Generated;
import dev.sluice.train.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lines for a reader; on a terminal one that moves, too. */
final class LineReport implements Report {
  private static final int BEFORE = 160;
  private static final int AFTER = 480;

  private final Console console;
  private final LineWatcher watcher;
  private @Nullable TextRun run;

  LineReport(Console console) {
    this.console = console;
    watcher = new LineWatcher(console);
  }

  @Override
  public void start(TextRun run, RunOptions how, Progress progress) {
    this.run = run;
    Corpus corpus = run.corpus();
    TextOptions options = run.options();
    String symbol = Figures.symbol(options.tokens());
    console.line(
        "Text: %s; %,d %ss, %,d distinct, split %s.",
        run.text(), corpus.length(), symbol, corpus.vocabulary().size(), options.split());
    console.line(
        "Model: %s; %,d parameters, needs about %s.",
        run.model(), run.need().parameters(), Memory.in(run.need().bytes()));
    List<String> changes = OtherLines.of(options.model().cell());
    if (!changes.isEmpty()) {
      console.line("Cell: %s, changed:", options.model().cell().name());
      changes.forEach(line -> console.line("  %s", line));
    }
    console.line(
        "Training: %,d updates of %,d × %,d %ss (%.1f epochs), %s, %d thread%s.",
        progress.updates(),
        options.batch(),
        options.steps(),
        symbol,
        (double) progress.updates() / progress.batches(),
        Words.of(options.learning().optimizer()),
        how.workers(),
        how.workers() == 1 ? "" : "s");
    if (run.state() == null) {
      console.line("");
      console.line("Before training it writes:");
      sample(run.model(), corpus.vocabulary(), BEFORE);
    } else {
      console.line("It goes on after update %,d.", progress.update());
    }
    console.line("");
    watcher.start(symbol + "s", progress);
  }

  @Override
  public void updated(Progress progress) {
    watcher.updated(progress);
  }

  @Override
  public void evaluated(Progress progress) {
    watcher.evaluated(progress);
  }

  @Override
  public void alarmed(Progress progress, Alarm alarm) {
    watcher.alarmed(progress, alarm);
  }

  @Override
  public void stopped(String why, Progress progress, Path file, String resume) {
    watcher.stopped(why, progress, file, resume);
  }

  @Override
  public void done(Outcome outcome, Path file) {
    close();
    TextRun run = Objects.requireNonNull(this.run);
    Vocabulary vocabulary = run.corpus().vocabulary();
    String symbol = Figures.symbol(vocabulary.tokens());
    console.line("");
    console.line("After training it writes:");
    sample(run.model(), vocabulary, AFTER);
    console.line("");
    if (outcome.kept().progress().validation() != null) {
      console.line(
          "Validation loss: %s nats per %s%s.",
          LineWatcher.loss(outcome.kept().progress().validation()),
          symbol,
          outcome.baseline() == null
              ? ""
              : "; an interpolated trigram has "
                  + LineWatcher.loss(outcome.baseline())
                  + " on the same text");
    }
    console.line("Speed: %,.0f %ss per second (median of epochs).", outcome.speed(), symbol);
    if (!outcome.kept().text().isEmpty()) {
      console.line("%s", outcome.kept().text());
    }
    console.line(
        "Saved in %s. Try: ./sluice sample%s",
        file, file.toString().equals(TrainText.DEFAULT_FILE) ? "" : " " + file);
  }

  private void sample(Model model, Vocabulary vocabulary, int length) {
    console.line(
        "%s",
        Generated.sample(model, vocabulary, length)
            .lines()
            .map(line -> "    " + printable(line))
            .collect(Collectors.joining("\n")));
  }

  /** Without what would steer a terminal: an untrained model writes any symbol it has seen. */
  static String printable(String line) {
    return line.replace('\t', ' ').replaceAll("\\p{Cntrl}", "?");
  }

  @Override
  public void close() {
    watcher.close();
  }
}
