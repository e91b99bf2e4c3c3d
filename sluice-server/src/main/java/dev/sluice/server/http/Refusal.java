package dev.sluice.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer that says in one sentence why there is no other, with the next step. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  private Refusal(int status, String format, @Nullable Object... arguments) {
    // No stack trace: it is an answer, and hostile requests must cost little.
    super(String.format(Locale.ROOT, format, arguments), null, false, false);
    this.status = status;
  }

  /** The request makes no sense. */
  public static Refusal wrong(String format, @Nullable Object... arguments) {
    return new Refusal(400, format, arguments);
  }

  /** Who asks may not. */
  public static Refusal forbidden(String format, @Nullable Object... arguments) {
    return new Refusal(403, format, arguments);
  }

  /** There is no such thing. */
  public static Refusal missing(String format, @Nullable Object... arguments) {
    return new Refusal(404, format, arguments);
  }

  /** It is there, and is not asked for so. */
  public static Refusal method(String format, @Nullable Object... arguments) {
    return new Refusal(405, format, arguments);
  }

  /** Something else is in the way, which may end. */
  public static Refusal conflict(String format, @Nullable Object... arguments) {
    return new Refusal(409, format, arguments);
  }

  /** The request is not of the type that is read. */
  public static Refusal type(String format, @Nullable Object... arguments) {
    return new Refusal(415, format, arguments);
  }

  /** The request is understood, and cannot be done as it is. */
  public static Refusal impossible(String format, @Nullable Object... arguments) {
    return new Refusal(422, format, arguments);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
