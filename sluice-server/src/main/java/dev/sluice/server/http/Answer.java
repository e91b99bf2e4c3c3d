package dev.sluice.server.http;

import io.helidon.http.HttpException;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How an exception is told to the page. */
record Answer(int status, String sentence) {
  private static final Logger LOG = Logger.getLogger(Answer.class.getName());

  static Answer to(Throwable thrown) {
    return switch (thrown) {
      case Refusal refusal -> new Answer(refusal.status(), refusal.sentence());
      case HttpException e when e.status().code() == 413 ->
          new Answer(
              413, "The body is too large; at most %,d bytes are read.".formatted(Api.MOST_BYTES));
      case HttpException e ->
          new Answer(e.status().code(), "The request cannot be answered; load the page again.");
      case IllegalArgumentException e when isOurs(e) ->
          new Answer(422, String.valueOf(e.getMessage()));
      case OutOfMemoryError _ ->
          new Answer(
              422, "There is not enough memory for this; make it smaller, or end what was begun.");
      case IOException e -> new Answer(422, String.valueOf(e.getMessage()));
      default -> {
        LOG.log(Level.SEVERE, "a request failed", thrown);
        yield new Answer(
            500, "This is a mistake in Sluice, and the log says more. Report what you did.");
      }
    };
  }

  /** Whether our code refused an argument, and not the JDK one of ours. */
  private static boolean isOurs(IllegalArgumentException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 || trace[0].getClassName().startsWith("dev.sluice.");
  }
}
