package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is hoisted, merged, rounded once and noticed as a scan, in both directions. */
class StepsTest {

  static List<String> catalogue() {
    return Cell.catalogue();
  }

  /**
   * Golden files. After a change that is meant: {@code mvn test -pl sluice-cell -Dtest=StepsTest
   * -Dgolden=write}.
   */
  @ParameterizedTest
  @MethodSource("catalogue")
  void isAsBefore(String name) throws IOException {
    Steps steps = Steps.of(Cell.named(name));
    String actual = steps + "\nand back\n\n" + Steps.text(steps.backward());
    Path golden = Path.of("src/test/resources/dev/sluice/cell/steps", name + ".txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
  }

  private static Steps steps(String text) {
    return Steps.of(Cell.parse(text));
  }

  private static long products(Steps.Block block) {
    return block.stages().stream().filter(Steps.Products.class::isInstance).count();
  }

  @Test
  void aLinearRecurrenceIsAScanWithoutProducts() {
    Steps steps = Steps.of(Cell.named("mingru"));
    assertThat(steps.forward()).extracting(Steps.Block::loop).containsExactly(false, true);
    Steps.Block loop = steps.forward().get(1);
    assertThat(loop.scan()).isTrue();
    assertThat(products(loop)).isZero();
    assertThat(steps.backward()).filteredOn(Steps.Block::loop).allMatch(Steps.Block::scan);
  }

  @Test
  void whatDependsOnAFinishedScanLeavesTheNextLoop() {
    Steps steps =
        steps(
            """
            scrn(x; h, s)
              s' = 0.05 * (W_s @ x) + 0.95 * s
              h' = sigmoid(W_h @ x + U_h @ h + V_h @ s')
              out [h', s']
            """);
    assertThat(steps.forward())
        .extracting(Steps.Block::loop)
        .containsExactly(false, true, false, true);
    assertThat(steps.forward().get(1).scan()).isTrue();
    assertThat(steps.forward().get(3).scan()).isFalse();
    // V_h @ s' is known before the loop over h and begins its sum.
    assertThat(steps.forward().get(3).toString()).doesNotContain("V_h");
  }

  @Test
  void aStateThatNobodyReadsIsNotCarried() {
    Steps steps =
        steps(
            """
            linear(x; y)
              y' = W_y @ x + b_y
            """);
    assertThat(steps.forward()).noneMatch(Steps.Block::loop);
    assertThat(steps.derivative().forward().states()).isEmpty();
  }

  @Test
  void columnsOfAConcatenationAreHoistedOnTheirOwn() {
    Steps joint =
        steps(
            """
            one(x; h)
              h' = tanh(W_h @ [h, x] + b_h)
            """);
    assertThat(joint.toString())
        .contains("h'.1 = W_h[hidden: input] @ x")
        .contains("h'.2 = h'.1 + W_h[0: hidden] @ h");
  }

  @Test
  void aThousandTermsNeedNoRecursion() {
    String sum = "b_h" + " + x * 1".repeat(1500);
    Steps steps = steps("long(x[hidden]; h)\n  h' = tanh(h + " + sum + ")\n");
    assertThat(steps.toString()).contains("tanh");
  }

  /** 1,500 parts under 1,000 products would be 1.5 million operations. */
  @Test
  void whatWouldTakeForeverIsRefused() {
    StringBuilder text =
        new StringBuilder("big(x[hidden]; h)\n  c = [h" + ", h".repeat(1499) + "]\n");
    text.append("  v0 = x + h\n");
    for (int i = 1; i <= 1000; i++) {
      text.append("  v%d = W_v%d @ c + v%d\n".formatted(i, i, i - 1));
    }
    text.append("  h' = v1000\n");
    assertThatThrownBy(() -> steps(text.toString()))
        .hasMessage(
            "The equations come to more than 20,000 operations. Write fewer or smaller ones.");
  }
}
