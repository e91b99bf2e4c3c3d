package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimitTest {

  /** With one place alone, which must be free again for the next. */
  @Test
  void whatIsGivenUpGivesItsPlaceBack() {
    TimeLimit limit = new TimeLimit(1, 1);
    CountDownLatch ended = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                limit.within(
                    "The cell",
                    () -> {
                      try {
                        while (true) {
                          TimeLimit.goOn();
                          Thread.onSpinWait();
                        }
                      } finally {
                        ended.countDown();
                      }
                    }))
        .isInstanceOf(Refusal.class)
        .hasMessage("The cell takes longer than 1 seconds and was given up; make it smaller.");
    assertThat(limit.<Integer>within("The cell", () -> 7)).isEqualTo(7);
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void whatHeedsNothingKeepsItsPlaceFromItsLikeAlone() {
    TimeLimit limit = new TimeLimit(1, 1);
    CountDownLatch held = new CountDownLatch(1);
    try {
      assertThatThrownBy(() -> limit.within("The cell", () -> awaitDeaf(held)))
          .hasMessage("The cell takes longer than 1 seconds and was given up; make it smaller.");
      assertThatThrownBy(() -> limit.within("The cell", () -> 7))
          .hasMessage("The cell has to wait for others; try again in a moment.");
      assertThat(new TimeLimit(30, 1).<Integer>within("The step", () -> 7)).isEqualTo(7);
    } finally {
      held.countDown();
    }
    assertThat(new TimeLimit(30, 1).<Integer>within("The cell", () -> 7)).isEqualTo(7);
  }

  private static int awaitDeaf(CountDownLatch held) {
    while (held.getCount() > 0) {
      Thread.onSpinWait();
    }
    return 0;
  }

  @Test
  void whatFailsGivesItsPlaceBack() {
    TimeLimit limit = new TimeLimit(30, 1);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  limit.within(
                      "The cell",
                      () -> {
                        throw new StackOverflowError();
                      }))
          .isInstanceOf(StackOverflowError.class);
    }
    assertThat(limit.<Integer>within("The cell", () -> 7)).isEqualTo(7);
  }
}
