package dev.sluice.checkpoint;

import java.io.IOException;

/**
 * A file that is no model file, is damaged, or does not fit what it says of itself. The message is
 * one sentence for the user, and nothing was loaded.
 */
public final class ModelFileException extends IOException {
  private static final long serialVersionUID = 1;

  /** With a whole sentence. */
  public ModelFileException(String message) {
    super(message);
  }

  /** With a whole sentence and what it came from. */
  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
