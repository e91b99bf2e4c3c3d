package dev.sluice.cli.console;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An end of the command that the user is told in one sentence, with what to do next. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  private Failure(int status, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.status = status;
  }

  /** The call or its input is wrong; nothing was written. */
  public static Failure wrong(String format, @Nullable Object... arguments) {
    return new Failure(Task.WRONG, String.format(Locale.ROOT, format, arguments), null);
  }

  /** The call was right, but the work cannot be done. */
  public static Failure failed(Throwable cause, String format, @Nullable Object... arguments) {
    return new Failure(Task.FAILED, String.format(Locale.ROOT, format, arguments), cause);
  }

  /** The user stopped it. */
  public static Failure interrupted(String sentence) {
    return new Failure(Task.INTERRUPTED, sentence, null);
  }

  int status() {
    return status;
  }
}
