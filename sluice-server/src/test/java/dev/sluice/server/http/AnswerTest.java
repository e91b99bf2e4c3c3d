package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final class Kept extends Handler {
    private @Nullable LogRecord last;

    @Override
    public void publish(LogRecord record) {
      last = record;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void whatIsWithinIsLoggedAndNotSent() {
    Logger log = Logger.getLogger(Answer.class.getName());
    Kept kept = new Kept();
    log.addHandler(kept);
    log.setUseParentHandlers(false);
    try {
      Throwable mistake = new NullPointerException("because \"that\" is null");
      assertThat(Answer.to(mistake))
          .isEqualTo(
              new Answer(
                  500, "This is a mistake in Sluice, and the log says more. Report what you did."));
      assertThat(kept.last).isNotNull();
      assertThat(kept.last.getThrown()).isSameAs(mistake);
    } finally {
      log.removeHandler(kept);
      log.setUseParentHandlers(true);
    }
  }
}
