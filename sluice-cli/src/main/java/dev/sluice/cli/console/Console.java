package dev.sluice.cli.console;

import dev.sluice.kernel.Kernel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a command reads and writes, and whether somebody is watching. Belongs to one thread. */
public final class Console {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final Interrupt interrupt;
  private final Watched watched;

  /**
   * @param terminal whether {@code out} is one, so that a line may be written over
   */
  public Console(
      InputStream in,
      OutputStream out,
      Charset charset,
      PrintStream err,
      boolean terminal,
      Interrupt interrupt) {
    this.in = in;
    this.watched = new Watched(out);
    this.out = new PrintStream(watched, false, charset);
    this.err = err;
    this.terminal = terminal;
    this.interrupt = interrupt;
  }

  /** The console of this process. */
  public static Console ofProcess(Interrupt interrupt) {
    return new Console(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        System.out.charset(),
        System.err,
        System.console() instanceof java.io.Console console && console.isTerminal(),
        interrupt);
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Standard output, for what the command was asked for. */
  public PrintStream out() {
    return out;
  }

  /** Standard error, for what the user should know beside it. */
  public PrintStream err() {
    return err;
  }

  /** Whether standard output is a terminal. */
  public boolean terminal() {
    return terminal;
  }

  /** Whether the user wants the command to stop. */
  public Interrupt interrupt() {
    return interrupt;
  }

  /** Writes a line to standard output, at once. */
  public void line(String format, @Nullable Object... arguments) {
    text(String.format(Locale.ROOT, format, arguments) + "\n");
  }

  /** Writes a text to standard output as it is, at once. */
  public void text(String text) {
    out.print(text);
    out.flush();
  }

  /** Writes one JSON object on a line of its own to standard output, at once. */
  public void json(Map<String, ? extends @Nullable Object> object) {
    text(Json.of(object) + "\n");
  }

  /** Writes a line to standard error. */
  public void note(String format, @Nullable Object... arguments) {
    err.println(String.format(Locale.ROOT, format, arguments));
    err.flush();
  }

  /** Tells on standard error what would make this JVM fast, if something would. */
  public void advise() {
    Kernel.advice().ifPresent(sentence -> note("%s", sentence));
  }

  /** Whether standard output takes no more: nobody reads it, or the disk is full. */
  public boolean closed() {
    return watched.failure != null;
  }

  /** Why standard output failed, in a sentence; null where it did not, or its reader has gone. */
  public @Nullable String outputFailure() {
    out.flush();
    IOException failure = watched.failure;
    if (failure == null || Objects.toString(failure.getMessage()).contains("Broken pipe")) {
      return null;
    }
    return "Standard output could not be written: %s.".formatted(failure.getMessage());
  }

  /** A stream that remembers its first failure, which {@code PrintStream} does not tell. */
  private static final class Watched extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (failure != null) {
        return;
      }
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
