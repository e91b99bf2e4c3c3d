package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Words;
import dev.sluice.inspect.Alarm;
import dev.sluice.train.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files that tell how a training went, a row for each evaluation; none where nobody wants any. */
final class Logs implements Closeable {
  private static final String HEAD =
      "epoch,update,training_loss,validation_loss,rate,gradient_norm,targets_per_second,seconds,alarms\n";

  private final @Nullable Writer table;
  private final @Nullable EventFile events;
  private final long start = System.nanoTime();

  private Logs(@Nullable Writer table, @Nullable EventFile events) {
    this.table = table;
    this.events = events;
  }

  /** Opens those that are asked for; a table goes on where a training is resumed. */
  static Logs open(RunOptions how) throws IOException {
    Writer table = null;
    if (how.logFile() != null) {
      Path file = how.logFile();
      boolean goesOn = how.resume() != null && Files.exists(file);
      table =
          goesOn
              ? Files.newBufferedWriter(file, StandardOpenOption.APPEND)
              : Files.newBufferedWriter(file);
      if (!goesOn) {
        table.write(HEAD);
        table.flush();
      }
    }
    try {
      return new Logs(
          table, how.tensorboard() == null ? null : EventFile.in(how.tensorboard(), now()));
    } catch (IOException e) {
      if (table != null) {
        table.close();
      }
      throw e;
    }
  }

  /** Refuses to write over a file that is no such table. */
  static void requireLog(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(HEAD.length());
      if (begin.length > 0 && !new String(begin, StandardCharsets.UTF_8).equals(HEAD)) {
        throw Failure.wrong("%s is no log of a training; name another file with --log-file.", file);
      }
    } catch (IOException e) {
      throw Failure.wrong("%s cannot be written; name another file with --log-file.", file);
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  /** The model was judged. */
  void evaluated(Progress progress, List<Alarm> alarms) throws IOException {
    Double validation = progress.validation();
    if (table != null) {
      table.write(
          String.format(
              Locale.ROOT,
              "%d,%d,%s,%s,%s,%s,%.1f,%.3f,%s\n",
              progress.epoch(),
              progress.update(),
              progress.loss(),
              validation == null ? "" : validation,
              progress.rate(),
              progress.gradientNorm(),
              progress.charactersPerSecond(),
              (System.nanoTime() - start) * 1e-9,
              alarms.stream()
                  .map(alarm -> Words.of(alarm.kind()) + " " + alarm.where())
                  .collect(Collectors.joining("; "))));
      table.flush();
    }
    if (events != null) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("loss/training", progress.loss());
      if (validation != null) {
        numbers.put("loss/validation", validation);
      }
      numbers.put("rate", progress.rate());
      numbers.put("gradient_norm", progress.gradientNorm());
      numbers.put("targets_per_second", progress.charactersPerSecond());
      numbers.put("alarms", (double) alarms.size());
      events.write(now(), progress.update(), numbers);
    }
  }

  @Override
  public void close() throws IOException {
    if (table != null) {
      table.close();
    }
    if (events != null) {
      events.close();
    }
  }
}
