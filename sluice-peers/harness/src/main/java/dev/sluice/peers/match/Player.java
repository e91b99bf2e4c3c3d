package dev.sluice.peers.match;

import dev.sluice.peers.talk.Command;
import dev.sluice.peers.talk.Reply;
import dev.sluice.peers.talk.Wire;
import dev.sluice.peers.work.Task;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A system's JVM, fresh for one task. */
final class Player implements AutoCloseable {
  /** What it was told is never done after so many minutes. */
  private static final int PATIENCE = 10;

  private final Process process;
  private final BufferedReader replies;
  private final PrintStream commands;
  private final Path log;

  /**
   * Starts it.
   *
   * @param folder {@code sluice-peers}
   * @throws NoSuchElementException if its module is not built; the message says so
   */
  Player(Setup setup, Task task, Path folder, int threads, Path log) throws IOException {
    this.log = log;
    Path target = folder.resolve(setup.module()).resolve("target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(setup.arguments(classPath(target), threads));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(setup.environment(target.resolve("cache") + "", threads, task));
    process = builder.start();
    replies = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Whether Maven has built the module and found all that it needs. */
  static boolean isBuilt(Setup setup, Path folder) {
    return Files.exists(folder.resolve(setup.module()).resolve("target/classpath"));
  }

  private static String classPath(Path target) throws IOException {
    return target.resolve("classes")
        + File.pathSeparator
        + Files.readString(target.resolve("classpath"));
  }

  /** Tells it something and waits for what it says. */
  Reply ask(Command command) throws InterruptedException {
    commands.println(Wire.line(command));
    CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(this::read);
    try {
      return reply.get(PATIENCE, TimeUnit.MINUTES);
    } catch (TimeoutException _) {
      return new Reply.Failed("did not answer for " + PATIENCE + " minutes", "");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Reply read() {
    try {
      for (String line = replies.readLine(); line != null; line = replies.readLine()) {
        Optional<Reply> reply = Wire.reply(line);
        if (reply.isPresent()) {
          return reply.get();
        }
      }
      process.waitFor(5, TimeUnit.SECONDS);
      return new Reply.Failed("its JVM ended" + status(), Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String status() throws IOException {
    String last = Files.readString(log).strip().lines().reduce("", (_, line) -> line).strip();
    String status = process.isAlive() ? "" : " with status " + process.exitValue();
    return last.isEmpty() ? status : status + ": " + last;
  }

  @Override
  public void close() {
    commands.close();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
