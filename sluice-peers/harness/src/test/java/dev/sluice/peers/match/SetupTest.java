package dev.sluice.peers.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.peers.report.Contestant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SetupTest {
  @ParameterizedTest
  @EnumSource
  void allHaveTheSameHeap(Contestant contestant) {
    assertThat(Setup.of(contestant).arguments("a.jar", 2)).contains("-Xms256m", "-Xmx2g");
  }
}
