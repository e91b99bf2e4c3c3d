package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Interrupt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a command did.
 *
 * @param err without the JDK's warning of an incubating module
 */
record Run(int status, String out, String err) {
  private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector\n";
  private static final Path SCRIPT = Path.of("..", "sluice").toAbsolutePath().normalize();

  /** Runs the command in this process; its files are those of this process's folder. */
  static Run here(String call, String... more) {
    return here(new Interrupt(), call, more);
  }

  /** The same, where somebody may ask it to stop. */
  static Run here(Interrupt interrupt, String call, String... more) {
    return here(interrupt, false, words(call, more));
  }

  /** Runs the command in this process as if somebody watched. */
  static Run watched(String call, String... more) {
    return here(new Interrupt(), true, words(call, more));
  }

  /** The words of a call, and more that may have spaces. */
  private static List<String> words(String call, String... more) {
    var words = new ArrayList<String>();
    if (!call.isEmpty()) {
      words.addAll(List.of(call.split(" +")));
    }
    words.addAll(List.of(more));
    return words;
  }

  private static Run here(Interrupt interrupt, boolean terminal, List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            InputStream.nullInputStream(),
            out,
            StandardCharsets.UTF_8,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            interrupt);
    int status = Main.execute(console, arguments.toArray(String[]::new));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs {@code ../sluice} in a folder. */
  static Run packaged(Path folder, String call, String... more)
      throws IOException, InterruptedException {
    return ended(start(folder, call, more), folder);
  }

  /** Starts {@code ../sluice} in a folder; {@link #ended} tells how it ended. */
  static Process start(Path folder, String call, String... more) throws IOException {
    var command = words(call, more);
    command.addFirst(SCRIPT.toString());
    return start(folder, Map.of(), command);
  }

  /** Starts a shell command, in which {@code $SLUICE} is the script. */
  static Process shell(Path folder, String command) throws IOException {
    return start(folder, Map.of("SLUICE", SCRIPT.toString()), List.of("sh", "-c", command));
  }

  private static Process start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    // Into files beside the folder: nobody has to read two pipes at once.
    return builder
        .redirectOutput(beside(folder, ".out"))
        .redirectError(beside(folder, ".err"))
        .start();
  }

  /** Waits for the end of what was last started in this folder. */
  static Run ended(Process process, Path folder) throws IOException, InterruptedException {
    int status = process.waitFor();
    return new Run(
        status,
        Files.readString(beside(folder, ".out").toPath()),
        Files.readString(beside(folder, ".err").toPath()).replace(WARNING, ""));
  }

  private static java.io.File beside(Path folder, String end) {
    return folder.resolveSibling(folder.getFileName() + end).toFile();
  }

  /** Asserts that it did what it was asked to. */
  Run succeeded() {
    assertThat(err).isEmpty();
    assertThat(status).isZero();
    return this;
  }

  /** Asserts that it refused, in one line. */
  void refused(String sentence) {
    assertThat(err).isEqualTo(sentence + "\n");
    assertThat(out).isEmpty();
    assertThat(status).isEqualTo(2);
  }

  /** The names of the files in a folder, sorted. */
  static List<String> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
