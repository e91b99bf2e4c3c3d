package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CacheLinesTest {

  @Test
  void smallArraysHaveTheirOwnSize() {
    assertThat(CacheLines.allocate(100)).hasSize(CacheLines.START + 100);
  }

  @Test
  void largeArraysFillMoreThanHalfARegion() {
    int length = CacheLines.allocate(10_000).length;
    assertThat(length).isBetween(131_072, 4_194_304 + 16);
    assertThat(CacheLines.allocate(length)).hasSize(CacheLines.START + length);
  }

  @Test
  void nothingIsTooLargeUnnoticed() {
    assertThatThrownBy(() -> CacheLines.allocate(Integer.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }
}
