package dev.sluice.cli.console;

import dev.sluice.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * How an exception is told: the exit status and a sentence for standard error.
 *
 * <p>The library answers a wrong argument with an {@link IllegalArgumentException}, and what is
 * wrong with a file with an {@link IOException}; both messages are sentences for the user. An
 * exception that the JDK throws is our mistake, and is told as such.
 */
public record Answer(int status, String sentence) {

  /** The answer to anything that a command throws. */
  public static Answer to(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> new Answer(failure.status(), message(thrown));
      case DivergedException _ -> new Answer(Task.FAILED, message(thrown));
      case OutOfMemoryError _ ->
          new Answer(
              Task.FAILED,
              String.format(
                  Locale.ROOT,
                  "There is not enough memory: this JVM may use %.1f GB. Make the work smaller,"
                      + " leave data on disk where a command has --on-disk, or give it more:"
                      + " JDK_JAVA_OPTIONS=-Xmx16g ./sluice …",
                  Runtime.getRuntime().maxMemory() / 1e9));
      case NoSuchFileException e when e.getReason() == null ->
          new Answer(
              Task.WRONG,
              "There is no file %s; check the name and the folder.".formatted(e.getFile()));
      case AccessDeniedException e ->
          new Answer(Task.WRONG, "%s may not be read: permission denied.".formatted(e.getFile()));
      case FileSystemException e when e.getReason() != null ->
          new Answer(Task.WRONG, "%s cannot be read: %s.".formatted(e.getFile(), e.getReason()));
      case IOException _ -> new Answer(Task.WRONG, message(thrown));
      case UncheckedIOException e -> to(e.getCause());
      case IllegalArgumentException e when isOurs(e) -> new Answer(Task.WRONG, message(thrown));
      default ->
          new Answer(
              Task.FAILED,
              "This is a mistake in Sluice: %s. Run it again with --stacktrace and report what it prints."
                  .formatted(thrown.toString().lines().findFirst().orElse("")));
    };
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.toString() : message;
  }

  /** Whether our code refused an argument, and not the JDK one of ours. */
  private static boolean isOurs(IllegalArgumentException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 || trace[0].getClassName().startsWith("dev.sluice.");
  }
}
