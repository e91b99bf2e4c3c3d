package dev.sluice.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsNumbersToTheRightAndTextToTheLeft() {
    assertThat(
            new Table()
                .row("cell", "count", "what")
                .row("a", "1,000", "x")
                .row("long name", "2", "")
                .text("  "))
        .isEqualTo("  cell       count  what\n  a          1,000  x\n  long name      2\n");
  }
}
