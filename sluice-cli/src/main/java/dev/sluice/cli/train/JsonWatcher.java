package dev.sluice.cli.train;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Words;
import dev.sluice.inspect.Alarm;
import dev.sluice.train.Progress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object per line, for a script. */
public final class JsonWatcher implements Watcher {
  private final Console console;

  /** Tells nothing yet. */
  public JsonWatcher(Console console) {
    this.console = console;
  }

  /** An object that begins with what happened. */
  public static Map<String, @Nullable Object> event(String name) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("event", name);
    return event;
  }

  /** Adds how far the training is. */
  public static void put(Map<String, @Nullable Object> event, Progress progress) {
    event.put("epoch", progress.epoch());
    event.put("epochDone", progress.batch() == progress.batches());
    event.put("update", progress.update());
    event.put("updates", progress.updates());
    event.put("loss", progress.loss());
    event.put("validationLoss", progress.validation());
    event.put("rate", progress.rate());
    event.put("gradientNorm", progress.gradientNorm());
  }

  @Override
  public void updated(Progress progress) {}

  @Override
  public void evaluated(Progress progress) {
    Map<String, @Nullable Object> event = event("epoch");
    put(event, progress);
    event.put("charactersPerSecond", Math.round(progress.charactersPerSecond()));
    console.json(event);
  }

  @Override
  public void alarmed(Progress progress, Alarm alarm) {
    Map<String, @Nullable Object> event = event("alarm");
    event.put("update", progress.update());
    event.put("kind", Words.of(alarm.kind()));
    event.put("where", alarm.where());
    event.put("message", alarm.sentence());
    console.json(event);
  }

  @Override
  public void stopped(String why, Progress progress, Path file, String resume) {
    Map<String, @Nullable Object> event = event("stopped");
    event.put("why", why);
    put(event, progress);
    event.put("file", file.toString());
    event.put("resume", resume);
    console.json(event);
    console.note("%s", Watcher.sentence(why, progress, file, resume));
  }

  @Override
  public void close() {}
}
