package dev.sluice.cli.text;

import dev.sluice.cli.cells.OtherLines;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.train.JsonWatcher;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.Watcher;
import dev.sluice.train.Progress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object per line, for a script. */
final class JsonReport implements Report {
  private final Console console;
  private final Watcher watcher;

  JsonReport(Console console) {
    this.console = console;
    watcher = new JsonWatcher(console);
  }

  @Override
  public void start(TextRun run, RunOptions how, Progress progress) {
    Map<String, @Nullable Object> event = JsonWatcher.event("start");
    event.put("text", run.text());
    event.put("sha256", run.corpus().digest());
    event.put("symbols", run.corpus().length());
    event.put("training", run.corpus().train().length());
    event.put("validation", run.corpus().validation().length());
    event.put("test", run.corpus().test().length());
    event.put("vocabulary", run.corpus().vocabulary().size());
    event.put("model", run.model().toString());
    event.put("cell", run.options().model().cell().text());
    event.put("cellDigest", run.options().model().cell().digest());
    event.put("changes", OtherLines.of(run.options().model().cell()));
    event.put("parameters", run.need().parameters());
    event.put("memory", run.need().bytes());
    event.put("options", run.options().stored());
    event.put("threads", how.workers());
    event.put("update", progress.update());
    event.put("updates", progress.updates());
    console.json(event);
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
  public void stopped(String why, Progress progress, Path file, String resume) {
    watcher.stopped(why, progress, file, resume);
  }

  @Override
  public void done(Outcome outcome, Path file) {
    Map<String, @Nullable Object> event = JsonWatcher.event("done");
    JsonWatcher.put(event, outcome.kept().progress());
    outcome.kept().put(event);
    event.put("trigram", outcome.baseline());
    event.put("charactersPerSecond", Math.round(outcome.speed()));
    event.put("file", file.toString());
    console.json(event);
  }

  @Override
  public void close() {
    watcher.close();
  }
}
