package dev.sluice.cli.reproduce;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Interrupt;
import dev.sluice.cli.console.Json;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.console.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Runs commands in this process, as a user types them, and reads what they tell a script.
 *
 * @param data the folder of all data
 * @param models where models are kept
 * @param interrupt who may stop them
 * @param threads that each uses
 * @param name of the row
 */
record Commands(Path data, Path models, Interrupt interrupt, int threads, String name) {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** The words of a line, as a shell reads them: what stands between quotes is one. */
  static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }

  /** Words as a line that a shell reads. */
  static String line(List<String> words) {
    return words.stream()
        .map(word -> word.contains(" ") ? "'" + word + "'" : word)
        .collect(Collectors.joining(" "));
  }

  /** A command with other options: a value that is there is replaced. */
  static List<String> with(List<String> command, List<String> options) {
    List<String> words = new ArrayList<>(command);
    for (int i = 0; i < options.size(); i += 2) {
      int there = words.indexOf(options.get(i));
      if (there < 0) {
        words.add(options.get(i));
        words.add(options.get(i + 1));
      } else {
        words.set(there + 1, options.get(i + 1));
      }
    }
    return words;
  }

  /** Where the model of a run is kept. */
  Path model(long seed) {
    return models.resolve("%s-%d.safetensors".formatted(name, seed));
  }

  /** A file of the data. */
  Path file(String path) {
    return data.resolve(path);
  }

  /** Trains, and returns all events. */
  List<Map<String, @Nullable Object>> train(List<String> command, long seed) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(
        List.of(
            "--seed",
            Long.toString(seed),
            "--threads",
            Integer.toString(threads),
            "--out",
            model(seed).toString(),
            "--overwrite",
            "--json"));
    return run(words);
  }

  /** Runs a command that answers with JSON, one object on each line. */
  List<Map<String, @Nullable Object>> run(List<String> words) throws IOException {
    String[] arguments =
        words.stream()
            .map(
                word ->
                    word.startsWith("DATA/") ? file(word.substring("DATA/".length())) + "" : word)
            .toArray(String[]::new);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream notes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(notes, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            InputStream.nullInputStream(), out, StandardCharsets.UTF_8, err, false, interrupt);
    ParseResult parsed = new CommandLine(Rows.commands()).parseArgs(arguments);
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    int status;
    try {
      status = RecordCommand.task(parsed).run(console);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    if (status == Task.INTERRUPTED || interrupt.requested()) {
      throw Failure.interrupted("Interrupted; what was finished is kept.");
    }
    List<Map<String, @Nullable Object>> events = new ArrayList<>();
    out.toString(StandardCharsets.UTF_8).lines().map(Json::read).forEach(events::add);
    return events;
  }
}
