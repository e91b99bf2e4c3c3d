package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The one contract, for every cell of the catalogue and for cells made to be awkward: every
 * function, states that swap, products in a row, sizes of their own. A new {@code .cell} file adds
 * no test code.
 */
@Tag("contract")
class CellContractTest {

  private static final String[] AWKWARD = {
    "everything",
    "swap",
    "linearstate",
    "valueout",
    "two",
    "mine",
    "delay",
    "cheap",
    "inplace",
    "noisy",
    "noisylists",
    "noisyidle",
    "never",
    "below",
    "upper",
    "number",
    "bent",
    "kneed",
    "again",
    "twice",
    "noisyinplace",
    "gatedinput",
    "summed"
  };

  static Stream<Cell> cells() {
    return Stream.of(
            Cell.catalogue().stream().map(Cell::named),
            Stream.of(AWKWARD).map(CellContractTest::cell),
            changed())
        .flatMap(cells -> cells);
  }

  /** Cells made from cells run compiled like any other. */
  private static Stream<Cell> changed() {
    Cell lstm = Cell.named("lstm");
    Cell gru = Cell.named("gru-v3");
    return Stream.of(
        lstm.with("i = 1 - f\no = sigmoid(W_o @ x + U_o @ h + p_o * c' + b_o)"),
        lstm.withDropConnect(0.5).withRecurrentDropout(0.25).withZoneout("c", 0.1),
        gru.withRecurrentDropout(0.5).withZoneout(0.05),
        gru.withLayerNorm());
  }

  static Cell cell(String name) {
    try (var in = CellContractTest.class.getResourceAsStream(name + ".cell")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Cell.parse(text, name + ".cell");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void holds(Cell cell) {
    CellContract contract = CellContract.check(cell, Equations.FLOOR, true);
    assertThat(contract.gradientError()).isLessThanOrEqualTo(CellContract.GRADIENT_LIMIT);
    assertThat(contract.kernelError()).isLessThanOrEqualTo(CellContract.KERNEL_LIMIT);
    assertThat(contract.differences()).isEmpty();
  }

  /** The contract would be worth nothing if it could not fail. */
  @Test
  void noticesWhatIsWrong() {
    CellContract right = new CellContract("c", 1e-9, 1e-7, java.util.List.of());
    assertThat(right.passed()).isTrue();
    assertThat(new CellContract("c", 1e-5, 1e-7, java.util.List.of()).passed()).isFalse();
    assertThat(new CellContract("c", 1e-9, 1e-4, java.util.List.of()).passed()).isFalse();
    assertThat(new CellContract("c", 1e-9, 1e-7, java.util.List.of("rows")).passed()).isFalse();
    assertThat(new CellContract("c", Double.NaN, 1e-7, java.util.List.of()).passed()).isFalse();
  }
}
