package dev.sluice.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Split;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class AnswerTest {

  @Test
  void whatTheLibraryRefusesIsAWrongCall() {
    try {
      Split.parse("x");
    } catch (IllegalArgumentException e) {
      assertThat(Answer.to(e)).isEqualTo(new Answer(Task.WRONG, e.getMessage()));
    }
    assertThat(Answer.to(new IOException("There is no file a.")))
        .isEqualTo(new Answer(Task.WRONG, "There is no file a."));
    assertThat(Answer.to(new NoSuchFileException("a")))
        .isEqualTo(new Answer(Task.WRONG, "There is no file a; check the name and the folder."));
    assertThat(Answer.to(new AccessDeniedException("a")))
        .isEqualTo(new Answer(Task.WRONG, "a may not be read: permission denied."));
  }

  @Test
  void whatTheJdkRefusesIsOurMistake() {
    try {
      Integer.parseInt("x");
    } catch (NumberFormatException e) {
      assertThat(Answer.to(e).status()).isEqualTo(Task.FAILED);
      assertThat(Answer.to(e).sentence()).startsWith("This is a mistake in Sluice: ");
    }
  }

  @Test
  void memoryThatIsShortIsWorkThatFailed() {
    Answer answer = Answer.to(new OutOfMemoryError());
    assertThat(answer.status()).isEqualTo(Task.FAILED);
    assertThat(answer.sentence()).startsWith("There is not enough memory: this JVM may use ");
  }
}
