package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void smallArraysHaveTheirOwnSize() {
    assertThat(Lines.allocate(100)).hasSize(Lines.START + 100);
  }

  @Test
  void largeArraysFillMoreThanHalfARegion() {
    int length = Lines.allocate(10_000).length;
    assertThat(length).isBetween(131_072, 4_194_304 + 16);
    assertThat(Lines.allocate(length)).hasSize(Lines.START + length);
  }

  @Test
  void nothingIsTooLargeUnnoticed() {
    assertThatThrownBy(() -> Lines.allocate(Integer.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }
}
