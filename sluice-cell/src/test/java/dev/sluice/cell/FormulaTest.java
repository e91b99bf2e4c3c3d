package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FormulaTest {

  static List<String> catalogue() {
    return Cell.catalogue();
  }

  /** Every size has a number of its own, divisible by what {@code upper} of the catalogue needs. */
  @ParameterizedTest
  @MethodSource("catalogue")
  void isWhatIsCounted(String name) {
    Shapes shapes = Cell.named(name).shapes();
    for (int[] numbers : new int[][] {{3, 8}, {16, 4}, {100, 256}, {1_000_003, 4_096}}) {
      boolean same = shapes.inputIsHidden();
      Map<String, Integer> named = new LinkedHashMap<>();
      shapes.names().stream()
          .skip(2)
          .forEach(size -> named.put(size, numbers[1] / 2 + 7 * named.size() + 1));
      Sizes sizes = shapes.at(same ? numbers[1] : numbers[0], numbers[1], named);
      assertThat(shapes.parameterFormula().at(sizes)).isEqualTo(shapes.parameterCount(sizes));
      assertThat(shapes.flopsFormula().at(sizes)).isEqualTo(shapes.flops(sizes));
      for (Shapes.Parameter parameter : shapes.parameters()) {
        assertThat(parameter.formula().at(sizes)).isEqualTo(parameter.count(sizes));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "elman, h² + h·n + h, 2·h² + 2·h·n + 3·h",
    "lstm, 4·h² + 4·h·n + 4·h, 8·h² + 8·h·n + 17·h",
    "jordan, 2·h·k + h·n + h + k, 4·h·k + 2·h·n + 3·h + 2·k",
    "lstm-projected, 4·h·n + 5·h·p + 4·h, 8·h·n + 10·h·p + 17·h",
    "sru, 3·h² + 4·h, 6·h² + 17·h",
    "indrnn, h·n + 2·h, 2·h·n + 4·h"
  })
  void ofTheCatalogue(String name, String parameters, String flops) {
    Shapes shapes = Cell.named(name).shapes();
    assertThat(shapes.parameterFormula().text(shapes.symbols())).isEqualTo(parameters);
    assertThat(shapes.flopsFormula().text(shapes.symbols())).isEqualTo(flops);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t(x; h) ; h' = tanh(W_h @ x + upper(U_h, 4) @ h) | 5/8·h² + h·n",
        "t(x; h) ; h' = tanh(W_h @ x + upper(U_h, 3) @ h) | 2/3·h² + h·n",
        "t(x; h) ; h' = tanh(W_h @ [x, h, h]) | 2·h² + h·n",
        "t(x; h[n]) ; h' = tanh(W_h @ [x, h] + b_h) | input·n + n² + n",
        "t(x; h) ; v[h] = W_v @ x ; h' = tanh(W_h @ v + U_h @ h) | h·hidden + h·n + hidden²",
        "t(x[hidden]; h) ; h' = x + 0.5 * h | 0"
      })
  void ofAnyCell(String text, String formula) {
    Shapes shapes = Cell.parse(text.replace(" ; ", "\n  ")).shapes();
    assertThat(shapes.parameterFormula().text(shapes.symbols())).isEqualTo(formula);
  }

  /** Where the groups do not divide the size, the formula cannot be what is counted. */
  @Test
  void isNotWholeForSizesThatGroupsDoNotDivide() {
    Shapes shapes = Cell.parse("t(x; h)\n  h' = tanh(W_h @ x + upper(U_h, 4) @ h)").shapes();
    Sizes sizes = shapes.at(1, 6, Map.of());
    assertThatThrownBy(() -> shapes.parameterFormula().at(sizes))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("5/8·hidden² + hidden·input is not whole at {hidden=6, input=1}");
    assertThat(shapes.parameterCount(sizes)).isEqualTo(6 + (2 * 6 + 1 * 4 + 2 * 3 + 1 * 1));
  }

  @Test
  void equalPolynomialsAreEqual() {
    Formula h = Formula.of(Size.HIDDEN);
    Formula n = Formula.of(Size.INPUT);
    assertThat(h.plus(n).times(h)).isEqualTo(n.times(h).plus(h.times(h)));
    assertThat(h.plus(n).times(h)).hasSameHashCodeAs(n.times(h).plus(h.times(h)));
    assertThat(h.over(2).plus(h.over(2))).isEqualTo(h).hasToString("hidden");
    assertThat(h.times(0)).isEqualTo(Formula.of(0)).hasToString("0");
    assertThat(h).isNotEqualTo(n);
    assertThat(h.times(h).times(h).times(3).over(6).plus(Formula.of(7)))
        .hasToString("1/2·hidden³ + 7");
  }
}
